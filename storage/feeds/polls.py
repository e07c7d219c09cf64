"""What polling feeds has told: entries that were seen, how each feed stands, and, once, that one is dead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from retrieval.domain.changes import Action, Actor
from storage.database.engine import Database
from storage.library.change_log import write_entry
from storage.library.rows import MANY
from storage.outbox.deliveries import write
from storage.ports.feeds import RECENT, Feed, PolledFeed, RecentPolls, SeenEntry
from storage.ports.outbox import Delivery
from storage.schema.tables import ArticleRow, EditorRow, FeedEntryRow, FeedRow, RevisionRow

# So much is kept of what a feed showed once and shows no more: whatever it may show again is not read twice.
KEPT = 1000
KEPT_FOR = timedelta(days=90)
# Who pauses a feed that nobody paused.
BOT = Actor(name="On Record")


class SqlPolls:
    """The feeds and feed_entries tables, as polling reads and writes them.

    `editors` are those by the settings, who are told of a dead feed beside those whom an owner made editors.
    """

    def __init__(self, database: Database, editors: Collection[int] = ()) -> None:
        self._database = database
        self._editors = frozenset(editors)

    async def seen(self, feed: int, keys: Sequence[str]) -> dict[str, SeenEntry]:
        return {seen.key: seen for seen in await self._known(feed, FeedEntryRow.key, keys)}

    async def told(self, feed: int, fingerprints: Sequence[str]) -> dict[str, SeenEntry]:
        return {seen.fingerprint: seen for seen in await self._known(feed, FeedEntryRow.fingerprint, fingerprints)}

    async def followed(self, feed: int) -> bool:
        where = FeedRow.id == feed, FeedRow.removed.is_(None), FeedRow.paused.is_(None)
        return bool(await self._database.rows(select(FeedRow.id).where(*where)))

    async def published(self, article: str) -> datetime | None:
        query = select(RevisionRow.published).join(ArticleRow, RevisionRow.article_id == ArticleRow.id)
        rows = await self._database.rows(query.where(ArticleRow.public_id == article, RevisionRow.current))
        return rows[0].published if rows else None

    async def _known(self, feed: int, column: Any, values: Sequence[str]) -> list[SeenEntry]:
        def found(connection: Connection) -> list[SeenEntry]:
            rows: list[Any] = []
            for first in range(0, len(values), MANY):
                wanted = column.in_(values[first : first + MANY])
                rows += connection.execute(_SEEN.where(FeedEntryRow.feed_id == feed, wanted)).all()
            return [SeenEntry(**row._mapping) for row in rows]

        return await self._database.read(found)

    async def saw(self, feed: int, entries: Iterable[SeenEntry], now: datetime) -> None:
        rows = [{"feed_id": feed, "seen": now, **asdict(entry)} for entry in entries]
        if not rows:
            return
        put = sqlite_insert(FeedEntryRow)
        kept = {name: put.excluded[name] for name in rows[0] if name not in {"feed_id", "key"}}
        put = put.on_conflict_do_update(index_elements=[FeedEntryRow.feed_id, FeedEntryRow.key], set_=kept)
        await self._database.write(lambda connection: connection.execute(put, rows))

    async def settle(self, polls: Sequence[PolledFeed], now: datetime) -> None:
        def settled(connection: Connection) -> None:
            for poll in polls:
                _settle(connection, poll, now)
                if poll.over is not None:
                    _end(connection, poll.feed, poll.over, now, self._editors)

        await self._database.write(settled)

    async def lately(self, now: datetime) -> Mapping[int, RecentPolls]:
        def counted(connection: Connection) -> dict[int, RecentPolls]:
            since = now - RECENT
            new = dict(_pairs(connection, _count(FeedEntryRow.stored > since)))
            # With one max() in it, SQLite takes the other columns from the row that has it.
            row = FeedEntryRow
            last = select(row.feed_id, func.max(row.seen), func.count(), row.where, row.refused)
            last = last.where(row.refused.is_not(None), row.seen > since)
            found = {row[0]: row for row in connection.execute(last.group_by(FeedEntryRow.feed_id))}
            return {
                feed: RecentPolls(new.get(feed, 0), *(found[feed][2:] if feed in found else ()))
                for feed in new.keys() | found.keys()
            }

        return await self._database.read(counted)


_SEEN = select(
    FeedEntryRow.key,
    FeedEntryRow.fingerprint,
    FeedEntryRow.article,
    FeedEntryRow.stored,
    FeedEntryRow.refused,
    FeedEntryRow.where,
    FeedEntryRow.tries,
)


def _count(*where: Any) -> Any:
    return select(FeedEntryRow.feed_id, func.count()).where(*where).group_by(FeedEntryRow.feed_id)


def _pairs(connection: Connection, query: Any) -> list[tuple[int, int]]:
    return [(int(feed), int(count)) for feed, count in connection.execute(query)]


def _settle(connection: Connection, poll: PolledFeed, now: datetime) -> None:
    feed = poll.feed
    values = {"title": feed.title, **asdict(feed.polls)}
    if feed.url != poll.former and connection.execute(select(FeedRow).where(FeedRow.url == feed.url)).first() is None:
        values["url"] = feed.url
    same = FeedRow.id == feed.id, FeedRow.url == poll.former
    connection.execute(update(FeedRow).where(*same).values(**values))
    if poll.shown:
        _shown(connection, feed.id, list(poll.shown), now)


def _shown(connection: Connection, feed: int, keys: list[str], now: datetime) -> None:
    """What is in the feed now stays known; of what is not, the newest KEPT, and none for longer than KEPT_FOR."""
    own = FeedEntryRow.feed_id == feed
    for first in range(0, len(keys), MANY):
        wanted = FeedEntryRow.key.in_(keys[first : first + MANY])
        # A refused one keeps the day on which that was found.
        connection.execute(update(FeedEntryRow).where(own, wanted, FeedEntryRow.refused.is_(None)).values(seen=now))
    known = connection.execute(
        select(FeedEntryRow.key, FeedEntryRow.seen).where(own).order_by(FeedEntryRow.seen.desc())
    ).all()
    there = set(keys)
    gone = [row for row in known if row.key not in there]
    old = [row.key for n, row in enumerate(gone) if n >= KEPT or row.seen < now - KEPT_FOR]
    for first in range(0, len(old), MANY):
        connection.execute(delete(FeedEntryRow).where(own, FeedEntryRow.key.in_(old[first : first + MANY])))


def _end(connection: Connection, feed: Feed, why: str, now: datetime, editors: Collection[int]) -> None:
    """Pause it and tell the editors, in the transaction that finds it so: once, whatever is killed when."""
    in_use = FeedRow.id == feed.id, FeedRow.removed.is_(None), FeedRow.paused.is_(None)
    paused = update(FeedRow).where(*in_use).values(paused=now, paused_by=BOT.name, paused_why=why)
    if connection.execute(paused).rowcount == 0:
        return
    entry = write_entry(connection, now, BOT, Action.FEED_PAUSED, feed_id=feed.id, note=why)
    content: dict[str, Any] = {"feed": feed.id, "title": feed.title, "url": feed.url, "why": why, "articles": []}
    made = connection.execute(select(EditorRow.user_id)).scalars()
    for editor in sorted({*editors, *made}):
        # An editor's private chat has the editor's number.
        write(connection, Delivery(f"feed:{entry.number}:{editor}", editor, content), now)
