"""Which feeds there are and how they stand; what people do to them is in the log, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from retrieval.domain.changes import Action, Actor, Entry
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import AlreadyInThatState, UnknownFeed
from storage.database.engine import Database
from storage.library.change_log import require_new, write_entry
from storage.schema.tables import FeedRow

# What wrote a time may have had a clock that is ahead of ours by so much, and rightly so.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """What the polls of a feed have told so far.

    `due` is when it is polled next; `etag`, `last_modified` and `digest` (of its bytes) are of what was read last, all
    of it; `hint` is how many seconds apart it asks to be polled.  `succeeded` is when it last answered as a feed
    should, `failing_since` when it first did not after that, `failures` how often since; `error` is the last one, at
    `error_at`; `newest` is when it last brought an article.
    """

    due: datetime
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    hint: int | None = None
    polled: datetime | None = None
    succeeded: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    error_at: datetime | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a feed is not polled, by whose word, and why where that was said."""

    at: datetime
    by: str
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed; `id` is the number that editors name it by, and never another's."""

    id: int
    url: str
    title: str | None
    added: datetime
    added_by: str
    polls: Polls
    pause: Pause | None = None

    @property
    def label(self) -> str:
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to be added: its address in canonical form, and its title where that is known."""

    url: str
    title: str | None = None


_POLLS = tuple(field.name for field in fields(Polls))


class Feeds:
    """The FeedStore port on SQL, and the list of feeds."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    async def all(self) -> list[Feed]:
        """By their numbers: the longest known first."""
        return await self._select(FeedRow.removed.is_(None))

    async def due(self, now: datetime) -> list[Feed]:
        """Those to be polled now, the longest due first."""
        # Polled in the future: the clock was wrong then, and so is what it said is due.
        due = or_(FeedRow.due <= now, FeedRow.polled > now + CLOCKS_DIFFER)
        found = await self._select(FeedRow.removed.is_(None), FeedRow.paused.is_(None), due)
        return sorted(found, key=lambda feed: feed.polls.due)

    async def named(self, name: str) -> Feed:
        """The feed of this number ("3", "#3") or address.  Raises UnknownFeed."""
        number = name.removeprefix("#")
        same = FeedRow.id == int(number) if number.isdecimal() and len(number) < 19 else FeedRow.url == name
        found = await self._select(FeedRow.removed.is_(None), same)
        if not found:
            raise UnknownFeed(name)
        return found[0]

    async def add(self, feeds: Sequence[NewFeed], by: Actor) -> list[Entry]:
        """Add those that are not there yet, all as one change; returns their entries."""

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
                raise AlreadyInThatState(f"{row.url} is a feed already")
            return {"removed": None, "due": now}

        return await self._change(feed, Action.FEED_ADDED, by, undoes, put_back, removed=True)

    async def pause(self, feed: str, by: Actor, why: str | None = None, *, undoes: int | None = None) -> Entry:
        def pause(row: Row[Any], now: datetime) -> dict[str, Any]:
            if row.paused is not None:
                raise AlreadyInThatState(f"the feed {row.url} was paused before, on {row.paused:%-d %B %Y}")
            return {"paused": now, "paused_by": by.name, "paused_why": why}

        return await self._change(feed, Action.FEED_PAUSED, by, undoes, pause, note=lambda _: why)

    async def resume(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry:
        """It is polled at once, and what failed before counts no more."""

        def resume(row: Row[Any], now: datetime) -> dict[str, Any]:
            if row.paused is None:
                raise AlreadyInThatState(f"the feed {row.url} is not paused; there is nothing to resume")
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
    """The number of its row; None where it is a feed already.  One that was removed comes back with a clean slate."""
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
    """A row of all columns of the feeds table."""
    return Feed(
        id=row.id,
        url=row.url,
        title=row.title,
        added=row.added,
        added_by=row.added_by,
        polls=Polls(**{name: getattr(row, name) for name in _POLLS}),
        pause=None if row.paused is None else Pause(row.paused, row.paused_by, row.paused_why),
    )
