"""Subscriptions: which chats get a daily digest, at what time, and which articles the next one covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.ports.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's daily digest at `minute` of the day in `time_zone`; the next is `due`, and covers what came `since`."""

    chat_id: int
    minute: int
    time_zone: str
    since: datetime
    due: datetime


class Subscriptions(Protocol):
    """Keeps the subscriptions."""

    async def put(self, subscription: Subscription) -> None:
        """Subscribe, or change the hour and time zone, and end a pause.

        A subscription that is there keeps its `since`, so that the reader misses nothing.
        """

    async def get(self, chat_id: int) -> Subscription | None:
        """Return a chat's subscription, paused or not; None if it has none."""

    async def due(self, now: datetime) -> list[Subscription]:
        """Return the subscriptions whose digest is due, without paused ones."""

    async def waiting(self, now: datetime) -> list[Subscription]:
        """Return the subscriptions whose digest is not due yet, without paused ones."""

    async def remove(self, chat_id: int) -> bool:
        """Unsubscribe, and drop everything that still waits in the outbox for this chat.

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

    async def chat_closed(self, chat_id: int, now: datetime, why: str, advice: str | None = None) -> None:
        """Give up what waits in the outbox for a chat that cannot be written to, and pause its digests.

        With `advice`, which says what can be done about it, the editors get a message if that ended a subscription:
        once, because it is paused then.
        """

    async def chat_migrated(self, old: int, new: int) -> None:
        """Move everything of a group to the id that it has as a supergroup.  Repeating it changes nothing."""
