"""Keep what is set for each chat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from storage.database.dialect import upsert
from storage.database.engine import Database
from storage.ports.chat_settings import Askers, ChatSettings
from storage.schema.tables import ChatSettingsRow

# Built once: every update takes it.
_SET = select(
    ChatSettingsRow.language, ChatSettingsRow.seen, ChatSettingsRow.who_may_ask, ChatSettingsRow.set_up_by
).where(ChatSettingsRow.chat_id == bindparam("chat"))


class SqlSettingsByChat:
    """The SettingsByChat port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, chat_id: int) -> ChatSettings:
        row = await self._database.read(lambda connection: connection.execute(_SET, {"chat": chat_id}).first())
        if row is None:
            return ChatSettings()
        return ChatSettings(row.language, row.seen, Askers(row.who_may_ask), is_channel=row.set_up_by is not None)

    async def choose_language(self, chat_id: int, language: str | None) -> None:
        await self._set(chat_id, language=language)

    async def see_language(self, chat_id: int, language: str) -> None:
        await self._set(chat_id, seen=language)

    async def let_ask(self, chat_id: int, who: Askers) -> None:
        await self._set(chat_id, who_may_ask=who.value)

    async def set_up(self, chat_id: int, by: int, language: str) -> None:
        await self._set(chat_id, set_up_by=by, language=language)

    async def set_up_by(self, user: int) -> list[int]:
        query = select(ChatSettingsRow.chat_id).where(ChatSettingsRow.set_up_by == user)
        return [row.chat_id for row in await self._database.rows(query.order_by(ChatSettingsRow.chat_id))]

    async def _set(self, chat_id: int, **values: Any) -> None:
        put = upsert(ChatSettingsRow, ChatSettingsRow.chat_id, update=values)
        await self._database.change(put.values(chat_id=chat_id, **values))
