"""Keep who gets a digest, and write digests to the outbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, literal, select, tuple_, update

from retrieval.domain.interests import Interests
from storage.chats.digests import move_told, note_told
from storage.chats.watches import move_watches, set_reachable
from storage.database.dialect import bare, chunked, upsert
from storage.database.engine import Database
from storage.outbox.deliveries import write, write_to_editors
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.subscriptions import Pause, Schedule, Subscription
from storage.ports.watches import ALERT_KEY
from storage.schema.tables import BotMessageRow, ChatSettingsRow, DeliveryRow, SubscriptionRow, TurnRow


class SqlSubscriptions:
    """The Subscriptions port on SQL."""

    def __init__(self, database: Database, editors: Collection[int] = ()) -> None:
        """`editors` are those named in the settings; they hear of a closed chat like those an owner appointed."""
        self._database = database
        self._editors = frozenset(editors)

    async def put(self, subscription: Subscription) -> None:
        schedule, interests = subscription.schedule, subscription.interests
        values = {
            "minutes": list(schedule.minutes),
            "time_zone": schedule.time_zone,
            "days": schedule.days,
            "pauses": [[pause.start.isoformat(), pause.end.isoformat()] for pause in schedule.pauses],
            "due": subscription.due,
            "subjects": list(interests.topics),
            "people": list(interests.people),
            "papers": list(interests.papers),
            "short": subscription.is_short,
            "silent": subscription.is_silent,
            "paused": False,
        }
        put = upsert(SubscriptionRow, SubscriptionRow.chat_id, SubscriptionRow.topic, update=values)
        key = {"chat_id": subscription.chat_id, "topic": subscription.topic}
        await self._database.change(put.values(**key, since=subscription.since, **values))

    async def get(self, chat_id: int, topic: int = 0) -> Subscription | None:
        found = await self._select(SubscriptionRow.chat_id == chat_id, SubscriptionRow.topic == topic)
        return found[0] if found else None

    async def of_chat(self, chat_id: int) -> list[Subscription]:
        return await self._select(SubscriptionRow.chat_id == chat_id)

    async def zones(self, chats: Collection[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for some in chunked(list(chats)):
            query = select(SubscriptionRow.chat_id, SubscriptionRow.time_zone).where(SubscriptionRow.chat_id.in_(some))
            for chat, zone in await self._database.rows(query.order_by(SubscriptionRow.topic)):
                found.setdefault(chat, zone)
        return found

    async def due(
        self, now: datetime, limit: int | None = None, after: Subscription | None = None
    ) -> list[Subscription]:
        return await self._in_order(SubscriptionRow.due <= now, limit, after)

    async def due_later(
        self, moment: datetime, limit: int | None = None, after: Subscription | None = None
    ) -> list[Subscription]:
        return await self._in_order(SubscriptionRow.due > moment, limit, after)

    async def remove(self, chat_id: int, topic: int = 0) -> bool:
        def removed(connection: Connection) -> bool:
            # What the chat follows has nothing to do with its digest.
            waiting = DeliveryRow.state == DeliveryState.PENDING.value, ~DeliveryRow.key.startswith(ALERT_KEY)
            connection.execute(delete(DeliveryRow).where(*_at(DeliveryRow, chat_id, topic), *waiting))
            here = SubscriptionRow.chat_id == chat_id, SubscriptionRow.topic == topic
            result = connection.execute(delete(SubscriptionRow).where(*here))
            return result.rowcount == 1

        return await self._database.write(removed)

    async def advance(
        self, done: Subscription, following: Subscription, digest: Sequence[Delivery], now: datetime
    ) -> bool:
        def advanced(connection: Connection) -> bool:
            moved = connection.execute(
                update(SubscriptionRow)
                .where(
                    SubscriptionRow.chat_id == done.chat_id,
                    SubscriptionRow.topic == done.topic,
                    SubscriptionRow.due == done.due,
                )
                .values(since=following.since, due=following.due)
            )
            if moved.rowcount != 1:
                return False
            for delivery in digest:
                write(connection, delivery, now)
                note_told(connection, delivery, now)
            return True

        return await self._database.write(advanced)

    async def hold_back(self, chat_id: int) -> None:
        statement = update(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id).values(paused=True)
        await self._database.change(statement)

    async def chat_closed(
        self, chat_id: int, now: datetime, why: str, advice: str | None = None, topic: int | None = None
    ) -> None:
        def closed(connection: Connection) -> None:
            waiting = (DeliveryState.PENDING.value, DeliveryState.SENDING.value)
            connection.execute(
                update(DeliveryRow)
                .where(*_at(DeliveryRow, chat_id, topic), DeliveryRow.state.in_(waiting))
                .values(state=DeliveryState.FAILED.value, settled=now, note=why)
            )
            # A closed topic closes no chat.
            if topic is None:
                set_reachable(connection, chat_id, reachable=False)
            running = *_at(SubscriptionRow, chat_id, topic), SubscriptionRow.paused.is_(False)
            paused = connection.execute(update(SubscriptionRow).where(*running).values(paused=True))
            if paused.rowcount and advice is not None:
                content = {"closed": chat_id, "why": why, "advice": advice, "articles": []}
                write_to_editors(connection, self._editors, f"closed:{chat_id}:{now.isoformat()}", content, now)

        await self._database.write(closed)

    async def chat_migrated(self, old: int, new: int) -> None:
        def migrated(connection: Connection) -> None:
            taken = select(SubscriptionRow.topic).where(SubscriptionRow.chat_id == new)
            both = SubscriptionRow.chat_id == old, SubscriptionRow.topic.in_(taken)
            connection.execute(delete(SubscriptionRow).where(*both))
            set_before = connection.execute(select(ChatSettingsRow).where(ChatSettingsRow.chat_id == old)).first()
            if set_before is not None:
                connection.execute(delete(ChatSettingsRow).where(ChatSettingsRow.chat_id == new))
            # A supergroup numbers its messages anew: the old numbers would lead to other answers.
            connection.execute(delete(BotMessageRow).where(BotMessageRow.chat_id == old))
            connection.execute(update(TurnRow).where(TurnRow.chat_id == old).values(message_id=None))
            move_watches(connection, old, new)
            move_told(connection, old, new)
            for table in (SubscriptionRow, ChatSettingsRow, DeliveryRow, TurnRow):
                connection.execute(update(table).where(table.chat_id == old).values(chat_id=new))

        await self._database.write(migrated)

    async def _in_order(
        self, which: ColumnElement[bool], limit: int | None, after: Subscription | None
    ) -> list[Subscription]:
        where = [which, ~bare(SubscriptionRow.paused)]
        if after is not None:
            where.append(tuple_(*_ORDER) > tuple_(*map(literal, (after.due, *after.place), (c.type for c in _ORDER))))
        return await self._select(*where, limit=limit)

    async def _select(self, *where: ColumnElement[bool], limit: int | None = None) -> list[Subscription]:
        query = select(*_COLUMNS).where(*where).order_by(*_ORDER).limit(limit)
        return [_subscription_from(row) for row in await self._database.rows(query)]


_ORDER = (SubscriptionRow.due, SubscriptionRow.chat_id, SubscriptionRow.topic)
_COLUMNS = (
    SubscriptionRow.chat_id,
    SubscriptionRow.topic,
    SubscriptionRow.minutes,
    SubscriptionRow.time_zone,
    SubscriptionRow.days,
    SubscriptionRow.pauses,
    SubscriptionRow.since,
    SubscriptionRow.due,
    SubscriptionRow.subjects,
    SubscriptionRow.people,
    SubscriptionRow.papers,
    SubscriptionRow.short,
    SubscriptionRow.silent,
)


def _subscription_from(row: Any) -> Subscription:
    """Build a subscription from a row of _COLUMNS."""
    chat, topic, minutes, zone, days, paused, since, due, topics, people, papers, short, silent = tuple(row)
    pauses = tuple(Pause(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in paused)
    interests = Interests(tuple(topics), tuple(people), tuple(papers))
    schedule = Schedule(tuple(minutes), zone, days, pauses)
    return Subscription(chat, schedule, since, due, topic, interests, is_short=short, is_silent=silent)


def _at(table: Any, chat_id: int, topic: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for the rows of a chat, or of one topic of it."""
    return (table.chat_id == chat_id,) if topic is None else (table.chat_id == chat_id, table.topic == topic)
