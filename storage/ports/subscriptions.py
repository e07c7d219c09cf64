"""Subscriptions: which chats get a digest, when and about what, and which articles the next one covers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Protocol

from retrieval.domain.interests import Interests
from storage.ports.outbox import Delivery

# The days of the week as ISO numbers them.
EVERY_DAY = "1234567"
MINUTES_A_DAY = 24 * 60
# Digests that a reader may want in a day.
MAX_TIMES = 6
# The end of a pause that only the reader ends, and when a digest comes that they have paused so.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pause:
    """A time, from `start` until before `end`, in which no digest comes; both are aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a pause from {self.start} until {self.end} has no length")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a digest comes: at each of the `minutes` of a day in `time_zone`, on `days`, except in `pauses`.

    `minutes` and `days` are in order; the days are those of EVERY_DAY, Monday "1".
    """

    minutes: tuple[int, ...]
    time_zone: str
    days: str = EVERY_DAY
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        if not self.days or [*self.days] != sorted(set(self.days) & set(EVERY_DAY)):
            raise ValueError(f"{self.days!r} are not days of the week in order")
        in_order = all(earlier < later for earlier, later in pairwise((-1, *self.minutes, MINUTES_A_DAY)))
        if not self.minutes or not in_order:
            raise ValueError(f"{self.minutes!r} are not minutes of a day in order")


@dataclass(frozen=True, slots=True)
class Subscription:
    """The digest of a chat, or of one `topic` of a forum (0: none).

    The next is `due`, and covers what came `since`.  `is_silent`: with nothing new, nothing comes.
    """

    chat_id: int
    schedule: Schedule
    since: datetime
    due: datetime
    topic: int = 0
    interests: Interests = field(default=Interests())
    is_short: bool = False
    is_silent: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """The chat and its topic."""
        return self.chat_id, self.topic


class Subscriptions(Protocol):
    """Keeps the subscriptions."""

    async def put(self, subscription: Subscription) -> None:
        """Subscribe a chat or topic, or change what it chose; the chat counts as one that can be written to.

        A subscription that is there keeps its `since`, so that the reader misses nothing.
        """

    async def get(self, chat_id: int, topic: int = 0) -> Subscription | None:
        """Return the subscription of a chat or topic, held back or not; None if it has none."""

    async def of_chat(self, chat_id: int) -> list[Subscription]:
        """Return the subscriptions of a chat and of all its topics, held back or not."""

    async def zones(self, chats: Collection[int]) -> dict[int, str]:
        """Return the time zones that these chats chose for their digests; of a forum's topics, the first one's."""

    async def due(
        self, now: datetime, limit: int | None = None, after: Subscription | None = None
    ) -> list[Subscription]:
        """Return the subscriptions whose digest is due, the oldest first, without those that are held back.

        At most `limit`, and of that order those that follow `after`.
        """

    async def due_later(
        self, moment: datetime, limit: int | None = None, after: Subscription | None = None
    ) -> list[Subscription]:
        """Return, as `due` does, the subscriptions whose digest is due after a moment."""

    async def remove(self, chat_id: int, topic: int = 0) -> bool:
        """Unsubscribe a chat or topic, and drop what still waits for it in the outbox, except alerts.

        Return whether there was a subscription.
        """

    async def advance(
        self, done: Subscription, following: Subscription, digest: Sequence[Delivery], now: datetime
    ) -> bool:
        """Write a digest to the outbox and move the subscription on to the next, in one transaction.

        Return False, and write nothing, if another process did so before or the subscription was changed.
        """

    async def hold_back(self, chat_id: int) -> None:
        """Send no digests, because the reader blocked the bot, but keep what they chose; `put` ends it."""

    async def chat_closed(
        self, chat_id: int, now: datetime, why: str, advice: str | None = None, topic: int | None = None
    ) -> None:
        """Give up what waits in the outbox for a chat that cannot be written to, and hold back its digests.

        With `topic`, only that topic of it cannot be written to.

        With `advice`, which says what can be done about it, the editors get a message if that ended a subscription:
        once, because it is held back then.
        """

    async def chat_migrated(self, old: int, new: int) -> None:
        """Move everything of a group to the id that it has as a supergroup.  Repeating it changes nothing."""
