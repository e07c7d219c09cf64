"""What retrieval needs from outside, as protocols."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
from retrieval.domain.changes import OPERATOR, Actor, ArticleStatus, Entry

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to unit vectors.  Blocking: call it on the worker."""

    @property
    def fingerprint(self) -> str:
        """What identifies the weights: two encoders with one fingerprint give the same vectors."""

    @property
    def dimension(self) -> int: ...

    def check(self) -> None:
        """Raises ModelUnusable where the model cannot be used: asked at the start, not by the first reader."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1."""

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """The same, a batch of texts of like length at each step: (which of the texts, their rows)."""


class Reranker(Protocol):
    """What reads a question and a passage together, and so ranks a few better than vectors.  Blocking, as above."""

    def check(self) -> None:
        """As an encoder's."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """A score a text, higher for a better answer; only their order means anything.  Raises ModelUnusable."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A state of the store's searchable content: its number and the token drawn when it was written.

    The token tells a database that was restored from a backup, and went another way since, from the one indexed.
    """

    number: int
    token: str


NO_GENERATION = Generation(0, "")


@dataclass(frozen=True, slots=True)
class Changes:
    """What an index must do to get from one generation to another."""

    to: Generation
    added: tuple[int, ...]
    removed: tuple[int, ...]


class PassageSource(Protocol):
    """What an index is derived from."""

    async def generation(self) -> Generation: ...

    async def holds(self, generation: Generation) -> bool:
        """Whether this store went through `generation` (NO_GENERATION: always)."""

    async def changes(self, since: int) -> Changes:
        """Passages that came and went after generation number `since`, and the generation now, read as one."""

    async def removed(self, since: int) -> Sequence[int]:
        """Those alone that went: few, however many came."""

    async def generation_before(self, passage: int) -> Generation:
        """The newest generation of which no passage has this id or a later one."""

    async def passage_count(self) -> int:
        """How many passages are to be searched."""

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        """What is encoded for each passage; an id that is gone is left out."""


class ArticleStore(Protocol):
    """Articles and what was read out of them.  Every call is one transaction."""

    async def put(self, drafts: Sequence[tuple[Draft, Reading]], by: Actor = OPERATOR) -> list[AddResult]:
        """Store all or none.  The same article and text again is UNCHANGED; with another text it is a new revision.

        Which article a draft is, its id says; without one its link (links.canonical); without one its text, where that
        is not another link's or publisher's.
        An id that was retracted, and a text that was, are kept out as RETRACTED.  What the same Telegram update stored
        before is UNCHANGED, whatever has become of it since.
        """

    async def same(self, draft: Draft) -> AddResult | None:
        """What `put` would call UNCHANGED or RETRACTED, found before anything is read out of the text."""

    async def article(self, article_id: str) -> Article | None:
        """The current revision."""

    async def at_link(self, url: str) -> Article | None:
        """The current revision of the article that a link leads to (links.canonical)."""

    async def article_count(self) -> int: ...

    async def near_duplicates(self, articles: Collection[str]) -> dict[str, list[Article]]:
        """Of each that has any, the current revisions of one origin with it (Article.origin), as they came in."""

    async def find_near_duplicates(self, most: int) -> int:
        """Look for the siblings of up to `most` articles for which nobody did, or another version; returns how many."""

    async def near_duplicates_unknown(self) -> int:
        """How many there are."""

    async def count_outdated_readings(self, version: str) -> int:
        """How many current revisions have a reading of another version (Reading.version)."""

    async def ids_of_outdated_readings(self, version: str) -> list[str]:
        """Their articles' ids, the newest first."""

    async def replace_readings(self, readings: Sequence[tuple[Article, Reading]]) -> None:
        """Put `readings` in the place of what was read before; an article that has a newer revision is passed over."""

    async def added_between(self, since: datetime, until: datetime) -> list[Article]:
        """Current revisions of articles that were added in `since` < added ≤ `until`, newest first."""

    async def newest_between(self, start: datetime | None, end: datetime | None, limit: int) -> list[Article]:
        """Current revisions published in `start` ≤ moment < `end` (None: open), newest first, the newest `limit`.

        An undated article counts from when it came in.  A day printed without an hour is midnight UTC here.
        """


