"""Keep what polls of feeds found: entries, the state of each feed, and a message to editors when one is dead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select, update

from retrieval.domain.article import Article, Draft
from retrieval.domain.changes import Action, Actor
from storage.database.dialect import chunked, upsert
from storage.database.engine import Database
from storage.library.change_log import write_entry
from storage.library.identity import identity_of
from storage.library.rows import article_from, revisions
from storage.outbox.deliveries import write_to_editors
from storage.ports.feeds import RECENT_PERIOD, Feed, PolledFeed, RecentPolls, SeenEntry
from storage.schema.tables import ArticleRow, FeedEntryRow, FeedRow, RevisionRow

# For entries that a feed no longer shows: if it shows one again, the entry is not read twice.
MAX_VANISHED_ENTRIES = 1000
VANISHED_ENTRY_RETENTION = timedelta(days=90)
# Pauses a feed that is dead.
BOT = Actor(name="On Record")


class SqlPolls:
    """The Polls port on SQL.

    `editors` are those named in the settings; they hear of a dead feed like those an owner appointed.
    """

    def __init__(self, database: Database, editors: Collection[int] = ()) -> None:
        self._database = database
        self._editors = frozenset(editors)

    async def entries_by_key(self, feed: int, keys: Sequence[str]) -> dict[str, SeenEntry]:
        return {seen.key: seen for seen in await self._known(feed, FeedEntryRow.key, keys)}

    async def entries_by_fingerprint(self, feed: int, fingerprints: Sequence[str]) -> dict[str, SeenEntry]:
        return {seen.fingerprint: seen for seen in await self._known(feed, FeedEntryRow.fingerprint, fingerprints)}

    async def is_followed(self, feed: int) -> bool:
        where = FeedRow.id == feed, FeedRow.removed.is_(None), FeedRow.paused.is_(None)
        return bool(await self._database.rows(select(FeedRow.id).where(*where)))

    async def stored(self, draft: Draft) -> Article | None:
        def found(connection: Connection) -> Article | None:
            own = ArticleRow.public_id == identity_of(connection, draft)
            row = connection.execute(revisions().where(own).order_by(RevisionRow.number.desc()).limit(1)).first()
            return None if row is None else article_from(row)

        return await self._database.read(found)

    async def _known(self, feed: int, column: Any, values: Sequence[str]) -> list[SeenEntry]:
        def found(connection: Connection) -> list[SeenEntry]:
            rows: list[Any] = []
            for some in chunked(values):
                rows += connection.execute(_SEEN.where(FeedEntryRow.feed_id == feed, column.in_(some))).all()
            return [SeenEntry(**row._mapping) for row in rows]

        return await self._database.read(found)

    async def record_entries(self, feed: int, entries: Iterable[SeenEntry], now: datetime) -> None:
        rows = [{"feed_id": feed, "seen": now, **asdict(entry)} for entry in entries]
        if not rows:
            return
        put = upsert(FeedEntryRow, FeedEntryRow.feed_id, FeedEntryRow.key, update=rows[0].keys() - {"feed_id", "key"})
        await self._database.write(lambda connection: connection.execute(put, rows))

    async def record_polls(self, polls: Sequence[PolledFeed], now: datetime) -> None:
        def record(connection: Connection) -> None:
            for poll in polls:
                _record(connection, poll, now)
                if poll.ended_because is not None:
                    _end(connection, poll.feed, poll.ended_because, now, self._editors)

        await self._database.write(record)

    async def recent_polls(self, now: datetime) -> Mapping[int, RecentPolls]:
        def counted(connection: Connection) -> dict[int, RecentPolls]:
            since = now - RECENT_PERIOD
            new = dict(_pairs(connection, _count(FeedEntryRow.stored > since)))
            refused = {row.feed_id: row for row in connection.execute(_last_refused(since))}
            return {
                feed: RecentPolls(new.get(feed, 0), *(refused[feed][1:] if feed in refused else ()))
                for feed in new.keys() | refused.keys()
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


def _last_refused(since: datetime) -> Select[Any]:
    """Select (feed, how many entries were refused, where, why) with the place and reason of the one seen last."""
    entry = FeedEntryRow
    nth = func.row_number().over(partition_by=entry.feed_id, order_by=(entry.seen.desc(), entry.key)).label("nth")
    count = func.count().over(partition_by=entry.feed_id).label("count")
    refused = select(entry.feed_id, count, entry.where, entry.refused, nth).where(
        entry.refused.is_not(None), entry.seen > since
    )
    found = refused.subquery().c
    return select(found.feed_id, found["count"], found.where, found.refused).where(found.nth == 1)


def _pairs(connection: Connection, query: Any) -> list[tuple[int, int]]:
    return [(int(feed), int(count)) for feed, count in connection.execute(query)]


def _record(connection: Connection, poll: PolledFeed, now: datetime) -> None:
    feed = poll.feed
    values = {"title": feed.title, **asdict(feed.polls)}
    if (
        feed.url != poll.polled_url
        and connection.execute(select(FeedRow).where(FeedRow.url == feed.url)).first() is None
    ):
        values["url"] = feed.url
    same = FeedRow.id == feed.id, FeedRow.url == poll.polled_url
    connection.execute(update(FeedRow).where(*same).values(**values))
    if poll.shown:
        _refresh_entries(connection, feed.id, list(poll.shown), now)


def _refresh_entries(connection: Connection, feed: int, keys: list[str], now: datetime) -> None:
    """Delete entries that the feed no longer shows, except the newest, which are kept for a while."""
    own = FeedEntryRow.feed_id == feed
    for some in chunked(keys):
        wanted = FeedEntryRow.key.in_(some)
        # A refused entry keeps the time at which it was refused.
        connection.execute(update(FeedEntryRow).where(own, wanted, FeedEntryRow.refused.is_(None)).values(seen=now))
    known = connection.execute(
        select(FeedEntryRow.key, FeedEntryRow.seen).where(own).order_by(FeedEntryRow.seen.desc())
    ).all()
    there = set(keys)
    gone = [row for row in known if row.key not in there]
    old = [
        row.key for n, row in enumerate(gone) if n >= MAX_VANISHED_ENTRIES or row.seen < now - VANISHED_ENTRY_RETENTION
    ]
    for some in chunked(old):
        connection.execute(delete(FeedEntryRow).where(own, FeedEntryRow.key.in_(some)))


def _end(connection: Connection, feed: Feed, why: str, now: datetime, editors: Collection[int]) -> None:
    """Pause a dead feed and write to the editors in one transaction, so that they hear of it exactly once."""
    in_use = FeedRow.id == feed.id, FeedRow.removed.is_(None), FeedRow.paused.is_(None)
    paused = update(FeedRow).where(*in_use).values(paused=now, paused_by=BOT.name, paused_why=why)
    if connection.execute(paused).rowcount == 0:
        return
    entry = write_entry(connection, now, BOT, Action.FEED_PAUSED, feed_id=feed.id, note=why)
    content: dict[str, Any] = {"feed": feed.id, "title": feed.title, "url": feed.url, "why": why, "articles": []}
    write_to_editors(connection, editors, f"feed:{entry.number}", content, now)
