"""Subscriptions: which chats get a digest, when and about what, and which articles the next one covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.ports.outbox import Delivery

# The days of the week as ISO numbers them.
EVERY_DAY = "1234567"


@dataclass(frozen=True, slots=True)
class Subscription:
    """The digest of a chat, or of one topic of a forum, at `minute` of the day in `time_zone`.

    The next is `due`, and covers what came `since`.  `days` are those on which it comes, in order, Monday "1";
    `subjects` are the names and words that it is about (none: everything).  `topic` 0: no forum topic.
    """

    chat_id: int
    minute: int
    time_zone: str
    since: datetime
    due: datetime
    days: str = EVERY_DAY
    subjects: tuple[str, ...] = ()
    topic: int = 0

    def __post_init__(self) -> None:
        if not self.days or [*self.days] != sorted(set(self.days) & set(EVERY_DAY)):
            raise ValueError(f"{self.days!r} are not days of the week in order")


class Subscriptions(Protocol):
    """Keeps the subscriptions."""

    async def put(self, subscription: Subscription) -> None:
        """Subscribe a chat or topic, or change what it chose, and end a pause.

        A subscription that is there keeps its `since`, so that the reader misses nothing.
        """

    async def get(self, chat_id: int, topic: int = 0) -> Subscription | None:
        """Return the subscription of a chat or topic, paused or not; None if it has none."""

    async def of_chat(self, chat_id: int) -> list[Subscription]:
        """Return the subscriptions of a chat and of all its topics, paused or not."""

    async def due(self, now: datetime) -> list[Subscription]:
        """Return the subscriptions whose digest is due, without paused ones."""

    async def waiting(self, now: datetime) -> list[Subscription]:
        """Return the subscriptions whose digest is not due yet, without paused ones."""

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

    async def pause(self, chat_id: int) -> None:
        """Send no digests, because the reader blocked the bot, but keep what they chose; `put` ends the pause."""

    async def chat_closed(
        self, chat_id: int, now: datetime, why: str, advice: str | None = None, topic: int | None = None
    ) -> None:
        """Give up what waits in the outbox for a chat that cannot be written to, and pause its digests.

        With `topic`, only that topic of it cannot be written to.

        With `advice`, which says what can be done about it, the editors get a message if that ended a subscription:
        once, because it is paused then.
        """

    async def chat_migrated(self, old: int, new: int) -> None:
        """Move everything of a group to the id that it has as a supergroup.  Repeating it changes nothing."""