class ChangeStore(Protocol):
    """Taking articles back, and the log of all that was changed.  Every call is one transaction.

    With `undoes` a change undoes the log's entry of that number.  They raise UnknownArticle, AlreadyInThatState,
    CannotUndo where the entry was overtaken, and AlreadyDone where the same Telegram update has changed something.
    """

    async def status(self, article: str) -> ArticleStatus | None:
        """How an article stands, retracted or not; None: there never was one of this id."""

    async def revision(self, article: str, number: int) -> Article | None:
        """One revision, as it is kept for the answers that cite it."""

    async def retract(self, article: str, by: Actor, reason: str | None = None, *, undoes: int | None = None) -> Entry:
        """Take an article out of all that is searched and shown; its text is kept."""

    async def restore(self, article: str, by: Actor, *, undoes: int | None = None) -> Entry:
        """Put the newest revision of a retracted article back, with what was read out of it."""

    async def revert(self, former: Draft, reading: Reading, by: Actor, *, undoes: int) -> Entry:
        """Put a former revision, with its article's id and read again, back as a new one."""

    async def entries(self, limit: int, *, upto: int | None = None, article: str | None = None) -> list[Entry]:
        """The log, the newest first; from number `upto` back, of one article; None: from the newest, of all."""

    async def entry(self, number: int) -> Entry | None: ...

    async def newest_like(self, entry: Entry) -> Entry:
        """The newest entry about the same article, editor or feed."""


class EditorStore(Protocol):
    """Who was made an editor, by Telegram user id.  Raises as ChangeStore does."""

    async def add(self, user: int, name: str | None, by: Actor, *, undoes: int | None = None) -> Entry: ...

    async def remove(self, user: int, by: Actor, *, undoes: int | None = None) -> Entry: ...


class FeedStore(Protocol):
    """Undoing what was done to feeds, each by its address.  Raises UnknownFeed, and as ChangeStore does."""

    async def remove(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry: ...

    async def put_back(self, feed: str, by: Actor, *, undoes: int) -> Entry:
        """A removed feed as it was: paused or not, and with what was read of it."""

    async def pause(self, feed: str, by: Actor, why: str | None = None, *, undoes: int | None = None) -> Entry: ...

    async def resume(self, feed: str, by: Actor, *, undoes: int | None = None) -> Entry: ...


class StatementStore(Protocol):
    """Who said what.  `article` scopes to one article; None means all."""

    async def said_by(self, names: Sequence[str], article: str | None = None) -> list[StoredStatement]:
        """Statements of speakers of these names in current revisions, newest article first, in reading order."""

    async def said_in(self, articles: Collection[str]) -> list[StoredStatement]:
        """All statements of these articles' current revisions, in reading order."""

    async def uses(self, surnames: Collection[str]) -> list[NameUse]:
        """Names with one of these last words (people.surname) in current revisions, newest article first.

        One for each name in each article, of people named or quoted; what people are told apart by.
        """

    async def quoted_people(self, limit: int | None = None, article: str | None = None) -> list[str]:
        """Names of those quoted, the most quoted first; who goes by what he is ("an official") has none."""

    async def quoted_alongside(self, name: str, article: str | None = None) -> list[str]:
        """Who is quoted in the articles that name `name`; those described where nobody is named."""

    async def quoted_surnames(self, article: str | None = None) -> list[str]:
        """The last words of the names of those quoted."""

    async def quoted_with(self, word: str, article: str | None = None) -> list[str]:
        """Names of those quoted with this folded word before their last, the most quoted first."""

    async def in_role(self, stems: Sequence[str]) -> list[tuple[str, str]]:
        """(name, role printed beside it, folded) where the role has all of these folded beginnings of words in it.

        Those whom most articles print so come first.
        """

    async def roles_of(self, names: Collection[str], limit: int) -> list[PrintedRole]:
        """The roles printed beside these names, or in their place: the newest article's first, in reading order.

        At most `limit`, those of the newest articles.
        """

    async def described(self, stems: Sequence[str]) -> list[NameUse]:
        """Speakers who go by what they are ("the Serbian leader"), with all of these beginnings of words in it."""

    async def unread(self, article: str | None = None) -> int:
        """How many current revisions are in a language that is not read for statements."""


class PassageStore(Protocol):
    """Passages by what is known of them."""

    async def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Current passages by id; those that are gone are left out."""

    async def passage_ids_of(self, article: str) -> list[int]: ...

    async def passages_between(self, start: datetime | None, end: datetime | None) -> list[int]:
        """Ids of current passages in articles whose printed date lies in `start` ≤ date < `end` (None: open)."""

    async def articles_printing(
        self, words: Sequence[str], article: str | None = None, limit: int | None = None
    ) -> list[Article]:
        """Current revisions in which all of `words` occur in this order, whatever stands between.

        Newest first; the newest `limit` of them.
        """


class Library(ArticleStore, ChangeStore, StatementStore, PassageStore, PassageSource, Protocol):
    """All of it: what the database is to the subject."""
