"""Keep the editors an owner appointed in the chat, and log each change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from retrieval.domain.changes import Action, Actor, Entry
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import AlreadyInThatState
from storage.database.engine import Database
from storage.library.change_log import require_new, write_entry
from storage.ports.editors import Editor
from storage.schema.tables import EditorRow


class SqlEditors:
    """The Editors port on SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    async def is_editor(self, user: int) -> bool:
        query = select(EditorRow.user_id).where(EditorRow.user_id == user)
        return await self._database.read(lambda c: c.execute(query).first()) is not None

    async def all(self) -> list[Editor]:
        query = select(EditorRow.user_id, EditorRow.name, EditorRow.since).order_by(EditorRow.since, EditorRow.user_id)
        return [Editor(*row) for row in await self._database.rows(query)]

    async def add(self, user: int, name: str | None, by: Actor, *, undoes: int | None = None) -> Entry:
        def added(connection: Connection) -> Entry:
            now = self._now()
            require_new(connection, now, by)
            entry = write_entry(connection, now, by, Action.EDITOR_ADDED, undoes=undoes, editor_id=user, note=name)
            if connection.execute(select(EditorRow.user_id).where(EditorRow.user_id == user)).first() is not None:
                raise AlreadyInThatState("{user} is an editor already", user=user)
            connection.execute(insert(EditorRow).values(user_id=user, name=name, since=now))
            return entry

        return await self._database.write(added)

    async def remove(self, user: int, by: Actor, *, undoes: int | None = None) -> Entry:
        def removed(connection: Connection) -> Entry:
            now = self._now()
            require_new(connection, now, by)
            row = connection.execute(select(EditorRow.name).where(EditorRow.user_id == user)).first()
            name = None if row is None else row.name
            entry = write_entry(connection, now, by, Action.EDITOR_REMOVED, undoes=undoes, editor_id=user, note=name)
            if connection.execute(delete(EditorRow).where(EditorRow.user_id == user)).rowcount == 0:
                raise AlreadyInThatState("{user} is not an editor appointed by an owner", user=user)
            return entry

        return await self._database.write(removed)
