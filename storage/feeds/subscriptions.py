"""Keep the feeds that are followed, and log what people do to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from retrieval.domain.changes import Action, Actor, Entry
from retrieval.domain.clock import MAX_CLOCK_SKEW, utc_now
from retrieval.domain.errors import AlreadyInThatState, UnknownFeed
from storage.database.engine import Database
from storage.library.change_log import require_new, write_entry
from storage.ports.feeds import Feed, FeedPause, NewFeed, PollState
from storage.schema.tables import FeedRow

_POLLS = tuple(field.name for field in fields(PollState))


class SqlFeeds:
    """The Feeds port on SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    async def all(self) -> list[Feed]:
        return await self._select(FeedRow.removed.is_(None))

    async def due(self, now: datetime) -> list[Feed]:
        due = or_(FeedRow.due <= now, FeedRow.polled > now + MAX_CLOCK_SKEW)
        found = await self._select(FeedRow.removed.is_(None), FeedRow.paused.is_(None), due)
        return sorted(found, key=lambda feed: feed.polls.due)

    async def named(self, name: str) -> Feed:
        number = name.removeprefix("#")
        same = FeedRow.id == int(number) if number.isdecimal() and len(number) < 19 else FeedRow.url == name
        found = await self._select(FeedRow.removed.is_(None), same)
        if not found:
            raise UnknownFeed(name)
        return found[0]

    async def add(self, feeds: Sequence[NewFeed], by: Actor) -> list[Entry]:
        def added(connection: Connection) -> list[Entry]:
            now = self._now()
            require_new(connection, now, by)
            ids = [_added(connection, feed, now, by) for feed in feeds]
            return [write_entry(connection, now, by, Action.FEED_ADDED, feed_id=i) for i in ids if i is not None]

        return await self._database.write(added)

    async def remove(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry:
        return await self._change(feed, Action.FEED_REMOVED, by, undoes, lambda _, now: {"removed": now})

    async def put_back(self, feed: str, by: Actor, *, undoes: int) -> Entry:
        def put_back(row: Row[Any], now: datetime) -> dict[str, Any]:
            if row.removed is None:
                raise AlreadyInThatState("{url} is a feed already", url=row.url)
            return {"removed": None, "due": now}

        return await self._change(feed, Action.FEED_ADDED, by, undoes, put_back, removed=True)

    async def pause(self, feed: str, by: Actor, why: str | None = None, *, undoes: int | None = None) -> Entry:
        def pause(row: Row[Any], now: datetime) -> dict[str, Any]:
            if row.paused is not None:
                raise AlreadyInThatState(
                    "the feed {url} was paused before, on {day}", url=row.url, day=f"{row.paused:%-d %B %Y}"
                )
            return {"paused": now, "paused_by": by.name, "paused_why": why}

        return await self._change(feed, Action.FEED_PAUSED, by, undoes, pause, note=lambda _: why)

    async def resume(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry:
        def resume(row: Row[Any], now: datetime) -> dict[str, Any]:
            if row.paused is None:
                raise AlreadyInThatState("the feed {url} is not paused; there is nothing to resume", url=row.url)
            fresh = {"due": now, "failures": 0, "failing_since": None}
            return {"paused": None, "paused_by": None, "paused_why": None, **fresh}

        return await self._change(feed, Action.FEED_RESUMED, by, undoes, resume, note=lambda row: row.paused_why)

    async def _change(
        self,
        feed: str,
        action: Action,
        by: Actor,
        undoes: int | None,
        values: Callable[[Row[Any], datetime], dict[str, Any]],
        *,
        note: Callable[[Row[Any]], str | None] = lambda _: None,
        removed: bool = False,
    ) -> Entry:
        def changed(connection: Connection) -> Entry:
            now = self._now()
            require_new(connection, now, by)
            row = connection.execute(select(*FeedRow.__table__.c).where(FeedRow.url == feed)).first()
            if row is None or (row.removed is not None and not removed):
                raise UnknownFeed(feed)
            entry = write_entry(connection, now, by, action, undoes=undoes, feed_id=row.id, note=note(row))
            connection.execute(update(FeedRow).where(FeedRow.id == row.id).values(**values(row, now)))
            return entry

        return await self._database.write(changed)

    async def _select(self, *where: Any) -> list[Feed]:
        query = select(*FeedRow.__table__.c).where(*where).order_by(FeedRow.id)
        return [feed_from(row) for row in await self._database.rows(query)]


def _added(connection: Connection, feed: NewFeed, now: datetime, by: Actor) -> int | None:
    """Add a feed and return its row id; None if it is followed already.  A removed one starts with a clean slate."""
    row = connection.execute(select(FeedRow.id, FeedRow.removed).where(FeedRow.url == feed.url)).first()
    values = {"title": feed.title, "added": now, "added_by": by.name, "due": now}
    if row is None:
        made = connection.execute(insert(FeedRow).values(url=feed.url, **values).returning(FeedRow.id))
        return int(made.scalar_one())
    if row.removed is None:
        return None
    clean = dict.fromkeys(("removed", "paused", "paused_by", "paused_why", *_POLLS))
    connection.execute(update(FeedRow).where(FeedRow.id == row.id).values(**{**clean, "failures": 0, **values}))
    return int(row.id)


def feed_from(row: Row[Any]) -> Feed:
    """Build a feed from a row with all columns of its table."""
    return Feed(
        id=row.id,
        url=row.url,
        title=row.title,
        added=row.added,
        added_by=row.added_by,
        polls=PollState(**{name: getattr(row, name) for name in _POLLS}),
        pause=None if row.paused is None else FeedPause(row.paused, row.paused_by, row.paused_why),
    )
