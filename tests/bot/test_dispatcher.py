"""Updates are handled in order within a chat, several chats at once, and are done only when all of their work is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, InlineQuery, Message, Update, User

from bot.telegram.updates import dispatcher as module
from bot.telegram.updates.current import CURRENT, CurrentUpdate
from bot.telegram.updates.dispatcher import MAX_CONCURRENT_UPDATES, Accepted, Dispatcher
from retrieval.domain.errors import StorageFull
from storage.ports.inbox import ReceivedUpdate, UpdateState
from tests.contracts.memory_inbox import MemoryInbox

NOW = datetime(2026, 11, 24, tzinfo=UTC)
Handle = Callable[[Update], Coroutine[Any, Any, None]]


def update(number: int, chat: int) -> Update:
    return Update(number, message=Message(number, NOW, Chat(chat, Chat.PRIVATE), text="hello"))


@asynccontextmanager
async def dispatching(handle: Handle, inbox: MemoryInbox | None = None) -> AsyncIterator[Callable[[int, int], bool]]:
    """Yield a function that hands over an update of a chat."""
    inbox = inbox or MemoryInbox()
    dispatcher = Dispatcher(inbox, handle)
    dispatcher.start()
    try:
        yield lambda number, chat: dispatcher.put(Accepted(update(number, chat)))
    finally:
        await dispatcher.stop(0.05)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  whatever it is, nothing tells when
            await asyncio.sleep(0.001)


def current() -> CurrentUpdate:
    found = CURRENT.get()
    assert found is not None
    return found


async def test_a_chat_that_floods_the_bot_holds_up_only_itself() -> None:
    done, free = [], asyncio.Event()

    async def handle(update: Update) -> None:
        if update.effective_chat is not None and update.effective_chat.id == 1:
            await free.wait()
        done.append(update.update_id)

    async with dispatching(handle) as put:
        for number in range(3 * MAX_CONCURRENT_UPDATES):
            put(number, 1)
        put(100, 2)
        await until(lambda: done == [100])
        free.set()
        await until(lambda: len(done) == 1 + 3 * MAX_CONCURRENT_UPDATES)
    assert done == [100, *range(3 * MAX_CONCURRENT_UPDATES)]


async def test_chats_that_wait_for_telegram_do_not_hold_up_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PLACE_SECONDS", 0.01)
    done = []

    async def handle(update: Update) -> None:
        if update.update_id < 3 * MAX_CONCURRENT_UPDATES:
            await asyncio.Event().wait()
        done.append(update.update_id)

    async with dispatching(handle) as put:
        for number in range(3 * MAX_CONCURRENT_UPDATES):
            put(number, number)
        put(100, 100)
        await until(lambda: done == [100])


async def test_an_update_is_done_only_after_its_background_work() -> None:
    inbox, free = MemoryInbox(), asyncio.Event()
    await inbox.put([ReceivedUpdate(n, 1, {}) for n in (1, 2)], NOW)

    async def work() -> None:
        await free.wait()

    async def handle(update: Update) -> None:
        if update.update_id == 1:
            current().tasks.add(asyncio.create_task(work()))

    async with dispatching(handle, inbox) as put:
        put(1, 1)
        put(2, 1)
        await until(lambda: inbox.rows[2].state is UpdateState.DONE)
        assert inbox.rows[1].state is UpdateState.WAITING
        free.set()
        await until(lambda: inbox.rows[1].state is UpdateState.DONE)


async def test_what_a_stop_interrupts_or_leaves_stays_for_the_next_start() -> None:
    inbox = MemoryInbox()
    await inbox.put([ReceivedUpdate(n, n, {}) for n in (1, 2, 3, 4)], NOW)
    begun: list[int] = []

    async def handle(update: Update) -> None:
        begun.append(update.update_id)
        if update.update_id == 1:
            await asyncio.Event().wait()
        if update.update_id == 2:
            current().is_left = True
        if update.update_id == 3:
            task = asyncio.create_task(asyncio.sleep(60))
            current().tasks.add(task)
            task.cancel()

    async with dispatching(handle, inbox) as put:
        for number in (1, 2, 3, 4):
            put(number, number)
        put(5, 1)
        await until(lambda: inbox.rows[4].state is UpdateState.DONE)
    assert begun == [1, 2, 3, 4]
    assert [left.update.number for left in await inbox.take_over()] == [1, 2, 3]


async def test_what_could_not_be_recorded_is_recorded_later() -> None:
    class FullInbox(MemoryInbox):
        is_full = True
        failures = 0

        async def finish(self, numbers: Any) -> None:
            if self.is_full:
                self.failures += 1
                raise StorageFull("no space is left")
            await super().finish(numbers)

    inbox = FullInbox()
    await inbox.put([ReceivedUpdate(n, 1, {}) for n in (1, 2)], NOW)

    async def handle(update: Update) -> None:
        pass

    async with dispatching(handle, inbox) as put:
        put(1, 1)
        await until(lambda: inbox.failures == 1)
        inbox.is_full = False
        put(2, 1)
        await until(lambda: inbox.rows[2].state is UpdateState.DONE)
    assert inbox.rows[1].state is UpdateState.DONE


async def test_what_is_done_within_a_moment_is_recorded_together() -> None:
    class CountingInbox(MemoryInbox):
        finished: list[int]

        async def finish(self, numbers: Any) -> None:
            self.finished.append(len(numbers))
            await super().finish(numbers)

    inbox = CountingInbox()
    inbox.finished = []
    await inbox.put([ReceivedUpdate(n, n, {}) for n in range(8)], NOW)

    async def handle(update: Update) -> None:
        pass

    async with dispatching(handle, inbox) as put:
        for number in range(8):
            put(number, number)
        await until(lambda: all(row.state is UpdateState.DONE for row in inbox.rows.values()))
    assert len(inbox.finished) <= 2


async def test_a_handler_that_ends_unanswered_while_the_bot_stops_is_left_for_the_next_start() -> None:
    inbox, stopping = MemoryInbox(), asyncio.Event()
    await inbox.put([ReceivedUpdate(n, n, {}) for n in (1, 2)], NOW)

    async def handle(update: Update) -> None:
        if update.update_id == 2:
            async with current().sending():
                pass
        await stopping.wait()

    dispatcher = Dispatcher(inbox, handle)
    dispatcher.start()
    for number in (1, 2):
        dispatcher.put(Accepted(update(number, number)))
    await until(lambda: inbox.rows[2].state is UpdateState.REPLYING)
    stop = asyncio.create_task(dispatcher.stop(1.0))
    await asyncio.sleep(0.01)
    stopping.set()
    await stop
    assert [left.update.number for left in await inbox.take_over()] == [1]


async def test_of_waiting_inline_queries_of_a_reader_only_the_newest_is_handled() -> None:
    handled: list[int] = []
    inbox = MemoryInbox()

    async def handle(update: Update) -> None:
        handled.append(update.update_id)

    dispatcher = Dispatcher(inbox, handle)
    for number, reader in ((1, 7), (2, 8), (3, 7), (4, 7), (5, 8)):
        query = InlineQuery(str(number), User(reader, "Ann", is_bot=False), "hill", "")
        await inbox.put([ReceivedUpdate(number, reader, {})], NOW)
        dispatcher.put(Accepted(Update(number, inline_query=query)))
        dispatcher.put(Accepted(update(number + 100, reader)))
    dispatcher.start()
    try:
        await until(lambda: len(handled) == 7)
    finally:
        await dispatcher.stop(0.05)
    assert sorted(handled) == [4, 5, 101, 102, 103, 104, 105]
    assert await inbox.take_over() == []
