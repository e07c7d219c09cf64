"""The outbox: deliveries, their states, and the protocol of what keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

# Chats that were shown an article within this time are told of its change.
NOTICE_PERIOD = timedelta(days=7)


class DeliveryState(StrEnum):
    """Where a delivery stands.

    PENDING waits; SENDING is out, its outcome not known yet; SENT arrived; PARKED may have arrived (a timeout after
    acceptance, a crash while sending) and is not repeated; FAILED was refused for good.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    PARKED = "parked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to be pushed.  `key` is what it is about: the same key is never written twice."""

    key: str
    chat_id: int
    content: dict[str, Any]
    id: int = 0
    attempts: int = 0


class Notice(StrEnum):
    """What is told of an article."""

    CORRECTED = "corrected"
    RETRACTED = "retracted"
    RESTORED = "restored"


class Outbox(Protocol):
    """What is to be sent, written down first: never lost, never silently sent twice."""

    async def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """What may be sent now, oldest first."""

    async def claim(self, delivery: Delivery) -> Delivery | None:
        """Mark it SENDING before it is sent, and give it as it stands now; None where somebody else has it."""

    async def settle(
        self, delivery: Delivery, state: DeliveryState, now: datetime, note: str | None = None
    ) -> None: ...

    async def postpone(self, delivery: Delivery, until: datetime, note: str) -> None:
        """Back to PENDING: it certainly did not arrive.  What waits in the same chat waits with it, in its order."""

    async def park_interrupted(self, now: datetime) -> list[Delivery]:
        """On start: what was SENDING when the process ended may have arrived.  Parks and returns it."""

    async def counts(self) -> dict[DeliveryState, int]: ...
