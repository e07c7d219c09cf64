"""The inbox: every update from Telegram is written here before it is confirmed, so that none is lost or handled twice.

An update waits until a handler has dealt with it.  Just before a reply to it leaves, it is marked REPLYING: if the
process dies then, nobody knows whether the reply arrived.  A handled update loses its content, but its number is
known for as long as Telegram may send it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

# An update that so many starts of the bot have not handled may be what ends it each time.
MAX_STARTS = 3


class UpdateState(StrEnum):
    """How far an update is.  REPLYING: a reply may have arrived."""

    WAITING = "waiting"
    REPLYING = "replying"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ReceivedUpdate:
    """An update as Telegram sent it, and the chat that it came from (0: none)."""

    number: int
    chat: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnfinishedUpdate:
    """An update that an earlier process left, and how often the bot has started since it was received."""

    update: ReceivedUpdate
    state: UpdateState
    starts: int

    @property
    def is_to_be_handled(self) -> bool:
        """Return whether to handle it now; if not, a reply may have arrived, or it has been tried too often."""
        return self.state is UpdateState.WAITING and self.starts <= MAX_STARTS


class Inbox(Protocol):
    """Keeps the updates."""

    async def put(self, updates: Sequence[ReceivedUpdate], now: datetime) -> Collection[int]:
        """Write updates down, and return the numbers of those that were not known yet.

        They are this process's to handle if it is a worker; else any worker may claim them.
        """

    async def mark(self, number: int, state: UpdateState) -> bool:
        """Record how far an update is, unless it is done; return False, and do nothing, if it is another worker's."""

    async def finish(self, numbers: Collection[int]) -> None:
        """Record that updates are dealt with, and erase their content."""

    async def take_over(self) -> list[UnfinishedUpdate]:
        """Make this worker's and return what no worker that lives is at, in the order of arrival.

        It is for a worker that is alone; it counts as a start for each.
        """

    async def sweep(self, now: datetime) -> None:
        """Delete the handled updates that Telegram cannot send again."""


class SharedInbox(Inbox, Protocol):
    """An inbox that several workers share."""

    async def free(self) -> int:
        """Let any worker claim what dead ones have left, which counts as a start, and return how much that was."""

    async def claim(self, limit: int, mine: Callable[[int], bool]) -> list[UnfinishedUpdate]:
        """Make this worker's and return updates of chats that are `mine`, the oldest first.

        A chat that another worker is still at waits until that one has finished.
        """

    async def claimed(self) -> list[UnfinishedUpdate]:
        """Return all that is this worker's and not done, the oldest first."""

    async def holds(self, number: int) -> bool:
        """Return whether an update is this worker's and not done."""

    async def waiting(self, chat: int, most: int) -> int:
        """Return how many updates of a chat are not done, counting no further than `most`."""
