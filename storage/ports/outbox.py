"""The outbox: every message that the bot sends unasked is written here first, so that none is lost or sent twice.

A delivery is claimed before it is sent and settled after; one whose outcome is unknown is parked and reported, and
editors decide about it.  Other stores write deliveries in the transaction of the change that they are about.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

# Chats that were shown an article within this time hear of its change.
NOTICE_PERIOD = timedelta(days=7)


class DeliveryState(StrEnum):
    """The state of a delivery.

    PENDING waits to be sent.  SENDING is on its way, with unknown outcome.  SENT has arrived.  PARKED may have arrived
    (a timeout, or a crash while sending) and is not repeated unless an editor wants it.  FAILED was refused for good.
    DROPPED was parked, and an editor decided against sending it again.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One text to push.  `key` says what it is about; a key is written only once, ever.

    A long text takes several messages; the first `arrived` of them certainly arrived.  It goes to a forum `topic` of
    the chat, or to none (0).
    """

    key: str
    chat_id: int
    content: dict[str, Any]
    id: int = 0
    attempts: int = 0
    arrived: int = 0
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Parked:
    """A delivery that may have arrived: since when it is parked, and why."""

    delivery: Delivery
    at: datetime
    why: str | None


class Notice(StrEnum):
    """What happened to an article that a chat was shown."""

    CORRECTED = "corrected"
    RETRACTED = "retracted"
    RESTORED = "restored"


class Outbox(Protocol):
    """Keeps the deliveries and their states."""

    async def put(self, delivery: Delivery, now: datetime) -> None:
        """Write a delivery, unless its key was written before."""

    async def due(
        self, now: datetime, limit: int = 100, without: Collection[int] = (), chat: int | None = None
    ) -> list[Delivery]:
        """Return deliveries that may be sent now, the oldest first, without those to some chats, or to one `chat`."""

    async def correct_dates(self, now: datetime) -> None:
        """Make due what a clock that has been put back since has written or postponed."""

    async def claim(self, delivery: Delivery) -> Delivery | None:
        """Mark a delivery SENDING and return it with its latest content; None if it is not PENDING any more."""

    async def settle(self, delivery: Delivery, state: DeliveryState, now: datetime, note: str | None = None) -> None:
        """Record the outcome of a delivery, with a note for the operator."""

    async def part_arrived(self, delivery: Delivery) -> None:
        """Put back a delivery after one more message of it arrived; claim it again for the next."""

    async def postpone(self, delivery: Delivery, until: datetime, note: str) -> None:
        """Put back a delivery that certainly did not arrive.  Others for the same chat wait with it, in their order."""

    async def park_interrupted(self, now: datetime) -> list[Delivery]:
        """Park and return what is SENDING by no worker that lives, for it may have arrived."""

    async def parked(self, limit: int, offset: int = 0) -> list[Parked]:
        """Return what is parked, the oldest first."""

    async def resend(self, number: int, now: datetime) -> Delivery | None:
        """Let a parked delivery be sent again, from the message on that may not have arrived.

        Return None if none of this number is parked.
        """

    async def drop(self, number: int, now: datetime, note: str) -> Delivery | None:
        """Decide against sending a parked delivery again.  Return None if none of this number is parked."""

    async def counts(self) -> dict[DeliveryState, int]:
        """Return how many deliveries are in each state; a state without any is left out."""
