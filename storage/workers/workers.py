"""Keep which processes work for the bot, and which of them runs which duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from storage.database.dialect import insert_if_new
from storage.database.engine import Database
from storage.ports.workers import Duty
from storage.schema.worker_tables import DutyRow, WorkerRow


def left_behind(worker: ColumnElement[str | None] | InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """Return the condition that nobody who lives is at what bears the id in a column."""
    return or_(worker.is_(None), worker.not_in(select(WorkerRow.id)))


class SqlWorkers:
    """The Workers port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, worker: str, now: datetime, *, alone: bool = False) -> None:
        def started(connection: Connection) -> None:
            if alone:
                connection.execute(delete(WorkerRow))
            connection.execute(insert(WorkerRow).values(id=worker, seen=now))

        await self._database.write(started)

    async def beat(self, worker: str, now: datetime) -> None:
        def beaten(connection: Connection) -> None:
            connection.execute(insert_if_new(WorkerRow).values(id=worker, seen=now))
            connection.execute(update(WorkerRow).where(WorkerRow.id == worker).values(seen=now))

        await self._database.write(beaten)

    async def living(self) -> dict[str, datetime]:
        query = select(WorkerRow.id, WorkerRow.seen).order_by(WorkerRow.id)
        return dict(map(tuple, await self._database.rows(query)))

    async def strike_off(self, silent: Mapping[str, datetime]) -> list[str]:
        def struck_off(connection: Connection) -> list[str]:
            return [
                one for one, seen in silent.items()
                if connection.execute(delete(WorkerRow).where(WorkerRow.id == one, WorkerRow.seen == seen)).rowcount
            ]  # fmt: skip

        return await self._database.write(struck_off)

    async def lead(self, duty: Duty, worker: str) -> bool:
        free = or_(DutyRow.worker == worker, DutyRow.worker.not_in(select(WorkerRow.id)))

        def led(connection: Connection) -> bool:
            taken = update(DutyRow).where(DutyRow.name == duty.value, free).values(worker=worker)
            if connection.execute(taken).rowcount:
                return True
            new = insert_if_new(DutyRow).values(name=duty.value, worker=worker)
            return connection.execute(new).rowcount == 1

        return await self._database.write(led)

    async def leave(self, worker: str) -> None:
        def left(connection: Connection) -> None:
            connection.execute(delete(WorkerRow).where(WorkerRow.id == worker))
            connection.execute(delete(DutyRow).where(DutyRow.worker == worker))

        await self._database.write(left)
