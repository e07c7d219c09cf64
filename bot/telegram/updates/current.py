"""Know which update is being handled, and note in the inbox when a reply to it may have left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from telegram.error import TelegramError

from retrieval.domain.errors import StorageError
from storage.ports.inbox import Inbox, UpdateState

log = logging.getLogger(__name__)

# A reader does not wait longer for the mark that a reply to them is leaving.
MARK_SECONDS = 2.0
# How often the mark is tried again where an answer must wait for it.
AGAIN_SECONDS = 1.0


class TakenOver(TelegramError):
    """Another worker took this one for dead and has the update: whatever was to be sent is not."""

    def __init__(self) -> None:
        super().__init__("another worker has taken this update over")


class Sending:
    """One call that sends a message; the caller sets `never_arrived` if that is certain."""

    def __init__(self) -> None:
        self.never_arrived = False


class CurrentUpdate:
    """An update that is being handled, by a handler and by the background tasks in which it also replies."""

    def __init__(
        self,
        number: int,
        inbox: Inbox,
        *,
        is_repeated: bool = False,
        is_recorded: bool = True,
        is_surely_ours: Callable[[], bool] = lambda: True,
    ) -> None:
        """`is_surely_ours` returns whether no other worker can have it; else only the inbox knows."""
        self.number = number
        self._is_surely_ours = is_surely_ours
        # An earlier process began it, and may have stored something.
        self.is_repeated = is_repeated
        # It is in the inbox.
        self.is_recorded = is_recorded
        self.tasks: set[asyncio.Task[Any]] = set()
        # Some of its work was not begun, because the bot is stopping.
        self.is_left = False
        self.is_done = False
        self._inbox = inbox
        self._state = UpdateState.WAITING
        self._may_have_arrived = False
        self._sending = 0
        # A second message of the same update must not leave before the first one's mark is written.
        self._marking = asyncio.Lock()

    @property
    def is_unanswered(self) -> bool:
        """Return whether certainly no reply has arrived."""
        return not self._may_have_arrived

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Sending]:
        """Send a message inside the block, whose outcome is unknown if the process ends there."""
        await self._mark(UpdateState.REPLYING)
        self._sending += 1
        sending = Sending()
        try:
            yield sending
        finally:
            self._sending -= 1
            self._may_have_arrived |= not sending.never_arrived
            if not self._may_have_arrived and not self._sending:
                await self._mark(UpdateState.WAITING)

    async def _mark(self, state: UpdateState) -> None:
        async with self._marking:
            if self.is_done or not self.is_recorded or (self._state is state and self._is_surely_ours()):
                return
            while (is_ours := await self._marked(state)) is None:
                if self._is_surely_ours():
                    # The reader need not wait for the disk.  Only if the process is killed now are they answered twice.
                    return
                # Another worker may be answering.
                await asyncio.sleep(AGAIN_SECONDS)
            if not is_ours:
                self.is_left = True
                raise TakenOver
            self._state = state

    async def _marked(self, state: UpdateState) -> bool | None:
        """Return whether the update is still this worker's, and marked; None if that cannot be known now."""
        try:
            async with asyncio.timeout(MARK_SECONDS):
                return await self._inbox.mark(self.number, state)
        except (StorageError, TimeoutError) as error:
            log.warning("cannot note that a reply is leaving: %s", error)
            return None


CURRENT: ContextVar[CurrentUpdate | None] = ContextVar("current_update", default=None)


def is_repeated() -> bool:
    """Return whether the update that is being handled was begun by an earlier process."""
    current = CURRENT.get()
    return current is not None and current.is_repeated
