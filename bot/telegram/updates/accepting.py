"""Accept updates however they come, by polling or by the webhook: write them down, then hand on those that are new."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from telegram import Bot, Update

from bot.telegram.updates.dispatcher import Accepted, chat_of, is_inline_query
from retrieval.domain.clock import Clock
from retrieval.domain.errors import StorageError
from storage.ports.inbox import Inbox, ReceivedUpdate, UnfinishedUpdate

log = logging.getLogger(__name__)

# A write that takes longer is given up: the database is locked, and the bot says so.
WRITE_SECONDS = 3.0


class Destination(Protocol):
    """Where accepted updates go: Dispatcher or Recorder."""

    async def has_room(self) -> None: ...

    async def room_for(self, chat: int) -> int: ...

    def put(self, accepted: Accepted) -> bool: ...

    def refuse(self, update: Update) -> None: ...


class Acceptance:
    """Takes updates for the dispatcher, each once."""

    def __init__(self, bot: Bot, inbox: Inbox, dispatcher: Destination, clock: Clock) -> None:
        self._bot, self._inbox, self._dispatcher, self._clock = bot, inbox, dispatcher, clock
        # Handed on, although they could not be written down.
        self._unwritten: set[int] = set()

    async def resume(self) -> None:
        """Hand on what an earlier process left unfinished."""
        await self.hand_on(await self._inbox.take_over())

    async def hand_on(self, unfinished: Iterable[UnfinishedUpdate]) -> None:
        """Hand on what is in the inbox, except old inline queries: Telegram takes no answer any more."""
        worth_nothing = []
        for left in unfinished:
            update, is_repeated = self.read(left.update.content), left.starts > 0
            if update is None or (is_repeated and is_inline_query(update)):
                worth_nothing.append(left.update.number)
            else:
                accepted = Accepted(update, was_interrupted=not left.is_to_be_handled, is_repeated=is_repeated)
                self._dispatcher.put(accepted)
        # Last: if the database fails here, all others have been handed on.
        if worth_nothing:
            await self._inbox.finish(worth_nothing)

    async def has_room(self) -> None:
        """Wait until there is room for updates of any chat."""
        await self._dispatcher.has_room()

    def read(self, content: dict[str, object]) -> Update | None:
        """Return an update as Telegram sent it; None, with a line in the log, if it cannot be read."""
        try:
            return Update.de_json(content, self._bot)
        except Exception:
            log.exception("passed over update %s, which cannot be read", content.get("update_id"))
            return None

    async def accept(self, updates: Sequence[Update]) -> None:
        """Hand on what is new.  Raise StorageError if it cannot be written down: Telegram is to send it again."""
        accepted, refused = await self._sorted(updates)
        if accepted:
            new = await self._written_down(accepted)
            numbers = {update.update_id for update in accepted}
            # New or not: a server that was lost while it committed may have kept one all the same.
            if handed_on := numbers & self._unwritten:
                await self._inbox.finish(handed_on)
                new -= handed_on
            self._unwritten -= numbers
            for update in accepted:
                if update.update_id in new:
                    new.remove(update.update_id)
                    self._dispatcher.put(Accepted(update))
        for update in refused:
            self._dispatcher.refuse(update)

    async def _written_down(self, updates: Sequence[Update]) -> set[int]:
        """Write updates down and return the numbers of those that are new.

        What cannot be written down is handled all the same, if it is handled in this process, so that its readers learn
        why nothing can be changed.  Raise StorageError then: it is not confirmed, and comes again.
        """
        received = [ReceivedUpdate(u.update_id, chat_of(u), u.to_dict()) for u in updates]
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                return set(await self._inbox.put(received, self._clock()))
        except (StorageError, TimeoutError) as error:
            for update in updates:
                is_new = update.update_id not in self._unwritten
                if is_new and self._dispatcher.put(Accepted(update, is_recorded=False)):
                    self._unwritten.add(update.update_id)
            raise StorageError(str(error) or "the database is busy") from error

    async def _sorted(self, updates: Iterable[Update]) -> tuple[list[Update], list[Update]]:
        """Split updates into those that are accepted and those for which their chats have no room."""
        accepted, refused = [], []
        taken: Counter[int] = Counter()
        for update in updates:
            chat = chat_of(update)
            if _is_vital(update) or taken[chat] < await self._dispatcher.room_for(chat):
                taken[chat] += 1
                accepted.append(update)
            else:
                refused.append(update)
        return accepted, refused


def _is_vital(update: Update) -> bool:
    """Return whether an update must not be refused: nobody would send it again."""
    message = update.message
    migrates = message is not None and (message.migrate_to_chat_id or message.migrate_from_chat_id) is not None
    sent_again = message or update.edited_message or update.callback_query or update.inline_query
    return migrates or sent_again is None
