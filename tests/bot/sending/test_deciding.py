"""Editors and operators see what is parked, send it again, or drop it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.views.outbox import NOT_PARKED, WAS_DROPPED, WILL_BE_RESENT, nothing_parked, subject_of
from retrieval.domain.errors import BadInput
from storage.database.engine import Database
from storage.outbox.deliveries import SqlOutbox
from storage.ports.outbox import Delivery, DeliveryState, Outbox
from tests.bot.sending.test_outbox import correction, until
from tests.e2e.conftest import Running
from tests.telegram.client import Press

# A minute after the clock of the bot, which so sends nothing yet.
SOON = datetime(2026, 11, 24, 6, 1, tzinfo=UTC)
DIGEST = {"until": SOON.isoformat(), "zone": "UTC", "articles": ["a", "b"], "first": 1, "more": 0}


async def park(outbox: Outbox, chat: int, count: int, now: datetime = SOON) -> None:
    """Park corrections."""
    for n in range(count):
        await outbox.put(Delivery(f"parked:{n}", chat, correction(n)), now)
    for delivery in await outbox.due(now):
        await outbox.claim(delivery)
        await outbox.settle(delivery, DeliveryState.PARKED, now, "timed out")


async def said(press: Press) -> str:
    return str((await press.answered()).get("text"))


async def test_editors_list_resend_and_drop_what_is_parked(running: Running) -> None:
    ann, editor = running.stand.reader("Ann"), running.editor
    await editor.say("/outbox")
    assert (await editor.reply()).text == nothing_parked().plain
    await park(running.services.delivering.outbox, ann.id, 6)
    await editor.say("/outbox")
    page = await editor.reply()
    assert f"#1 notice that article article-0 was corrected, to chat {ann.id}" in page.text
    assert "it timed out" in page.text
    assert page.button_texts == [t for n in range(1, 5) for t in (f"↻ Resend #{n}", f"✖ Drop #{n}")] + ["▶"]
    await editor.press(page, "▶")
    second = await editor.edited()
    assert second.button_texts[-1] == "◀"
    assert await said(await editor.press(second, "↻ Resend #5")) == WILL_BE_RESENT
    assert "article-4" in (await ann.reply()).text
    first = await editor.edited()
    assert await said(await editor.press(first, "✖ Drop #2")) == WAS_DROPPED
    left = await editor.edited()
    assert left.button_texts[::2] == [f"↻ Resend #{n}" for n in (1, 3, 4, 6)]
    await until(running, sent=1, dropped=1, parked=4)


async def test_a_delivery_is_decided_on_once(running: Running) -> None:
    ann, editor = running.stand.reader("Ann"), running.editor
    await park(running.services.delivering.outbox, ann.id, 1)
    await editor.say("/outbox")
    page = await editor.reply()
    await running.services.delivering.outbox.drop(1, SOON, "elsewhere")
    assert await said(await editor.press(page, "↻ Resend #1")) == NOT_PARKED
    await ann.quiet(0.3)


async def test_others_see_no_outbox(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await park(running.services.delivering.outbox, ann.id, 1)
    await ann.say("/outbox")
    assert (await ann.reply()).text.startswith("Only editors can see the outbox.")


def test_a_delivery_is_named_by_what_it_is_about() -> None:
    for content, subject in (
        (DIGEST, "digest of 24 November 2026 (2 articles)"),
        (correction(1), "notice that article article-1 was corrected"),
        ({"feed": 3}, "notice that feed #3 is paused"),
        ({"closed": -5}, "notice that the digest to chat -5 is paused"),
        ({"unanswered": True}, "notice that an answer did not get through"),
    ):
        assert subject_of(Delivery("key", 7, content)) == subject


@pytest.fixture
def data(tmp_path: Path) -> Path:
    async def fill() -> None:
        database = await Database.open(tmp_path)
        await park(SqlOutbox(database), 7, 3)
        await database.close()

    asyncio.run(fill())
    return tmp_path


def onrecord(data: Path, *words: str) -> str:
    ran = CliRunner().invoke(app, ["outbox", *words, "--data", str(data)])
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def numbers(lines: str) -> Sequence[int]:
    return [json.loads(line)["n"] for line in lines.splitlines()]


def test_the_command_lists_resends_and_drops(data: Path) -> None:
    assert "#1 notice that article article-0 was corrected, to chat 7" in onrecord(data)
    assert numbers(onrecord(data, "--json")) == [1, 2, 3]
    assert onrecord(data, "--resend", "1", "--drop", "#2").splitlines() == [
        "#1 notice that article article-0 was corrected, to chat 7: will be sent again when the bot runs",
        "#2 notice that article article-1 was corrected, to chat 7: dropped",
    ]
    assert numbers(onrecord(data, "--json")) == [3]
    (line,) = onrecord(data, "--drop", "all", "--json").splitlines()
    assert json.loads(line)["outcome"] == "dropped"
    assert onrecord(data).strip() == nothing_parked().plain


def test_the_command_says_what_is_not_parked_and_does_the_rest(data: Path) -> None:
    with pytest.raises(BadInput, match="#9: not parked"):
        onrecord(data, "--drop", "9", "--drop", "1")
    with pytest.raises(BadInput, match="no number of a delivery"):
        onrecord(data, "--drop", "one")
    assert numbers(onrecord(data, "--json")) == [2, 3]
