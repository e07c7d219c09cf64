"""Handle what came in: several chats at once, each in order, and every update once, whatever ends the process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from telegram import Update

from bot.logs import begin_request
from bot.telegram.sending.turns import ON_WAIT
from bot.telegram.updates.current import CURRENT, CurrentUpdate
from bot.telegram.updates.fair_queue import FairQueue
from bot.telegram.updates.short_replies import say_interrupted, say_too_many
from retrieval.domain.errors import StorageError
from storage.ports.inbox import Inbox

log = logging.getLogger(__name__)

# In a load test, 16 at once beat 256: fewer replies were lost, and twice as many were sent a second.
MAX_CONCURRENT_UPDATES = 16
# A handler that takes longer waits for somebody, and no longer counts as one of these.
PLACE_SECONDS = 5.0
# As many as Telegram hands over at once: the messages of a chat that nobody floods are never refused.
MAX_WAITING_PER_CHAT = 100
# What is handled is recorded so much later, together: each time, the disk is waited for.
RECORD_SECONDS = 0.1
# Further updates stay at Telegram until some of these are handled.
MAX_WAITING = 4096

Handle = Callable[[Update], Awaitable[None]]


class Claims(Protocol):
    """Knows whether what was claimed is still this process's to handle."""

    async def holds(self, number: int) -> bool:
        """Return whether an update is.  Raise StorageError."""

    def is_surely_living(self) -> bool:
        """Return whether no other process can have taken over what this one has."""


