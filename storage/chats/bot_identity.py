"""Keep which bot owns the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.database.engine import Database
from storage.schema.inbox_tables import BotRow, InboxRow
from storage.schema.job_tables import SentDocumentRow
from storage.schema.tables import BotMessageRow


class SqlBotIdentity:
    """The BotIdentity port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, bot: int, now: datetime, *, take_over: bool = False) -> int:
        def claimed(connection: Connection) -> int:
            owner = connection.execute(select(BotRow.bot_id)).scalar_one_or_none()
            if owner is not None and (owner == bot or not take_over):
                return int(owner)
            if owner is not None:
                for table in (BotRow, InboxRow, BotMessageRow, SentDocumentRow):
                    connection.execute(delete(table))
            connection.execute(insert(BotRow).values(bot_id=bot, since=now))
            return bot

        return await self._database.write(claimed)
