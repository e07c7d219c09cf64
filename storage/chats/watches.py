"""Keep what chats follow, and how many alerts they want."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from storage.database.dialect import chunked, upsert
from storage.database.engine import Database
from storage.ports.outbox import DeliveryState
from storage.ports.watches import ALERT_KEY, ALERTS_PER_DAY, MAX_WATCHES, AlertChat, Quiet, Watch, WatchKind
from storage.schema.tables import DeliveryRow
from storage.schema.watch_tables import AlertChatRow, WatchRow

WATCH_COLUMNS = (
    WatchRow.chat_id,
    WatchRow.topic,
    WatchRow.kind,
    WatchRow.name,
    WatchRow.key,
    WatchRow.word,
    WatchRow.since,
    WatchRow.id,
)
REACHABLE = WatchRow.chat_id.not_in(select(AlertChatRow.chat_id).where(AlertChatRow.reachable.is_(False)))


class SqlWatches:
    """The Watches port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, watch: Watch, most: int = MAX_WATCHES) -> Watch | None:
        def followed(connection: Connection) -> Watch | None:
            same = (
                WatchRow.chat_id == watch.chat_id,
                WatchRow.topic == watch.topic,
                WatchRow.kind == watch.kind.value,
                WatchRow.key == watch.key,
            )
            if (known := connection.execute(select(*WATCH_COLUMNS).where(*same)).first()) is not None:
                return watch_from(known)
            count = select(func.count()).where(WatchRow.chat_id == watch.chat_id)
            if connection.execute(count).scalar_one() >= most:
                return None
            connection.execute(
                insert(WatchRow).values(
                    chat_id=watch.chat_id, topic=watch.topic, kind=watch.kind.value, name=watch.name, key=watch.key,
                    word=watch.word, since=watch.since,
                )
            )  # fmt: skip
            return watch_from(connection.execute(select(*WATCH_COLUMNS).where(*same)).one())

        return await self._database.write(followed)

    async def get(self, number: int, chat_id: int) -> Watch | None:
        found = await self._select(WatchRow.id == number, WatchRow.chat_id == chat_id)
        return found[0] if found else None

    async def of_chat(self, chat_id: int, topic: int | None = None) -> list[Watch]:
        where = [] if topic is None else [WatchRow.topic == topic]
        return await self._select(WatchRow.chat_id == chat_id, *where)

    async def remove(self, number: int, chat_id: int) -> Watch | None:
        own = WatchRow.id == number, WatchRow.chat_id == chat_id

        def removed(connection: Connection) -> Watch | None:
            row = connection.execute(select(*WATCH_COLUMNS).where(*own)).first()
            if row is None:
                return None
            _leave_out_of_waiting(connection, chat_id, number)
            connection.execute(delete(WatchRow).where(*own))
            return watch_from(row)

        return await self._database.write(removed)

    async def naming(
        self, surnames: Collection[str], words: Collection[str], stems: Collection[str] = ()
    ) -> list[Watch]:
        by_kind = ((WatchKind.PERSON, surnames), (WatchKind.WORDS, words), (WatchKind.QUESTION, stems))

        def found(connection: Connection) -> list[Watch]:
            watches: list[Watch] = []
            for kind, wanted in by_kind:
                for some in chunked(list(wanted)):
                    own = and_(WatchRow.word.in_(some), WatchRow.kind == kind.value)
                    rows = connection.execute(select(*WATCH_COLUMNS).where(own, REACHABLE))
                    watches += map(watch_from, rows)
            return sorted(watches, key=lambda watch: watch.id)

        return await self._database.read(found)

    async def chat(self, chat_id: int) -> AlertChat:
        return (await self.chats([chat_id]))[chat_id]

    async def chats(self, chats: Collection[int]) -> dict[int, AlertChat]:
        query = select(
            AlertChatRow.chat_id,
            AlertChatRow.per_day,
            AlertChatRow.day,
            AlertChatRow.sent,
            AlertChatRow.quiet_from,
            AlertChatRow.quiet_until,
        )

        def found(connection: Connection) -> dict[int, AlertChat]:
            known = {chat: AlertChat(chat) for chat in chats}
            for some in chunked(list(chats)):
                rows = connection.execute(query.where(AlertChatRow.chat_id.in_(some)))
                for chat, per_day, day, sent, start, end in rows:
                    quiet = None if start is None or end is None else Quiet(start, end)
                    known[chat] = AlertChat(chat, per_day, day, sent, quiet)
            return known

        return await self._database.read(found)

    async def set_per_day(self, chat_id: int, per_day: int) -> None:
        put = upsert(AlertChatRow, AlertChatRow.chat_id, update=("per_day",))
        await self._database.change(put.values(chat_id=chat_id, per_day=per_day, sent=0))

    async def set_quiet(self, chat_id: int, quiet: Quiet | None) -> None:
        put = upsert(AlertChatRow, AlertChatRow.chat_id, update=("quiet_from", "quiet_until"))
        hours = {"quiet_from": quiet and quiet.start, "quiet_until": quiet and quiet.end}
        await self._database.change(put.values(chat_id=chat_id, per_day=ALERTS_PER_DAY, sent=0, **hours))

    async def set_reachable(self, chat_id: int, *, reachable: bool) -> None:
        await self._database.write(lambda connection: set_reachable(connection, chat_id, reachable=reachable))

    async def _select(self, *where: Any) -> list[Watch]:
        query = select(*WATCH_COLUMNS).where(*where).order_by(WatchRow.id)
        return [watch_from(row) for row in await self._database.rows(query)]


