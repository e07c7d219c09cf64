"""Ports of the stores that record changes: retracting and undoing, for articles, editors and feeds."""

from __future__ import annotations

from typing import Protocol

from retrieval.domain.article import Article, Draft, Reading
from retrieval.domain.changes import Actor, ArticleStatus, Entry


class ChangeStore(Protocol):
    """Retracts and restores articles, and keeps the log of all changes.  Every call is one transaction.

    With `undoes`, a change undoes the log entry of that number.  The methods raise UnknownArticle, AlreadyInThatState,
    CannotUndo if a later change has replaced the entry, and AlreadyDone if the same Telegram update already changed
    something.
    """

    async def status(self, article: str) -> ArticleStatus | None:
        """Return an article's status, retracted or not; None if there never was one of this id."""

    async def revision(self, article: str, number: int) -> Article | None:
        """Return one revision, kept for the answers that cite it."""

    async def retract(self, article: str, by: Actor, reason: str | None = None, *, undoes: int | None = None) -> Entry:
        """Take an article out of everything that is searched and shown; its text is kept."""

    async def restore(self, article: str, by: Actor, *, undoes: int | None = None) -> Entry:
        """Put the newest revision of a retracted article back, with its reading."""

    async def revert(self, former: Draft, reading: Reading, by: Actor, *, undoes: int) -> Entry:
        """Store a former revision, with its article's id and a fresh reading, as a new revision."""

    async def entries(self, limit: int, *, upto: int | None = None, article: str | None = None) -> list[Entry]:
        """Return log entries, newest first: from number `upto` back, of one article (None: from the newest, of all)."""

    async def entry(self, number: int) -> Entry | None: ...

    async def newest_like(self, entry: Entry) -> Entry:
        """Return the newest entry about the same article, editor or feed."""


class EditorStore(Protocol):
    """Adds and removes editors, by Telegram user id.  Raises as ChangeStore does."""

    async def add(self, user: int, name: str | None, by: Actor, *, undoes: int | None = None) -> Entry: ...

    async def remove(self, user: int, by: Actor, *, undoes: int | None = None) -> Entry: ...


class FeedStore(Protocol):
    """Undoes changes to feeds, each known by its address.  Raises UnknownFeed, and as ChangeStore does."""

    async def remove(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry: ...

    async def put_back(self, feed: str, by: Actor, *, undoes: int) -> Entry:
        """Put a removed feed back as it was: paused or not, and with what was read from it."""

    async def pause(self, feed: str, by: Actor, why: str | None = None, *, undoes: int | None = None) -> Entry: ...

    async def resume(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry: ...
