"""Keep what digests told each chat, what it wants left out, and what their buttons need."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from storage.database.dialect import chunked, insert_if_new, upsert
from storage.database.engine import Database
from storage.outbox.deliveries import COLUMNS, SEEN
from storage.ports.digests import DIGEST_KEY
from storage.ports.outbox import Delivery, DeliveryState
from storage.schema.digest_tables import LeftOutRow, ToldRow
from storage.schema.tables import DeliveryRow

# More digests without stories in a row are not searched for one with stories.
MAX_LOOKED_AT = 30


class SqlToldStories:
    """The ToldStories port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self, chat_id: int, topic: int, articles: Collection[str]) -> dict[str, datetime]:
        asked = list(dict.fromkeys(articles))

        def found(connection: Connection) -> dict[str, datetime]:
            query = select(ToldRow.article, ToldRow.at).where(*_at(ToldRow, chat_id, topic))
            parts = (connection.execute(query.where(ToldRow.article.in_(some))).all() for some in chunked(asked))
            return {row.article: row.at for rows in parts for row in rows}

        return await self._database.read(found)

    async def left_out(self, chat_id: int, topic: int) -> list[str]:
        query = select(LeftOutRow.article).where(*_at(LeftOutRow, chat_id, topic))
        rows = await self._database.rows(query.order_by(LeftOutRow.at.desc(), LeftOutRow.article))
        return [row.article for row in rows]

    async def leave_out(self, chat_id: int, topic: int, article: str, now: datetime) -> None:
        row = {"chat_id": chat_id, "topic": topic, "article": article, "at": now}
        await self._database.change(insert_if_new(LeftOutRow).values(**row))

    async def take_back(self, chat_id: int, topic: int, article: str) -> bool:
        here = delete(LeftOutRow).where(*_at(LeftOutRow, chat_id, topic), LeftOutRow.article == article)
        return await self._database.change(here) > 0

    async def delivered(self, number: int, chat_id: int) -> Delivery | None:
        query = select(*COLUMNS).where(DeliveryRow.id == number, DeliveryRow.chat_id == chat_id)
        rows = await self._database.rows(query)
        return Delivery(*rows[0]) if rows and rows[0].content.get("stories") else None

    async def last_digest(self, chat_id: int, topic: int) -> Delivery | None:
        query = select(*COLUMNS).where(*_at(DeliveryRow, chat_id, topic), SEEN)
        query = query.where(DeliveryRow.key.startswith(DIGEST_KEY)).order_by(DeliveryRow.id.desc()).limit(MAX_LOOKED_AT)
        rows = await self._database.rows(query)
        return next((Delivery(*row) for row in rows if row.content.get("stories")), None)

    async def add_shown(self, number: int, articles: Collection[str], now: datetime) -> None:
        def add(connection: Connection) -> None:
            query = select(DeliveryRow.content).where(DeliveryRow.id == number)
            content = connection.execute(query).scalar_one_or_none()
            shown = [] if content is None else content.get("articles", [])
            if content is None:
                return
            more = {**content, "articles": list(dict.fromkeys([*shown, *articles]))}
            this = update(DeliveryRow).where(DeliveryRow.id == number)
            connection.execute(this.values(content=more))
            connection.execute(this.where(DeliveryRow.state == DeliveryState.SENT.value).values(settled=now))

        await self._database.write(add)


def note_told(connection: Connection, digest: Delivery, now: datetime) -> None:
    """Note what a digest tells of, in the caller's transaction."""
    here = {"chat_id": digest.chat_id, "topic": digest.topic, "at": now}
    rows = [{**here, "article": article} for article in digest.content.get("told", ())]
    if rows:
        key = ToldRow.chat_id, ToldRow.topic, ToldRow.article
        connection.execute(upsert(ToldRow, *key, update=["at"]), rows)


def move_told(connection: Connection, old: int, new: int) -> None:
    """Give a group's memory the id that it has as a supergroup."""
    for table in (ToldRow, LeftOutRow):
        there = select(table.article).where(table.chat_id == new)
        connection.execute(delete(table).where(table.chat_id == old, table.article.in_(there)))
        connection.execute(update(table).where(table.chat_id == old).values(chat_id=new))


def _at(table: Any, chat_id: int, topic: int) -> tuple[ColumnElement[bool], ...]:
    return table.chat_id == chat_id, table.topic == topic
