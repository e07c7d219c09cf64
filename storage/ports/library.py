"""The library as bots and commands use it: retrieval's port, plus lists, counts and summaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from retrieval.domain.article import Article
from retrieval.domain.changes import Entry
from retrieval.domain.ports import Library


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A publisher and what is stored of it.  `name` None: articles whose publisher was not printed.

    `copies` are those of its articles that are copies of another's, or of an earlier one of its own.
    """

    name: str | None
    articles: int
    newest: datetime | None
    copies: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """What one Telegram update changed: its first entries, how many there are, and the last one's number."""

    first: Sequence[Entry]
    count: int
    last: int

    @property
    def range(self) -> str | None:
        """The numbers as /undo takes them; None where others changed something in between, or nothing was changed."""
        if not self.first or self.last - self.first[0].number + 1 != self.count:
            return None
        return f"{self.first[0].number}-{self.last}" if self.count > 1 else f"{self.last}"


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts, on one snapshot.  `statements` are those of current revisions, `questions` those that are kept.

    `copies` are articles that are copies of others: the rest are so many origins.
    """

    articles: int
    copies: int
    retracted: int
    revisions: int
    sources: int
    passages: int
    statements: int
    subscriptions: int
    questions: int
    waiting: int
    parked: int


class Statistics(Protocol):
    """How much of everything is stored."""

    async def __call__(self) -> Stats: ...


class NewsLibrary(Library, Protocol):
    """What retrieval needs of the library, and what bots and commands list and count besides."""

    async def is_untouched(self) -> bool:
        """Return whether nothing was ever stored."""

    async def newest(self, limit: int, offset: int = 0) -> list[Article]:
        """Return current revisions, the newest first; undated ones by when they were added."""

    async def sources(self) -> list[SourceSummary]:
        """Return a summary of each publisher, the one with the most articles first."""

    async def asked_by(self, update: int | None, limit: int) -> ChangeSummary:
        """Return what one Telegram update changed, with its first `limit` entries."""

    async def numbers(self, first: int, last: int, update: int | None = None) -> list[int]:
        """Return the numbers from `first` to `last` of entries about articles, newest first; of one update if given."""


class Store(Protocol):
    """One data folder's store as a whole."""

    @property
    def path(self) -> Path: ...

    async def check(self) -> None:
        """Read through the store.  Raise StorageBroken if it is damaged."""

    async def close(self) -> None: ...
