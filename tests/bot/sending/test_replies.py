"""Replies under faults: each comes once, nobody waits for another chat's trouble, and a stop waits for nothing."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from telegram import Update
from telegram.ext import ApplicationHandlerStop, CommandHandler

from bot.telegram.context import Context, reply
from bot.telegram.sending import calls, limits
from bot.telegram.updates.dispatcher import MAX_CONCURRENT_UPDATES
from bot.views.failures import unanswered
from bot.views.rich_text import Text
from tests.bot.sending.conftest import Start
from tests.e2e.conftest import Running, eventually
from tests.telegram import faults
from tests.telegram.client import Reader
from tests.telegram.stand import Stand

QUESTION = "/new"
ANSWER = "New conversation. Ask me anything."
SORRY = "Something went wrong"
# Before all handlers of the bot.
BEFORE_ALL = -100


async def struck(stand: Stand) -> None:
    async def none_pending() -> bool:
        return not stand.pending_faults

    await eventually(none_pending)


async def asked(reader: Reader) -> str:
    await reader.say(QUESTION)
    return (await reader.reply()).text


async def test_a_rate_limit_on_one_reader_makes_only_that_reader_wait(running: Running) -> None:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    # The first answer of a bot takes longer than the others.
    assert await asked(ben) == ANSWER
    limited = 6
    running.stand.fault("sendMessage", faults.TooMany(limited), chat=ann.id)
    asked_at = time.monotonic()
    await ann.say(QUESTION)
    await struck(running.stand)
    assert await asked(ben) == ANSWER
    assert time.monotonic() - asked_at < limited - 1
    assert (await ann.reply()).text == ANSWER
    assert time.monotonic() - asked_at >= limited
    await ann.quiet(0.2)


async def test_many_readers_who_must_wait_hold_up_nobody(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    # So many at once would be taken for the limit of the bot.
    monkeypatch.setattr(limits, "CHATS_OF_A_GLOBAL_LIMIT", 99)
    limited = [running.stand.reader(f"Reader {n}") for n in range(MAX_CONCURRENT_UPDATES + 4)]
    for reader in limited:
        running.stand.fault("sendMessage", faults.TooMany(300), chat=reader.id)
        await reader.say(QUESTION)
    await struck(running.stand)
    since = time.monotonic()
    assert await asked(running.stand.reader("Ben")) == ANSWER
    assert time.monotonic() - since < 2


async def test_several_rate_limits_at_once_slow_down_everybody(running: Running) -> None:
    for name in ("Ann", "Ben", "Cleo"):
        reader = running.stand.reader(name)
        running.stand.fault("sendMessage", faults.TooMany(4), chat=reader.id)
        await reader.say(QUESTION)
    await struck(running.stand)
    since = time.monotonic()
    assert await asked(running.stand.reader("Dora")) == ANSWER
    assert time.monotonic() - since > 1


async def test_a_stop_waits_for_no_rate_limit(start: Start, stand: Stand) -> None:
    ann = stand.reader("Ann")
    async with start() as running:
        stand.fault("sendMessage", faults.TooMany(300), chat=ann.id)
        await ann.say(QUESTION)
        await struck(running.stand)
        since = time.monotonic()
    assert time.monotonic() - since < 10


async def test_a_stop_waits_for_no_outage_and_no_response(start: Start, stand: Stand) -> None:
    ann, ben = stand.reader("Ann"), stand.reader("Ben")
    async with start():
        stand.fault("sendMessage", faults.ServerError(), chat=ann.id, count=7)
        stand.fault("sendMessage", faults.Slow(60), chat=ben.id)
        await ann.say(QUESTION)
        await ben.say(QUESTION)
        assert (await ben.reply()).text == ANSWER
        await asyncio.sleep(0.7)
        since = time.monotonic()
    assert time.monotonic() - since < 10


@pytest.mark.parametrize(
    "fault",
    [faults.ServerError(500), faults.ServerError(502, html=True), faults.DropBefore()],
    ids=["JSON", "a page", "drop"],
)
async def test_what_did_not_arrive_is_sent_again(
    running: Running, fault: faults.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "RETRY_PAUSES_SECONDS", (0.1,) * 5)
    ann = running.stand.reader("Ann")
    running.stand.fault("sendMessage", fault, chat=ann.id, count=3)
    assert await asked(ann) == ANSWER
    await ann.quiet(0.3)


async def test_a_reply_that_never_gets_through_is_owned_up_to_once_the_network_is_back(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "RETRY_PAUSES_SECONDS", (0.05, 0.05))
    ann = running.stand.reader("Ann")
    fault = running.stand.fault("sendMessage", faults.ServerError(), chat=ann.id, count=1_000)
    await ann.say(QUESTION)

    async def noted() -> bool:
        return sum((await running.services.delivering.outbox.counts()).values()) == 1

    await eventually(noted)
    fault.left = 0
    running.clock.forward(hours=1)
    assert (await ann.reply()).text == unanswered()
    await ann.quiet(0.3)


async def test_a_late_acknowledgement_is_taken_for_a_yes(running: Running) -> None:
    running.app.bot.request._client.timeout = httpx.Timeout(5, read=0.3)
    ann = running.stand.reader("Ann")
    running.stand.fault("sendMessage", faults.Slow(2), chat=ann.id)
    assert await asked(ann) == ANSWER
    await ann.quiet(1.5)
    assert await asked(ann) == ANSWER


async def long_reply(update: Update, context: Context) -> None:
    await reply(update, [Text(f"{n} " + "word " * 600) for n in range(3)])
    raise ApplicationHandlerStop


async def test_of_a_long_reply_only_the_part_that_is_missing_is_sent_again(running: Running) -> None:
    running.app.add_handler(CommandHandler("long", long_reply), group=BEFORE_ALL)
    ann = running.stand.reader("Ann")
    await ann.say("/long")
    await ann.until(lambda: bool(ann.chat.from_bot))
    running.stand.fault("sendMessage", faults.DropBefore(), chat=ann.id)
    first, second, third = await ann.replies(3)
    assert [m.text[0] for m in (first, second, third)] == ["0", "1", "2"]
    await ann.quiet(0.7)


async def test_a_group_that_becomes_a_supergroup_before_the_answer_gets_it_there(running: Running) -> None:
    upgraded = asyncio.Event()

    async def slow(update: Update, context: Context) -> None:
        await upgraded.wait()
        await reply(update, [Text("Here.")], quoting=True)
        raise ApplicationHandlerStop

    running.app.add_handler(CommandHandler("slow", slow), group=BEFORE_ALL)
    ann = running.stand.reader("Ann")
    group = running.stand.group("Newsroom", members=[ann], basic=True)
    there = ann.at(group)
    await there.say("/subscribe 08:00")
    await there.reply()
    await there.say("/slow")
    old = group.id
    new = group.upgrade()
    here = ann.at(new)
    upgraded.set()
    assert (await here.reply()).text == "Here."
    subscriptions = running.services.delivering.subscriptions

    async def moved() -> bool:
        return await subscriptions.get(old) is None and await subscriptions.get(new.id) is not None

    await eventually(moved)


async def test_a_question_deleted_before_a_quoting_answer_is_answered(running: Running) -> None:
    deleted = asyncio.Event()

    async def slow(update: Update, context: Context) -> None:
        await deleted.wait()
        await reply(update, [Text("Here.")], quoting=True)
        raise ApplicationHandlerStop

    running.app.add_handler(CommandHandler("slow", slow), group=BEFORE_ALL)
    ann = running.stand.reader("Ann")
    question = await ann.say("/slow")
    del ann.chat.messages[question.id]
    deleted.set()
    assert (await ann.reply()).text == "Here."
