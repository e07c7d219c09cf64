"""The library as `bot` uses it: retrieval's port, plus the lists, counts and summaries that commands show."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from retrieval.domain.article import Article, StoredStatement
from retrieval.domain.changes import Entry
from retrieval.domain.ports import Library


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A publisher, how many of its articles are stored, and the printed date of the newest.

    `name` None: articles that name no publisher.  `copies` counts those of its articles that copy another one, of
    whichever publisher.
    """

    name: str | None
    articles: int
    newest: datetime | None
    copies: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """What one Telegram update changed: its first log entries, how many it has, and the number of the last."""

    first: Sequence[Entry]
    count: int
    last: int

    @property
    def range(self) -> str | None:
        """The numbers as /undo takes them; None if nothing was changed, or if others changed something in between."""
        if not self.first or self.last - self.first[0].number + 1 != self.count:
            return None
        return f"{self.first[0].number}-{self.last}" if self.count > 1 else f"{self.last}"


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of what is stored, all taken from one snapshot.

    `articles`, `sources`, `passages` and `statements` count what is current, `copies` the articles among them that
    copy another one.  `questions` are the stored turns; `waiting` and `parked` are deliveries.
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


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """When a stored article was published (None: undated), and how many statements it prints."""

    published: datetime | None
    statements: int


class Statistics(Protocol):
    """Counts what is stored."""

    async def __call__(self) -> Stats:
        """Return the counts."""

    async def printed_since(self, since: datetime) -> list[PrintedArticle]:
        """Return the current articles that were published at `since` or later, or are undated; copies are left out."""


class NewsLibrary(Library, Protocol):
    """What retrieval needs of the library, and what commands list and count."""

    async def is_untouched(self) -> bool:
        """Return whether no article was ever stored; one that was retracted was."""

    async def newest(self, limit: int, offset: int = 0) -> list[Article]:
        """Return `limit` current articles after the `offset` newest, newest first; undated ones by arrival."""

    async def ids_beginning(self, beginning: str) -> list[str]:
        """Return the ids of the current articles whose id begins so, in alphabetical order."""

    async def said_then(self, article: str, revision: int) -> list[StoredStatement]:
        """Return the statements of one revision of an article, current or not, in reading order."""

    async def sources(self) -> list[SourceSummary]:
        """Return a summary of each publisher, the one with the most articles first."""

    async def asked_by(self, update: int | None, limit: int) -> ChangeSummary:
        """Return what one Telegram update changed, with its first `limit` entries."""

    async def numbers(self, first: int, last: int, update: int | None = None) -> list[int]:
        """Return the numbers from `first` to `last` of entries about articles, newest first; of one update if given."""


class Store(Protocol):
    """A store as a whole: that of a data folder, or a database on a server."""

    @property
    def where(self) -> str:
        """Where it is, for messages to the operator."""

    def held(self, *, shared: bool = False) -> AbstractContextManager[None]:
        """Let no other process of a bot work on the store during the block, on whatever machine.  Raise StorageError.

        `shared`: except others that share it, too.  A data folder has a lock of its own for that.
        """

    async def check(self) -> None:
        """Read through the store.  Raise StorageBroken if it is damaged."""

    async def close(self) -> None:
        """Finish what was begun, and accept nothing more."""
