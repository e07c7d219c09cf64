"""Who gets a daily digest, when, and from where on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.engine import Database
from storage.outbox import Delivery, State, write
from storage.tables import BotMessageRow, DeliveryRow, ExchangeRow, SubscriptionRow


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's daily digest at `minute` of the day in `time_zone`; the next is `due`, and covers what came `since`."""

    chat_id: int
    minute: int
    time_zone: str
    since: datetime
    due: datetime


class Subscriptions:
    """The subscriptions table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, subscription: Subscription) -> None:
        """Subscribe, or change hour and zone; `since` of one that is there stays, so that nothing is missed."""
        values = {
            "minute": subscription.minute,
            "time_zone": subscription.time_zone,
            "due": subscription.due,
            "paused": False,
        }
        async with self._database.writing() as connection:
            await connection.execute(
                sqlite_insert(SubscriptionRow)
                .values(chat_id=subscription.chat_id, since=subscription.since, **values)
                .on_conflict_do_update(index_elements=[SubscriptionRow.chat_id], set_=values)
            )

    async def of(self, chat_id: int) -> Subscription | None:
        found = await self._select(SubscriptionRow.chat_id == chat_id)
        return found[0] if found else None

    async def due(self, now: datetime) -> list[Subscription]:
        return await self._select(SubscriptionRow.due <= now, SubscriptionRow.paused.is_(False))

    async def remove(self, chat_id: int) -> bool:
        """Whether there was one.  A digest of it that still waits is not sent any more."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(DeliveryRow).where(DeliveryRow.chat_id == chat_id, DeliveryRow.state == State.PENDING.value)
            )
            result = await connection.execute(delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id))
            return result.rowcount == 1

    async def advance(
        self, done: Subscription, following: Subscription, digest: Sequence[Delivery], now: datetime
    ) -> bool:
        """Write a digest to the outbox and move on to the next, as one; False where another did or it was changed."""
        async with self._database.writing() as connection:
            moved = await connection.execute(
                update(SubscriptionRow)
                .where(SubscriptionRow.chat_id == done.chat_id, SubscriptionRow.due == done.due)
                .values(since=following.since, due=following.due)
            )
            if moved.rowcount != 1:
                return False
            for delivery in digest:
                await write(connection, delivery, now)
        return True

    async def pause(self, chat_id: int) -> None:
        """The reader blocked the bot: keep what they chose; `put` goes on with it."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id).values(paused=True)
            )

    async def chat_migrated(self, old: int, new: int) -> None:
        """A group became a supergroup with another id."""
        async with self._database.writing() as connection:
            taken = (await connection.execute(select(SubscriptionRow).where(SubscriptionRow.chat_id == new))).first()
            if taken is not None:
                await connection.execute(delete(SubscriptionRow).where(SubscriptionRow.chat_id == old))
            # Messages are numbered anew there: the old numbers would lead to others' answers.
            await connection.execute(delete(BotMessageRow).where(BotMessageRow.chat_id == old))
            for table in (SubscriptionRow, DeliveryRow, ExchangeRow):
                await connection.execute(update(table).where(table.chat_id == old).values(chat_id=new))

    async def _select(self, *where: Any) -> list[Subscription]:
        query = select(
            SubscriptionRow.chat_id,
            SubscriptionRow.minute,
            SubscriptionRow.time_zone,
            SubscriptionRow.since,
            SubscriptionRow.due,
        ).where(*where)
        async with self._database.reading() as connection:
            return [Subscription(*row) for row in await connection.execute(query)]
