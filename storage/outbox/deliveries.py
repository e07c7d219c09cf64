"""Keep deliveries: each is written before it is sent, never lost, and never silently sent twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from retrieval.domain.clock import MAX_CLOCK_SKEW
from storage.database.dialect import insert_if_new
from storage.database.engine import Database
from storage.ports.outbox import Delivery, DeliveryState
from storage.schema.tables import DeliveryRow

# No pause is longer.  A longer one was set before the clock was put back.
MAX_PAUSE = timedelta(days=1)

_COLUMNS = (DeliveryRow.key, DeliveryRow.chat_id, DeliveryRow.content, DeliveryRow.id, DeliveryRow.attempts)


class SqlOutbox:
    """The Outbox port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int = 100) -> list[Delivery]:
        query = (
            select(*_COLUMNS)
            .where(DeliveryRow.state == DeliveryState.PENDING.value, _may_be_sent(now))
            .order_by(DeliveryRow.id)
            .limit(limit)
        )
        return [Delivery(*row) for row in await self._database.rows(query)]

    async def claim(self, delivery: Delivery) -> Delivery | None:
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery.id, DeliveryRow.state == DeliveryState.PENDING.value)
            .values(state=DeliveryState.SENDING.value, attempts=DeliveryRow.attempts + 1)
            .returning(*_COLUMNS)
        )
        row = await self._database.write(lambda connection: connection.execute(statement).first())
        return None if row is None else replace(Delivery(*row), attempts=delivery.attempts)

    async def settle(self, delivery: Delivery, state: DeliveryState, now: datetime, note: str | None = None) -> None:
        await self._update(delivery, state=state.value, settled=now, note=note)

    async def postpone(self, delivery: Delivery, until: datetime, note: str) -> None:
        def put_back(connection: Connection) -> None:
            back = update(DeliveryRow).where(DeliveryRow.id == delivery.id)
            connection.execute(back.values(state=DeliveryState.PENDING.value, not_before=until, note=note))
            connection.execute(
                update(DeliveryRow)
                .where(
                    DeliveryRow.chat_id == delivery.chat_id,
                    DeliveryRow.state == DeliveryState.PENDING.value,
                    DeliveryRow.not_before < until,
                )
                .values(not_before=until)
            )

        await self._database.write(put_back)

    async def park_interrupted(self, now: datetime) -> list[Delivery]:
        query = select(*_COLUMNS).where(DeliveryRow.state == DeliveryState.SENDING.value)

        def parked(connection: Connection) -> list[Delivery]:
            found = [Delivery(*row) for row in connection.execute(query)]
            connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.state == DeliveryState.SENDING.value)
                .values(state=DeliveryState.PARKED.value, settled=now, note="the process ended while it was being sent")
            )
            return found

        return await self._database.write(parked)

    async def counts(self) -> dict[DeliveryState, int]:
        query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        return {DeliveryState(state): count for state, count in await self._database.rows(query)}

    async def _update(self, delivery: Delivery, **values: Any) -> None:
        statement = update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(**values)
        await self._database.change(statement)


def write(connection: Connection, delivery: Delivery, now: datetime) -> None:
    """Write a delivery in the caller's transaction, unless its key was written before."""
    row = {
        "key": delivery.key, "chat_id": delivery.chat_id, "content": delivery.content,
        "state": DeliveryState.PENDING.value, "attempts": 0, "not_before": now, "written": now,
    }  # fmt: skip
    connection.execute(insert_if_new(DeliveryRow), row)


def _may_be_sent(now: datetime) -> ColumnElement[bool]:
    """Return whether a delivery's pause is over, or was set by a clock that has been put back since."""
    put_back = DeliveryRow.written > now + MAX_CLOCK_SKEW, DeliveryRow.not_before > now + MAX_PAUSE
    return or_(DeliveryRow.not_before <= now, *put_back)
