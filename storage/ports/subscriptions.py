"""Digest subscriptions: the values, and the protocol of what keeps them."""

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
    """Who gets a daily digest, when, and from where on."""

    async def put(self, subscription: Subscription) -> None:
        """Subscribe, or change hour and zone; `since` of one that is there stays, so that nothing is missed."""

    async def get(self, chat_id: int) -> Subscription | None: ...

    async def due(self, now: datetime) -> list[Subscription]: ...

    async def remove(self, chat_id: int) -> bool:
        """Whether there was one.  A digest of it that still waits is not sent any more."""

    async def advance(
        self, done: Subscription, following: Subscription, digest: Sequence[Delivery], now: datetime
    ) -> bool:
        """Write a digest to the outbox and move on to the next, as one; False where another did or it was changed."""

    async def pause(self, chat_id: int) -> None:
        """The reader blocked the bot: keep what they chose; `put` goes on with it."""

    async def chat_migrated(self, old: int, new: int) -> None:
        """A group became a supergroup with another id."""
