"""Keep the documents that editors sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select

from storage.database.dialect import insert_if_new
from storage.database.engine import Database
from storage.ports.jobs import SentDocument, TakenDocument
from storage.schema.job_tables import JobRow, SentDocumentRow

# An editor who comes back to a document later has to send it again.
DOCUMENT_RETENTION = timedelta(days=2)


class SqlSentDocuments:
    """The SentDocuments port on SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def put(self, document: SentDocument) -> None:
        def kept(connection: Connection) -> None:
            now = self._now()
            connection.execute(delete(SentDocumentRow).where(SentDocumentRow.at < now - DOCUMENT_RETENTION))
            values = {
                "chat_id": document.chat, "message_id": document.message, "album": document.album,
                "file_id": document.file, "name": document.name, "size": document.size, "at": now,
            }  # fmt: skip
            connection.execute(insert_if_new(SentDocumentRow), values)

        await self._database.write(kept)

    async def with_album(self, chat: int, message: int) -> list[TakenDocument]:
        found = await self._found(SentDocumentRow.message_id == message, chat)
        if not found or found[0].document.album is None:
            return found
        return await self._found(SentDocumentRow.album == found[0].document.album, chat)

    async def _found(self, which: ColumnElement[bool], chat: int) -> list[TakenDocument]:
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


def _taken(row: Row[Any]) -> TakenDocument:
    *document, state = tuple(row)
    return TakenDocument(SentDocument(*document), asked=state is not None, taken=state not in {None, "interrupted"})
