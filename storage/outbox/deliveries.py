"""Keep deliveries: each is written before it is sent, never lost, and never silently sent twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from retrieval.domain.clock import MAX_CLOCK_SKEW
from storage.database.dialect import insert_if_new
from storage.database.engine import Database
from storage.ports.outbox import Delivery, DeliveryState, Parked
from storage.schema.tables import DeliveryRow, EditorRow
from storage.workers.workers import left_behind

# No pause is longer.  A longer one was set before the clock was put back.
MAX_PAUSE = timedelta(days=1)

# They make a Delivery, in the order of its fields.
COLUMNS = (
    DeliveryRow.key,
    DeliveryRow.chat_id,
    DeliveryRow.content,
    DeliveryRow.id,
    DeliveryRow.attempts,
    DeliveryRow.arrived,
    DeliveryRow.topic,
)

# A chat has seen, or may have seen, a delivery that was sent or begun.
SEEN = or_(
    DeliveryRow.state.in_(
        [s.value for s in (DeliveryState.SENT, DeliveryState.PARKED, DeliveryState.DROPPED, DeliveryState.SENDING)]
    ),
    DeliveryRow.arrived > 0,
)


class SqlOutbox:
    """The Outbox port on SQL."""

    def __init__(self, database: Database, worker: str | None = None) -> None:
        """`worker` is the id of the process that claims deliveries."""
        self._database = database
        self._worker = worker

    async def put(self, delivery: Delivery, now: datetime) -> None:
        await self._database.write(lambda connection: write(connection, delivery, now))

    async def due(
        self, now: datetime, limit: int = 100, without: Collection[int] = (), chat: int | None = None
    ) -> list[Delivery]:
        query = (
            select(*COLUMNS)
            .where(DeliveryRow.state == DeliveryState.PENDING.value, DeliveryRow.not_before <= now)
            .where(DeliveryRow.chat_id.not_in(without) if chat is None else DeliveryRow.chat_id == chat)
            .order_by(DeliveryRow.id)
            .limit(limit)
        )
        return [Delivery(*row) for row in await self._database.rows(query)]

    async def correct_dates(self, now: datetime) -> None:
        put_back = or_(DeliveryRow.written > now + MAX_CLOCK_SKEW, DeliveryRow.not_before > now + MAX_PAUSE)
        await self._database.change(
            update(DeliveryRow)
            .where(DeliveryRow.state == DeliveryState.PENDING.value, put_back)
            .values(written=now, not_before=now)
        )

    async def claim(self, delivery: Delivery) -> Delivery | None:
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery.id, DeliveryRow.state == DeliveryState.PENDING.value)
            .values(state=DeliveryState.SENDING.value, attempts=DeliveryRow.attempts + 1, worker=self._worker)
            .returning(*COLUMNS)
        )
        row = await self._database.write(lambda connection: connection.execute(statement).first())
        return None if row is None else replace(Delivery(*row), attempts=delivery.attempts)

    async def settle(self, delivery: Delivery, state: DeliveryState, now: datetime, note: str | None = None) -> None:
        await self._update(delivery, state=state.value, settled=now, note=note)

    async def part_arrived(self, delivery: Delivery) -> None:
        # The next message has its own tries.
        values = {"state": DeliveryState.PENDING.value, "arrived": delivery.arrived + 1, "attempts": 0}
        await self._update(delivery, **values)

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
        left = DeliveryRow.state == DeliveryState.SENDING.value, left_behind(DeliveryRow.worker)
        query = select(*COLUMNS).where(*left)

        def parked(connection: Connection) -> list[Delivery]:
            found = [Delivery(*row) for row in connection.execute(query)]
            connection.execute(
                update(DeliveryRow)
                .where(*left)
                .values(state=DeliveryState.PARKED.value, settled=now, note="the process ended while it was being sent")
            )
            return found

        return await self._database.write(parked)

    async def parked(self, limit: int, offset: int = 0) -> list[Parked]:
        query = select(*COLUMNS, func.coalesce(DeliveryRow.settled, DeliveryRow.written), DeliveryRow.note)
        query = query.where(_PARKED).order_by(DeliveryRow.id).limit(limit).offset(offset)
        return [Parked(Delivery(*row), at, why) for *row, at, why in await self._database.rows(query)]

    async def resend(self, number: int, now: datetime) -> Delivery | None:
        back = {"state": DeliveryState.PENDING.value, "attempts": 0, "not_before": now, "settled": None, "note": None}
        return await self._unpark(number, back)

    async def drop(self, number: int, now: datetime, note: str) -> Delivery | None:
        return await self._unpark(number, {"state": DeliveryState.DROPPED.value, "settled": now, "note": note})

    async def _unpark(self, number: int, values: dict[str, Any]) -> Delivery | None:
        statement = update(DeliveryRow).where(DeliveryRow.id == number, _PARKED).values(**values).returning(*COLUMNS)
        row = await self._database.write(lambda connection: connection.execute(statement).first())
        return None if row is None else Delivery(*row)

    async def counts(self) -> dict[DeliveryState, int]:
        query = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        return {DeliveryState(state): count for state, count in await self._database.rows(query)}

    async def _update(self, delivery: Delivery, **values: Any) -> None:
        statement = update(DeliveryRow).where(DeliveryRow.id == delivery.id).values(**values)
        await self._database.change(statement)


_PARKED = DeliveryRow.state == DeliveryState.PARKED.value


def write(connection: Connection, delivery: Delivery, now: datetime) -> None:
    """Write a delivery in the caller's transaction, unless its key was written before."""
    write_all(connection, [delivery], now)


def write_all(connection: Connection, deliveries: Iterable[Delivery], now: datetime) -> None:
    """Write deliveries in the caller's transaction, except those whose key was written before."""
    rows = [
        {
            "key": delivery.key, "chat_id": delivery.chat_id, "topic": delivery.topic, "content": delivery.content,
            "state": DeliveryState.PENDING.value, "attempts": 0, "not_before": now, "written": now,
        }
        for delivery in deliveries
    ]  # fmt: skip
    if rows:
        connection.execute(insert_if_new(DeliveryRow), rows)


def write_to_editors(
    connection: Connection, named: Collection[int], about: str, content: dict[str, Any], now: datetime
) -> None:
    """Write to the editors named in the settings and to those an owner appointed, once `about` one event."""
    appointed = connection.execute(select(EditorRow.user_id)).scalars()
    for editor in sorted({*named, *appointed}):
        # An editor's private chat has the editor's number.
        write(connection, Delivery(f"{about}:{editor}", editor, content), now)
