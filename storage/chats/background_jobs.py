"""Long work that editors asked for on Telegram, kept so that no end of the process leaves its message waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from retrieval.domain.changes import Actor
from retrieval.domain.errors import DoneBefore
from storage.chats.attachments import SentDocument
from storage.database.engine import Database
from storage.library.change_log import REPLAYED_WITHIN
from storage.schema.job_tables import ErrandRow, SentDocumentRow

# What has ended is kept for so long: its buttons work for a day.
KEPT = timedelta(days=7)


class Kind(StrEnum):
    """What is done."""

    ADD = "add"
    UNDO = "undo"


class Stage(StrEnum):
    """How an errand stands.  INTERRUPTED ended before its end, because the process did or something failed."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Errand:
    """Work that `by` asked for in a chat, by the message `asked`; `message` shows how far it is (None: not sent yet).

    `by` has a user and an update: it is Telegram that asks.
    """

    kind: Kind
    chat: int
    asked: int
    by: Actor
    message: int | None = None
    stage: Stage = Stage.RUNNING
    number: int = 0


class Errands:
    """The errands table."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def begin(self, errand: Errand, documents: Sequence[SentDocument] = ()) -> Errand:
        """Write it down with the documents that it takes, before anything is done.

        Raises DoneBefore where the same update has begun one already, unless that was interrupted: it is begun again.
        """

        def begun(connection: Connection) -> Errand:
            now = self._now()
            old = ErrandRow.state != Stage.RUNNING.value, ErrandRow.at < now - KEPT
            connection.execute(delete(ErrandRow).where(*old))
            number = _interrupted_before(connection, errand, now) or _inserted(connection, errand, now)
            _take(connection, number, documents)
            return replace(errand, number=number)

        return await self._database.write(begun)

    async def take(self, errand: Errand, documents: Sequence[SentDocument]) -> None:
        """Further documents that came after it was begun."""
        await self._database.write(lambda connection: _take(connection, errand.number, documents))

    async def shown(self, number: int, message: int) -> None:
        """Which message shows how far it is."""
        await self._change(number, message_id=message)

    async def end(self, number: int, stage: Stage) -> None:
        await self._change(number, state=stage.value)

    async def of(self, number: int, chat: int) -> Errand | None:
        """The errand of that number, if it is of that chat."""
        where = ErrandRow.id == number, ErrandRow.chat_id == chat
        rows = await self._database.rows(_ALL.where(*where))
        return _errand(rows[0]) if rows else None

    async def shown_by(self, chat: int, message: int) -> bool:
        """Whether a message shows an errand that goes on or came to its end, not one that was interrupted."""
        where = ErrandRow.chat_id == chat, ErrandRow.message_id == message, ErrandRow.state != Stage.INTERRUPTED.value
        return bool(await self._database.rows(_ALL.where(*where)))

    async def running(self) -> list[Errand]:
        """Those not ended.  On start these are what an earlier end of the process broke off."""
        rows = await self._database.rows(_ALL.where(ErrandRow.state == Stage.RUNNING.value).order_by(ErrandRow.id))
        return [_errand(row) for row in rows]

    async def _change(self, number: int, **values: Any) -> None:
        await self._database.change(update(ErrandRow).where(ErrandRow.id == number).values(**values))


_ALL = select(
    ErrandRow.id,
    ErrandRow.kind,
    ErrandRow.chat_id,
    ErrandRow.asked,
    ErrandRow.message_id,
    ErrandRow.who,
    ErrandRow.user_id,
    ErrandRow.place,
    ErrandRow.update_id,
    ErrandRow.state,
)


def _take(connection: Connection, number: int, documents: Sequence[SentDocument]) -> None:
    for document in documents:
        where = SentDocumentRow.chat_id == document.chat, SentDocumentRow.message_id == document.message
        connection.execute(update(SentDocumentRow).where(*where).values(errand_id=number))


def _interrupted_before(connection: Connection, errand: Errand, now: datetime) -> int | None:
    """The number of the one that the same update began, running again; None where there is none.  Raises DoneBefore."""
    where = ErrandRow.update_id == errand.by.update, ErrandRow.at > now - REPLAYED_WITHIN
    row = connection.execute(select(ErrandRow.id, ErrandRow.state).where(*where)).first()
    if row is None:
        return None
    if row.state != Stage.INTERRUPTED.value:
        raise DoneBefore
    again = {"state": Stage.RUNNING.value, "message_id": errand.message}
    connection.execute(update(ErrandRow).where(ErrandRow.id == row.id).values(**again))
    return int(row.id)


def _inserted(connection: Connection, errand: Errand, now: datetime) -> int:
    values = {
        "kind": errand.kind.value, "chat_id": errand.chat, "asked": errand.asked, "message_id": errand.message,
        "who": errand.by.name, "user_id": errand.by.user, "place": errand.by.place, "update_id": errand.by.update,
        "state": errand.stage.value, "at": now,
    }  # fmt: skip
    return int(connection.execute(insert(ErrandRow).values(**values).returning(ErrandRow.id)).scalar_one())


def _errand(row: Row[Any]) -> Errand:
    number, kind, chat, asked, message, who, user, place, update_id, stage = tuple(row)
    by = Actor(name=who, user=user, place=place, update=update_id)
    return Errand(Kind(kind), chat, asked, by, message, Stage(stage), number)
