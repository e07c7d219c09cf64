"""The outbox: what is to be pushed, written before it is sent: never lost, never silently sent twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database.engine import Database
from storage.schema.tables import DeliveryRow


class State(StrEnum):
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


_COLUMNS = (DeliveryRow.key, DeliveryRow.chat_id, DeliveryRow.content, DeliveryRow.id, DeliveryRow.attempts)


class Outbox:
    """The deliveries table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        """What may be sent now, oldest first."""
        query = (
            select(*_COLUMNS)
            .where(DeliveryRow.state == State.PENDING.value, DeliveryRow.not_before <= now)
            .order_by(DeliveryRow.id)
            .limit(limit)
        )
        return [Delivery(*row) for row in await self._database.rows(query)]

    async def claim(self, delivery: Delivery) -> Delivery | None:
        """Mark it SENDING before it is sent, and give it as it stands now; None where somebody else has it."""
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery.id, DeliveryRow.state == State.PENDING.value)
            .values(state=State.SENDING.value, attempts=DeliveryRow.attempts + 1)
            .returning(*_COLUMNS)
        )
        row = await self._database.write(lambda connection: connection.execute(statement).first())
        return None if row is None else replace(Delivery(*row), attempts=delivery.attempts)

    async def settle(self, delivery: Delivery, state: State, now: datetime, note: str | None = None) -> None:
        await self._update(delivery, state=state.value, settled=now, note=note)

    async def postpone(self, delivery: Delivery, until: datetime, note: str) -> None:
        """Back to PENDING: it certainly did not arrive.  What waits in the same chat waits with it, in its order."""

        def put_back(connection: Connection) -> None:
            back = update(DeliveryRow).where(DeliveryRow.id == delivery.id)
            connection.execute(back.values(state=State.PENDING.value, not_before=until, note=note))
            connection.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.chat_id == delivery.chat_id,
                    DeliveryRow.state == State.PENDING.value,
                    DeliveryRow.not_before < until,
                )
                .values(not_before=until)
            )

        await self._database.write(put_back)

    async def park_interrupted(self, now: datetime) -> list[Delivery]:
        """On start: what was SENDING when the process ended may have arrived.  Parks and returns it."""
        query = select(*_COLUMNS).where(DeliveryRow.state == State.SENDING.value)

        def parked(connection: Connection) -> list[Delivery]:
            found = [Delivery(*row) for row in connection.execute(query)]
            connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.state == State.SENDING.value)
                .values(state=State.PARKED.value, settled=now, note="the process ended while it was being sent")
            )
            return found

        return await self._database.write(parked)

    async def counts(self) -> dict[State, int]:
        query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        return {State(state): count for state, count in await self._database.rows(query)}

    async def _update(self, delivery: Delivery, **values: Any) -> None:
        statement = update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(**values)
        await self._database.change(statement)


def write(connection: Connection, delivery: Delivery, now: datetime) -> None:
    """Put a delivery into the outbox, in the caller's transaction; a key that is there already changes nothing."""
    connection.execute(
        sqlite_insert(DeliveryRow)
        .values(
            key=delivery.key, chat_id=delivery.chat_id, content=delivery.content, state=State.PENDING.value,
            attempts=0, not_before=now, written=now,
        )
        .on_conflict_do_nothing(index_elements=[DeliveryRow.key])
    )  # fmt: skip