def watch_from(row: Any) -> Watch:
    """Build a watch from a row of WATCH_COLUMNS."""
    chat, topic, kind, name, key, word, since, number = tuple(row)
    return Watch(chat, topic, WatchKind(kind), name, key, word, since, number)


def set_reachable(connection: Connection, chat_id: int, *, reachable: bool) -> None:
    """Note, in the caller's transaction, whether a chat that follows something can be written to."""
    follows = connection.execute(select(WatchRow.id).where(WatchRow.chat_id == chat_id).limit(1)).first()
    if follows is not None:
        put = upsert(AlertChatRow, AlertChatRow.chat_id, update=("reachable",))
        values = {"chat_id": chat_id, "per_day": ALERTS_PER_DAY, "sent": 0, "reachable": reachable}
        connection.execute(put.values(**values))


def move_watches(connection: Connection, old: int, new: int) -> None:
    """Move what a group follows to its new id, in the caller's transaction, unless the new one follows it too."""
    there = select(WatchRow.kind, WatchRow.key).where(WatchRow.chat_id == new)
    for kind, key in connection.execute(there).all():
        connection.execute(delete(WatchRow).where(WatchRow.chat_id == old, WatchRow.kind == kind, WatchRow.key == key))
    connection.execute(update(WatchRow).where(WatchRow.chat_id == old).values(chat_id=new))
    taken = connection.execute(select(AlertChatRow.chat_id).where(AlertChatRow.chat_id == new)).first()
    if taken is not None:
        connection.execute(delete(AlertChatRow).where(AlertChatRow.chat_id == old))
    connection.execute(update(AlertChatRow).where(AlertChatRow.chat_id == old).values(chat_id=new))


def _leave_out_of_waiting(connection: Connection, chat_id: int, watch: int) -> None:
    """Take a watch out of the alerts that wait in the outbox."""
    waiting = (
        DeliveryRow.chat_id == chat_id,
        DeliveryRow.state == DeliveryState.PENDING.value,
        DeliveryRow.key.startswith(ALERT_KEY),
    )
    for number, content in connection.execute(select(DeliveryRow.id, DeliveryRow.content).where(*waiting)).all():
        kept = [alert for alert in content["alerts"] if alert["watch"] != watch]
        articles = [a for a in content["articles"] if any(a == alert["article"] for alert in kept)]
        changed = {**content, "alerts": kept, "articles": articles}
        connection.execute(update(DeliveryRow).where(DeliveryRow.id == number).values(content=changed))
