"""Leave updates to the workers: what is written down is theirs."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic

from telegram import Update

from bot.telegram.updates.dispatcher import MAX_WAITING_PER_CHAT, Accepted, chat_of, is_inline_query
from bot.telegram.updates.short_replies import say_too_many
from storage.ports.inbox import SharedInbox

log = logging.getLogger(__name__)

# A chat that sends too much is told so once in this time.
TOLD_SECONDS = 60.0
MAX_TOLD = 10_000


class Recorder:
    """Stands in the dispatcher's place where updates come in and nothing handles them."""

    def __init__(self, inbox: SharedInbox) -> None:
        self._inbox = inbox
        self._told: dict[int, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def has_room(self) -> None:
        """Return at once: the inbox is as large as the disk."""

    async def room_for(self, chat: int) -> int:
        """Return how many more updates of a chat may wait.  Raise StorageError."""
        return MAX_WAITING_PER_CHAT - await self._inbox.waiting(chat, MAX_WAITING_PER_CHAT)

    def put(self, accepted: Accepted) -> bool:
        """Return False: a worker finds it in the inbox, or it could not be written down and comes again."""
        return False

    def refuse(self, update: Update) -> None:
        """Pass over an update of a chat that sends too much, and say so now and then."""
        chat, now = chat_of(update), monotonic()
        if is_inline_query(update) or now - self._told.get(chat, float("-inf")) < TOLD_SECONDS:
            return
        self._told.pop(chat, None)
        self._told[chat] = now
        if len(self._told) > MAX_TOLD:
            del self._told[next(iter(self._told))]
        log.warning("a chat sends more than the workers can answer; most of it is refused until they have")
        task = asyncio.create_task(say_too_many(update))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
