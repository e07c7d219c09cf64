"""Feeds and their polls: the values, and the protocols of what keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.domain.changes import Actor, Entry
from retrieval.domain.ports import FeedStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
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
class FeedPause:
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
    polls: PollState
    pause: FeedPause | None = None

    @property
    def label(self) -> str:
        return self.title or self.url


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A feed to be added: its address in canonical form, and its title where that is known."""

    url: str
    title: str | None = None


# What is new is counted over so long.
RECENT_PERIOD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry that a feed has shown, as FeedEntryRow has it."""

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
    """Of the last LATELY: how many articles a feed brought, how many entries were refused, the last one and why."""

    new: int = 0
    refused: int = 0
    where: str | None = None
    why: str | None = None


class Feeds(FeedStore, Protocol):
    """The feeds that are followed, and the state of each."""

    async def all(self) -> list[Feed]:
        """By their numbers: the longest known first."""

    async def due(self, now: datetime) -> list[Feed]:
        """Those to be polled now, the longest due first."""

    async def named(self, name: str) -> Feed:
        """The feed of this number ("3", "#3") or address.  Raises UnknownFeed."""

    async def add(self, feeds: Sequence[NewFeed], by: Actor) -> list[Entry]:
        """Add those that are not there yet, all as one change; returns their entries."""


class Polls(Protocol):
    """What polling has found: entries that were seen, and the state of each feed."""

    async def entries_by_key(self, feed: int, keys: Sequence[str]) -> dict[str, SeenEntry]:
        """Of these entries those that the feed has shown before, by key."""

    async def entries_by_fingerprint(self, feed: int, fingerprints: Sequence[str]) -> dict[str, SeenEntry]:
        """Of what these fingerprints stand for that which the feed has told before, by fingerprint, under any key."""

    async def is_followed(self, feed: int) -> bool:
        """Whether it is to be read: neither removed nor paused."""

    async def published(self, article: str) -> datetime | None:
        """The date that an article has now."""

    async def record_entries(self, feed: int, entries: Iterable[SeenEntry], now: datetime) -> None:
        """Remember what became of these entries."""

    async def record_polls(self, polls: Sequence[PolledFeed], now: datetime) -> None:
        """Write how feeds stand after a poll, all as one; one that was removed, paused or moved meanwhile stays so."""

    async def recent_polls(self, now: datetime) -> Mapping[int, RecentPolls]:
        """By feed; one without anything new or refused is left out."""
