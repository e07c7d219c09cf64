"""Receiving keeps on through every failure, confirms nothing that is not written down, and hands on what is new."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.updates import polling as module
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.dispatcher import Dispatcher
from bot.telegram.updates.polling import CONFLICT, MAX_REFUSALS, UNKNOWN_BOT, Polling
from bot.telegram.updates.requests import UpdatesRequest
from retrieval.domain.errors import StorageError, StorageFull
from storage.ports.inbox import MAX_STARTS, ReceivedUpdate, UpdateState
from tests.contracts.memory_inbox import MemoryInbox

NOW = datetime(2026, 11, 24, tzinfo=UTC)
# What Telegram sends at one poll, or how it fails.
Sent = list[dict[str, Any]] | Exception


def sent(number: int, chat: int = 7) -> dict[str, Any]:
    ann = {"id": chat, "first_name": "Ann"}
    message = {
        "message_id": number, "date": 1_764_000_000, "text": f"question {number}",
        "chat": {**ann, "type": "private"}, "from": {**ann, "is_bot": False},
    }  # fmt: skip
    return {"update_id": number, "message": message}


def typed(number: int, reader: int = 7) -> dict[str, Any]:
    ann = {"id": reader, "first_name": "Ann", "is_bot": False}
    return {"update_id": number, "inline_query": {"id": str(number), "from": ann, "query": "hill", "offset": ""}}


@dataclass
class FakeBot:
    """Sends what is scripted, poll by poll, then nothing."""

    script: list[Sent]
    request: UpdatesRequest
    offsets: list[int] = field(default_factory=list)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def get_updates(self, offset: int, **_: Any) -> Sequence[Update]:
        self.offsets.append(offset)
        if not self.script:
            self.idle.set()
            await asyncio.Event().wait()
        found = self.script.pop(0)
        if isinstance(found, Exception):
            raise found
        self.request.content = json.dumps({"ok": True, "result": found}).encode()
        return [Update.de_json(content, None) for content in found]


class FailingInbox(MemoryInbox):
    """An inbox whose first writes fail."""

    def __init__(self, *failures: StorageError) -> None:
        super().__init__()
        self._failures = list(failures)

    async def put(self, updates: Sequence[ReceivedUpdate], now: datetime) -> Collection[int]:
        if self._failures:
            raise self._failures.pop(0)
        return await super().put(updates, now)


@dataclass
class Received:
    """What came of receiving."""

    bot: FakeBot
    polling: Polling
    acceptance: Acceptance
    inbox: MemoryInbox
    handled: list[int] = field(default_factory=list)
    beats: int = 0
    fatal: str | None = None


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_SECONDS", 0.0)


@asynccontextmanager
async def _dispatching(dispatcher: Dispatcher) -> Any:
    dispatcher.start()
    try:
        yield
    finally:
        await dispatcher.stop(0.1)


async def receive(
    *script: Sent,
    inbox: MemoryInbox | None = None,
    before: Callable[[Received], Awaitable[None]] | None = None,
) -> Received:
    """Receive until the script is over, or until it is hopeless."""
    request, inbox = UpdatesRequest(), inbox or MemoryInbox()
    bot = FakeBot(list(script), request)

    async def handle(update: Update) -> None:
        found.handled.append(update.update_id)

    async def alive() -> None:
        found.beats += 1

    def fatal(why: str) -> None:
        found.fatal = why

    dispatcher = Dispatcher(inbox, handle)
    acceptance = Acceptance(cast(Bot, bot), inbox, dispatcher, lambda: NOW)
    polling = Polling(cast(Bot, bot), request, acceptance, alive=alive, fatal=fatal)
    found = Received(bot, polling, acceptance, inbox)
    if before is not None:
        await before(found)
    async with _dispatching(dispatcher):
        running = asyncio.create_task(polling.run())
        async with asyncio.timeout(5):
            until_idle = asyncio.create_task(bot.idle.wait())
            await asyncio.wait({running, until_idle}, return_when=asyncio.FIRST_COMPLETED)
            until_idle.cancel()
            # What is handed on by now is handled before the dispatcher stops.
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return found


async def test_updates_are_handled_once_however_often_they_come() -> None:
    found = await receive([sent(1), sent(2), sent(1)], [sent(2), sent(3)], [sent(1)])
    assert found.handled == [1, 2, 3]
    assert found.bot.offsets == [0, 2, 4, 2]
    assert {row.state for row in found.inbox.rows.values()} == {UpdateState.DONE}


async def test_nothing_is_confirmed_that_cannot_be_written_down(caplog: pytest.LogCaptureFixture) -> None:
    inbox = FailingInbox(StorageFull("no space is left"), StorageError("kept busy by others"))
    found = await receive([sent(1)], [sent(1)], [sent(1)], inbox=inbox)
    assert found.handled == [1]
    assert found.bot.offsets == [0, 0, 0, 2]
    assert [r.message for r in caplog.records if r.name == module.__name__] == [
        "cannot write down what came in, and will keep trying: no space is left",
        "receiving from Telegram again, after 2 failed tries",
    ]


@pytest.mark.parametrize(
    "failure",
    [
        NetworkError("down"),
        TimedOut(),
        BadRequest("odd"),
        RetryAfter(timedelta(seconds=0)),
        InvalidToken(),
        TelegramError("new"),
        RuntimeError("a bug"),
        OSError("no route"),
    ],
    ids=repr,
)
async def test_a_failed_poll_leaves_the_bot_receiving(failure: Exception) -> None:
    found = await receive([sent(1)], *[failure] * (MAX_REFUSALS - 1), [sent(2)])
    assert found.handled == [1, 2]
    assert found.fatal is None


async def test_a_token_that_is_refused_again_and_again_is_fatal() -> None:
    found = await receive([sent(1)], *[InvalidToken()] * MAX_REFUSALS, [sent(2)])
    assert (found.handled, found.fatal) == ([1], UNKNOWN_BOT)


async def test_another_poller_is_fatal() -> None:
    found = await receive(Conflict("terminated by other getUpdates request"), [sent(1)])
    assert (found.handled, found.fatal) == ([], CONFLICT)


async def test_only_successful_polls_show_that_the_bot_is_alive() -> None:
    assert (await receive(*[NetworkError("down")] * 5)).beats == 0
    assert (await receive(*[[sent(1)]] * 5, inbox=FailingInbox(*[StorageError("busy")] * 5))).beats == 0
    assert (await receive([], NetworkError("down"), [])).beats == 2


async def test_an_update_that_cannot_be_read_does_not_cost_the_others(caplog: pytest.LogCaptureFixture) -> None:
    broken = {"update_id": 2, "message": {"message_id": "no chat"}}
    found = await receive([sent(1), broken, sent(3)], [sent(4)])
    assert found.handled == [1, 3, 4]
    assert found.bot.offsets[:2] == [0, 4]
    assert "passed over update 2, which cannot be read" in caplog.messages
    assert "question" not in caplog.text


async def test_what_an_earlier_process_left_is_handled_first() -> None:
    inbox = MemoryInbox()
    await inbox.put([ReceivedUpdate(n, 7, sent(n)) for n in (5, 4)], NOW)
    found = await receive([sent(6)], inbox=inbox, before=lambda found: found.acceptance.resume())
    assert found.handled == [5, 4, 6]


async def test_inline_queries_that_an_earlier_process_left_are_dropped() -> None:
    inbox = MemoryInbox()
    await inbox.put([ReceivedUpdate(4, 7, typed(4)), ReceivedUpdate(5, 7, sent(5))], NOW)
    found = await receive([typed(6)], inbox=inbox, before=lambda found: found.acceptance.resume())
    assert found.handled == [5, 6]
    assert await inbox.take_over() == []


async def test_what_was_being_answered_or_tried_too_often_is_not_handled_again() -> None:
    inbox = MemoryInbox()
    await inbox.put([ReceivedUpdate(n, 7, sent(n)) for n in (1, 2, 3)], NOW)
    await inbox.mark(1, UpdateState.REPLYING)
    inbox.rows[2].starts = MAX_STARTS
    found = await receive([sent(1), sent(2), sent(4)], inbox=inbox, before=lambda found: found.acceptance.resume())
    assert found.handled == [3, 4]


async def test_a_chat_that_floods_the_bot_is_neither_written_down_nor_handled_beyond_its_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.telegram.updates.dispatcher.MAX_WAITING_PER_CHAT", 10)
    flood = [sent(n, chat=1) for n in range(1, 91)]
    found = await receive([*flood, sent(91, chat=2)], [])
    assert found.handled == [1, 91, *range(2, 11)]
    assert set(found.inbox.rows) == {91, *range(1, 11)}
