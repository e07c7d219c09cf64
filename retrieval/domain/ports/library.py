"""Ports of the library: articles, statements and passages as the database keeps them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from retrieval.domain.article import (
    AddResult,
    Article,
    Draft,
    NameUse,
    PrintedRole,
    Reading,
    StoredPassage,
    StoredStatement,
)
from retrieval.domain.changes import OPERATOR, Actor
from retrieval.domain.ports.changes import ChangeStore
from retrieval.domain.ports.indexes import PassageSource
from retrieval.domain.ports.stories import StoryStore

Wanted = Sequence[Collection[Sequence[str]]]
"""What a description must have: for each word asked for its printed forms, each as the beginnings of its words.

A beginning of under four letters is a whole word.
"""


class ArticleStore(Protocol):
    """Articles and their readings.  Every call is one transaction."""

    async def put(self, drafts: Sequence[tuple[Draft, Reading]], by: Actor = OPERATOR) -> list[AddResult]:
        """Store all or none.  The same article and text again is UNCHANGED; another text is a new revision.

        A draft's id says which article it is; without an id its link does (identity.canonical_url); without a link its
        text does, unless that text belongs to another link or publisher.
        A retracted id or text is kept out as RETRACTED.  What the same Telegram update stored before is UNCHANGED,
        whatever has happened to it since.
        """

    async def same(self, draft: Draft) -> AddResult | None:
        """Return what `put` would call UNCHANGED or RETRACTED, found before the text is read for statements."""

    async def article(self, article_id: str) -> Article | None:
        """Return the current revision."""

    async def articles(self, articles: Collection[str]) -> dict[str, Article]:
        """Return the current revisions of these articles, by id; those that are gone are left out."""

    async def at_link(self, url: str) -> Article | None:
        """Return the current revision of the article that a link leads to (identity.canonical_url)."""

    async def article_count(self) -> int: ...

    async def near_duplicates(self, articles: Collection[str]) -> dict[str, list[Article]]:
        """Return, for each article that has any, the current revisions of the same origin (Article.origin).

        They are in the order in which they were added.
        """

    async def copied_by(self, draft: Draft) -> list[Article]:
        """Return the current revisions of which a draft is a near-copy, in the order in which they were added."""

    async def find_near_duplicates(self, most: int) -> int:
        """Search near-duplicates of up to `most` articles not searched yet by this version; return how many."""

    async def near_duplicates_unknown(self) -> int:
        """Count the articles whose near-duplicates this version has not searched yet."""

    async def count_outdated_readings(self, version: str) -> int:
        """Count the current revisions whose reading has another version (Reading.version)."""

    async def ids_of_outdated_readings(self, version: str) -> list[str]:
        """Return the ids of their articles, newest first."""

    async def replace_readings(self, readings: Sequence[tuple[Article, Reading]]) -> None:
        """Replace what was read before; an article that has a newer revision by now is skipped."""

    async def added_between(self, since: datetime, until: datetime) -> list[Article]:
        """Return current revisions of articles added in `since` < added ≤ `until`, newest first."""

    async def newest_between(self, start: datetime | None, end: datetime | None, limit: int) -> list[Article]:
        """Return the newest `limit` current revisions published in `start` ≤ moment < `end` (None: open), newest first.

        An undated article counts from when it was added.  A day printed without an hour is midnight UTC here.
        """


class StatementStore(Protocol):
    """Who said what.  `article` restricts a query to one article; None means all."""

    async def said_by(
        self, names: Sequence[str], article: str | None = None, newest: int | None = None
    ) -> list[StoredStatement]:
        """Return statements by speakers of these names in current revisions, newest article first, in reading order.

        With `newest`, only those in so many articles: a president speaks in thousands.
        """

    async def said_in(self, articles: Collection[str]) -> list[StoredStatement]:
        """Return all statements of these articles' current revisions, in reading order."""

    async def uses(self, surnames: Collection[str]) -> list[NameUse]:
        """Return names that end in one of these words (people.registry.surname), newest article first.

        One for each name in each article's current revision, of people named or quoted; they tell people apart.
        """

    async def quoted_people(self, limit: int | None = None, article: str | None = None) -> list[str]:
        """Return the names of those quoted, most quoted first; speakers known only by a role are left out."""

    async def quoted_alongside(self, name: str, article: str | None = None) -> list[str]:
        """Return who is quoted in the articles that name `name`; if nobody quoted has a name, their descriptions."""

    async def quoted_surnames(self, article: str | None = None) -> list[str]:
        """Return the last words of the names of those quoted."""

    async def quoted_with(self, words: Collection[str], article: str | None = None) -> list[str]:
        """Return names of those quoted with one of these folded words before their last, most quoted first."""

    async def in_role(self, wanted: Wanted) -> list[tuple[str, str]]:
        """Return (name, role printed next to it, folded) for the roles that have all that is `wanted`.

        Abbreviations that the article explains are explained in the role (people.descriptions.with_explanations).
        Those printed so in most articles come first.
        """

    async def roles_of(self, names: Collection[str], limit: int) -> list[PrintedRole]:
        """Return the roles printed next to these names, or instead of them: newest article first, in reading order.

        At most `limit`, from the newest articles.
        """

    async def described(self, wanted: Wanted) -> list[NameUse]:
        """Return the speakers whose description, or name as a body, has all that is `wanted`.

        "The Serbian leader", "the Civil Aviation Authority".
        """

    async def unread(self, article: str | None = None) -> int:
        """Count the current revisions in a language that is not read for statements."""


class PassageStore(Protocol):
    """Looks passages up by id, article, date or words."""

    async def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return current passages by id; those that are gone are left out."""

    async def passage_ids_within(self, articles: Collection[str]) -> list[int]:
        """Return the ids of the passages of these articles."""

    async def passages_between(self, start: datetime | None, end: datetime | None) -> list[int]:
        """Return ids of current passages in articles whose printed date lies in `start` ≤ date < `end` (None: open)."""

    async def articles_printing(
        self, words: Sequence[str], article: str | None = None, limit: int | None = None
    ) -> list[Article]:
        """Return the newest `limit` current revisions that print all of `words` in this order, with gaps allowed.

        Newest first.
        """


class Library(ArticleStore, ChangeStore, StatementStore, PassageStore, PassageSource, StoryStore, Protocol):
    """All of the stores together: what the database is to retrieval."""
