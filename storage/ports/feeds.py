"""Feeds: which are followed, what their polls found, and which of their entries are known.

`Feeds` is for people: who adds, pauses, resumes or removes a feed has it logged and may have it undone.  `Polls` is
for the poller, which records what it found and whether a feed is dead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.domain.article import Article, Draft
from retrieval.domain.changes import Actor, Entry
from retrieval.domain.ports import FeedStore

# The period over which RecentPolls counts.
RECENT_PERIOD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """The outcome of a feed's polls so far.

    `due` is when it is polled next, `hint` how many seconds apart the feed asks to be polled.  `etag`, `last_modified`
    and `digest` (of its bytes) belong to the last response that was read to its end.  `succeeded` is when the feed
    last answered properly, `failing_since` when it first failed after that, `failures` how many times since; `error`
    is the last failure, at `error_at`.  `newest` is when the feed last brought an article.
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
class FeedPause:
    """Since when a feed is not polled, who paused it, and why if they said so."""

    at: datetime
    by: str
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed.  Editors may name it by its `id`, which is never reused."""

    id: int
    url: str
    title: str | None
    added: datetime
    added_by: str
    polls: PollState
    pause: FeedPause | None = None

    @property
    def label(self) -> str:
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to add: its address in canonical form, and its title if known."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry that a feed has shown.

    `key` is the digest of what identifies it, `fingerprint` the digest of what it said, "" if that is not known.
    `article` is the id of its article and `stored` when that was stored; or `refused` says why there is none, and
    `where` names the place.  `tries` counts the polls at which the article could not be fetched for the moment.
    """

    key: str
    fingerprint: str
    article: str | None = None
    stored: datetime | None = None
    refused: str | None = None
    where: str | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """A feed as a poll leaves it.

    `polled_url` is its address before the poll, `shown` the keys of the entries in it; `ended_because` says why the
    feed is dead, None if it is not.
    """

    feed: Feed
    polled_url: str
    shown: Collection[str] = ()
    ended_because: str | None = None


@dataclass(frozen=True, slots=True)
class RecentPolls:
    """How many articles a feed brought in RECENT_PERIOD, how many entries were refused, and the last one and why."""

    new: int = 0
    refused: int = 0
    where: str | None = None
    why: str | None = None


class Feeds(FeedStore, Protocol):
    """Keeps the feeds that are followed.  FeedStore removes, pauses, resumes and puts them back."""

    async def all(self) -> list[Feed]:
        """Return the feeds that are not removed, by number."""

    async def due(self, now: datetime) -> list[Feed]:
        """Return the feeds to poll now, the longest overdue first."""

    async def named(self, name: str) -> Feed:
        """Return the feed of this number ("3", "#3") or address.  Raise UnknownFeed if there is none."""

    async def add(self, feeds: Sequence[NewFeed], by: Actor) -> list[Entry]:
        """Add the feeds that are not followed yet, and return their log entries.

        A feed that was removed comes back with a fresh poll state; its entries are still known.  Raise AlreadyDone if
        the same Telegram update has changed something already.
        """


class Polls(Protocol):
    """Keeps what polls found."""

    async def entries_by_key(self, feed: int, keys: Sequence[str]) -> dict[str, SeenEntry]:
        """Return which of these entries the feed has shown before, by key."""

    async def entries_by_fingerprint(self, feed: int, fingerprints: Sequence[str]) -> dict[str, SeenEntry]:
        """Return the entries of the feed that said exactly this before, under any key, by fingerprint."""

    async def is_followed(self, feed: int) -> bool:
        """Return whether the feed is neither removed nor paused."""

    async def stored(self, draft: Draft) -> Article | None:
        """Return the newest revision of the article that a draft is, retracted or not; None if it is a new one."""

    async def record_entries(self, feed: int, entries: Iterable[SeenEntry], now: datetime) -> None:
        """Record what became of entries; an entry that is known already is replaced."""

    async def record_polls(self, polls: Sequence[PolledFeed], now: datetime) -> None:
        """Record the outcome of polls.  Pause a feed that is dead and write a message to each editor about it, once.

        A feed that was removed or paused in the meantime stays so; one that was given another address is left alone.
        """

    async def recent_polls(self, now: datetime) -> Mapping[int, RecentPolls]:
        """Return, by feed, what it brought lately; feeds with nothing new and nothing refused are left out."""
