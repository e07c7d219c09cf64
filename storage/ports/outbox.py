"""The outbox: every message that the bot sends unasked is written here first, so that none is lost or sent twice.

A delivery is claimed before it is sent and settled after; one whose outcome is unknown is parked and reported, never
repeated.  Other stores write deliveries in the transaction of the change that they are about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

# Chats that were shown an article within this time hear of its change.
NOTICE_PERIOD = timedelta(days=7)


class DeliveryState(StrEnum):
    """The state of a delivery.

    PENDING waits to be sent.  SENDING is on its way, with unknown outcome.  SENT has arrived.  PARKED may have arrived
    (a timeout, or a crash while sending) and is not repeated.  FAILED was refused for good.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to push.  `key` says what it is about; a key is written only once, ever."""

    key: str
    chat_id: int
    content: dict[str, Any]
    id: int = 0
    attempts: int = 0


class Notice(StrEnum):
    """What happened to an article that a chat was shown."""

    CORRECTED = "corrected"
    RETRACTED = "retracted"
    RESTORED = "restored"


class Outbox(Protocol):
    """Keeps the deliveries and their states."""

    async def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """Return deliveries that may be sent now, the oldest first."""

    async def claim(self, delivery: Delivery) -> Delivery | None:
        """Mark a delivery SENDING and return it with its latest content; None if it is not PENDING any more."""

    async def settle(self, delivery: Delivery, state: DeliveryState, now: datetime, note: str | None = None) -> None:
        """Record the outcome of a delivery, with a note for the operator."""

    async def postpone(self, delivery: Delivery, until: datetime, note: str) -> None:
        """Put back a delivery that certainly did not arrive.  Others for the same chat wait with it, in their order."""

    async def park_interrupted(self, now: datetime) -> list[Delivery]:
        """Park and return what was SENDING when the process ended, for it may have arrived.  Call it at the start."""

    async def counts(self) -> dict[DeliveryState, int]:
        """Return how many deliveries are in each state; a state without any is left out."""
