"""Keep who gets a daily digest, and write digests to the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage.chats.watches import move_watches, set_reachable
from storage.database.dialect import upsert
from storage.database.engine import Database
from storage.outbox.deliveries import write, write_to_editors
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.subscriptions import Subscription
from storage.schema.tables import BotMessageRow, ChatSettingsRow, DeliveryRow, SubscriptionRow, TurnRow


class SqlSubscriptions:
    """The Subscriptions port on SQL."""

    def __init__(self, database: Database, editors: Collection[int] = ()) -> None:
        """`editors` are those named in the settings; they hear of a closed chat like those whom an owner appointed."""
        self._database = database
        self._editors = frozenset(editors)

    async def put(self, subscription: Subscription) -> None:
        values = {
            "minute": subscription.minute,
            "time_zone": subscription.time_zone,
            "due": subscription.due,
            "paused": False,
        }
        put = upsert(SubscriptionRow, SubscriptionRow.chat_id, update=values)
        await self._database.change(put.values(chat_id=subscription.chat_id, since=subscription.since, **values))

    async def get(self, chat_id: int) -> Subscription | None:
        found = await self._select(SubscriptionRow.chat_id == chat_id)
        return found[0] if found else None

    async def due(self, now: datetime) -> list[Subscription]:
        return await self._select(SubscriptionRow.due <= now, SubscriptionRow.paused.is_(False))

    async def waiting(self, now: datetime) -> list[Subscription]:
        return await self._select(SubscriptionRow.due > now, SubscriptionRow.paused.is_(False))

    async def remove(self, chat_id: int) -> bool:
        def removed(connection: Connection) -> bool:
            connection.execute(
                delete(DeliveryRow).where(
                    DeliveryRow.chat_id == chat_id, DeliveryRow.state == DeliveryState.PENDING.value
                )
            )
            result = connection.execute(delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id))
            return result.rowcount == 1

        return await self._database.write(removed)

    async def advance(
        self, done: Subscription, following: Subscription, digest: Sequence[Delivery], now: datetime
    ) -> bool:
        def advanced(connection: Connection) -> bool:
            moved = connection.execute(
                update(SubscriptionRow)
                .where(SubscriptionRow.chat_id == done.chat_id, SubscriptionRow.due == done.due)
                .values(since=following.since, due=following.due)
            )
            if moved.rowcount != 1:
                return False
            for delivery in digest:
                write(connection, delivery, now)
            return True

        return await self._database.write(advanced)

    async def pause(self, chat_id: int) -> None:
        statement = update(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id).values(paused=True)
        await self._database.change(statement)

    async def chat_closed(self, chat_id: int, now: datetime, why: str, advice: str | None = None) -> None:
        def closed(connection: Connection) -> None:
            waiting = (DeliveryState.PENDING.value, DeliveryState.SENDING.value)
            connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.chat_id == chat_id, DeliveryRow.state.in_(waiting))
                .values(state=DeliveryState.FAILED.value, settled=now, note=why)
            )
            set_reachable(connection, chat_id, reachable=False)
            running = SubscriptionRow.chat_id == chat_id, SubscriptionRow.paused.is_(False)
            paused = connection.execute(update(SubscriptionRow).where(*running).values(paused=True))
            if paused.rowcount == 1 and advice is not None:
                content = {"closed": chat_id, "why": why, "advice": advice, "articles": []}
                write_to_editors(connection, self._editors, f"closed:{chat_id}:{now.isoformat()}", content, now)

        await self._database.write(closed)

    async def chat_migrated(self, old: int, new: int) -> None:
        def migrated(connection: Connection) -> None:
            taken = connection.execute(select(SubscriptionRow).where(SubscriptionRow.chat_id == new)).first()
            if taken is not None:
                connection.execute(delete(SubscriptionRow).where(SubscriptionRow.chat_id == old))
            set_before = connection.execute(select(ChatSettingsRow).where(ChatSettingsRow.chat_id == old)).first()
            if set_before is not None:
                connection.execute(delete(ChatSettingsRow).where(ChatSettingsRow.chat_id == new))
            # A supergroup numbers its messages anew: the old numbers would lead to other answers.
            connection.execute(delete(BotMessageRow).where(BotMessageRow.chat_id == old))
            move_watches(connection, old, new)
            for table in (SubscriptionRow, ChatSettingsRow, DeliveryRow, TurnRow):
                connection.execute(update(table).where(table.chat_id == old).values(chat_id=new))

        await self._database.write(migrated)

    async def _select(self, *where: Any) -> list[Subscription]:
        query = select(
            SubscriptionRow.chat_id,
            SubscriptionRow.minute,
            SubscriptionRow.time_zone,
            SubscriptionRow.since,
            SubscriptionRow.due,
        ).where(*where)
        return [Subscription(*row) for row in await self._database.rows(query)]
