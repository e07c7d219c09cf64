"""The documents that editors sent: an album arrives piece by piece, and a button is pressed later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database.engine import Database
from storage.schema.job_tables import JobRow, SentDocumentRow

# Who comes back to a document later sends it again.
KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A document in a message of a chat: Telegram's id of the file, its name, and its bytes where Telegram says so.

    `album` is what all messages of one album share; None: it came alone.
    """

    chat: int
    message: int
    album: str | None
    file: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A sent document; `asked`: a job has it; `taken`: one that was not interrupted."""

    document: SentDocument
    asked: bool
    taken: bool


class SentDocuments:
    """The sent_documents table."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def put(self, document: SentDocument) -> None:
        """Keep it; one that is kept already stays as it is."""

        def kept(connection: Connection) -> None:
            now = self._now()
            connection.execute(delete(SentDocumentRow).where(SentDocumentRow.at < now - KEPT))
            values = {
                "chat_id": document.chat, "message_id": document.message, "album": document.album,
                "file_id": document.file, "name": document.name, "size": document.size, "at": now,
            }  # fmt: skip
            connection.execute(sqlite_insert(SentDocumentRow).values(**values).on_conflict_do_nothing())

        await self._database.write(kept)

    async def with_album(self, chat: int, message: int) -> list[Taken]:
        """The document of a message, with all that came in the same album so far, in their order; empty: none."""
        found = await self._found(SentDocumentRow.message_id == message, chat)
        if not found or found[0].document.album is None:
            return found
        return await self._found(SentDocumentRow.album == found[0].document.album, chat)

    async def _found(self, which: ColumnElement[bool], chat: int) -> list[Taken]:
        query = _ALL.where(SentDocumentRow.chat_id == chat, which).order_by(SentDocumentRow.message_id)
        return [_taken(row) for row in await self._database.rows(query)]


_ALL = select(
    SentDocumentRow.chat_id,
    SentDocumentRow.message_id,
    SentDocumentRow.album,
    SentDocumentRow.file_id,
    SentDocumentRow.name,
    SentDocumentRow.size,
    JobRow.state,
).join_from(SentDocumentRow, JobRow, SentDocumentRow.job_id == JobRow.id, isouter=True)


def _taken(row: Row[Any]) -> Taken:
    *document, state = tuple(row)
    return Taken(SentDocument(*document), asked=state is not None, taken=state not in {None, "interrupted"})