class Alone:
    """Claims of a process beside which no other works."""

    async def holds(self, number: int) -> bool:
        return True

    def is_surely_living(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Accepted:
    """An update to handle.  `is_repeated`: an earlier process had it.

    If that one ended while it replied (`was_interrupted`), the reader is only told so.  `is_recorded` is False for one
    that could not be written down.
    """

    update: Update
    was_interrupted: bool = False
    is_repeated: bool = False
    is_recorded: bool = True


class Dispatcher:
    """Handles accepted updates with `handle`, which never raises, and records in the inbox which are done."""

    def __init__(self, inbox: Inbox, handle: Handle, claims: Claims | None = None) -> None:
        self._inbox, self._handle, self._claims = inbox, handle, claims or Alone()
        self._queue: FairQueue[Accepted] = FairQueue(MAX_WAITING_PER_CHAT, MAX_WAITING)
        self._takers: list[asyncio.Task[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        # The newest inline query of each reader who has one waiting: older ones are superseded.
        self._newest_query: dict[int, int] = {}
        # Chats that were told, since they last had nothing waiting, that they send too much.
        self._told: set[int] = set()
        # From then on a handler may have ended because nothing could be sent any more: its update is left.
        self._is_stopping = False
        # Handled, but not recorded yet: a moment ago, or the database could not be written.
        self._unrecorded: set[int] = set()
        # Waiting, being handled or not recorded yet: the inbox may offer one again meanwhile.
        self._here: set[int] = set()
        self._will_record = False

    def start(self) -> None:
        self._takers = [asyncio.create_task(self._take()) for _ in range(MAX_CONCURRENT_UPDATES)]

    @property
    def waiting(self) -> int:
        """Return how many updates wait for their turn."""
        return len(self._queue)

    async def room_for(self, chat: int) -> int:
        """Return how many more updates of a chat may wait."""
        return self._queue.room_for(chat)

    async def has_room(self) -> None:
        """Wait until there is room for updates of any chat."""
        await self._queue.has_room()

    def put(self, accepted: Accepted) -> bool:
        """Handle an update when its turn comes, unless it is here already; return True.

        An inline query is handled only if the reader has not typed on by then.
        """
        if accepted.update.update_id in self._here:
            return True
        self._here.add(accepted.update.update_id)
        if is_inline_query(accepted.update):
            self._newest_query[chat_of(accepted.update)] = accepted.update.update_id
        self._queue.put(chat_of(accepted.update), accepted)
        return True

    def refuse(self, update: Update) -> None:
        """Pass over an update of a chat that sends too much, and say so once."""
        chat = chat_of(update)
        # Nobody reads a line about what they are still typing.
        if is_inline_query(update):
            return
        if chat not in self._told:
            self._told.add(chat)
            log.warning("a chat sends more than I can answer; most of it is refused until its queue is empty")
            self._spawn(say_too_many(update))

    async def stop(self, grace: float) -> None:
        """Begin nothing more, give what has begun `grace` seconds, then cancel it: the next start handles the rest."""
        self._is_stopping = True
        for taker in self._takers:
            taker.cancel()
        await asyncio.gather(*self._takers, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._record_done()

    async def _take(self) -> None:
        while True:
            chat, accepted = await self._queue.next()
            waits = asyncio.Event()
            task = self._spawn(self._deal_with(chat, accepted, waits))
            waiting = asyncio.create_task(waits.wait())
            try:
                await asyncio.wait({task, waiting}, timeout=PLACE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _deal_with(self, chat: int, accepted: Accepted, waits: asyncio.Event) -> None:
        """Handle an update; set `waits` when that begins to wait for Telegram, and needs no place any more."""
        ON_WAIT.set(waits.set)
        begin_request(f"update {accepted.update.update_id}")
        current = CurrentUpdate(
            accepted.update.update_id,
            self._inbox,
            is_repeated=accepted.is_repeated,
            is_recorded=accepted.is_recorded,
            is_surely_ours=self._claims.is_surely_living,
        )
        try:
            if not await self._is_still_ours(current):
                return
            if accepted.was_interrupted:
                # The inbox counts the starts, so that a line that crashes the bot is not repeated for ever.
                if await say_interrupted(accepted.update):
                    await self._finish(current)
                return
            if self._is_superseded(accepted.update):
                await self._finish(current)
                return
            CURRENT.set(current)
            await self._handle(accepted.update)
            if current.tasks:
                # The chat's next message need not wait for them.
                self._spawn(self._finish_with_tasks(current))
            elif not current.is_left and not (self._is_stopping and current.is_unanswered):
                await self._finish(current)
        except Exception:
            log.exception("an update was not handled to its end")
        finally:
            if not current.tasks:
                self._gone(current)
            if not self._queue.done(chat):
                self._told.discard(chat)

    async def _is_still_ours(self, current: CurrentUpdate) -> bool:
        """Return whether no other worker has taken over an update that waited here."""
        try:
            is_ours = not current.is_recorded or await self._claims.holds(current.number)
        except StorageError:
            # Whoever handles it meets the same, and says so.
            return True
        if not is_ours:
            log.warning("another worker has taken over an update that waited here")
        return is_ours

    def _gone(self, current: CurrentUpdate) -> None:
        """Forget an update that is not here any more."""
        if not current.is_done:
            self._here.discard(current.number)

    def _is_superseded(self, update: Update) -> bool:
        """Return whether an update is an inline query after which a newer one of the same reader has come in."""
        if not is_inline_query(update):
            return False
        reader, newest = chat_of(update), self._newest_query.get(chat_of(update))
        if newest == update.update_id:
            del self._newest_query[reader]
        return newest is not None and newest != update.update_id

    async def _finish_with_tasks(self, current: CurrentUpdate) -> None:
        while waiting := {task for task in current.tasks if not task.done()}:
            await asyncio.wait(waiting)
        self._gone(current)
        cancelled = any(task.cancelled() for task in current.tasks)
        if cancelled or current.is_left:
            return
        if self._is_stopping and any(task.exception() is not None for task in current.tasks):
            return
        await self._finish(current)

    async def _finish(self, current: CurrentUpdate) -> None:
        current.is_done = True
        if not current.is_recorded:
            self._here.discard(current.number)
            return
        self._here.add(current.number)
        self._unrecorded.add(current.number)
        if not self._will_record:
            self._will_record = True
            self._spawn(self._record_soon())

    async def _record_soon(self) -> None:
        await asyncio.sleep(RECORD_SECONDS)
        self._will_record = False
        await self._record_done()

    async def _record_done(self) -> None:
        numbers = frozenset(self._unrecorded)
        if not numbers:
            return
        try:
            await self._inbox.finish(numbers)
        except StorageError as error:
            log.warning("cannot record which updates are handled, and will try again: %s", error)
        else:
            self._unrecorded -= numbers
            self._here -= numbers


def is_inline_query(update: Update) -> bool:
    """Return whether an update is what a reader types after the bot's name: worth nothing a moment later."""
    return update.inline_query is not None


def chat_of(update: Update) -> int:
    """Return the chat that orders an update, or else its user; 0 if it has neither."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
