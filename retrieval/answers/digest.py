"""Make a digest: the articles that came in since a moment, copies counted once, each with representative excerpts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from retrieval.domain.article import Article, StatementKind, StoredStatement
from retrieval.domain.interests import Interests
from retrieval.domain.ports import Library
from retrieval.domain.reply import Excerpt
from retrieval.people.registry import is_unknown
from retrieval.ranking.deduplication import one_of_each_origin, prints
from retrieval.ranking.excerpts import statement_excerpts
from retrieval.text.chunking import passages
from retrieval.text.normalize import topic_words, words
from retrieval.text.sentences import sentences

MAX_ARTICLES = 10
MAX_ARTICLES_SHORT = 5
MAX_STATEMENTS_PER_ARTICLE = 2
# Characters of all excerpts of one article, so that several articles fit one message.
MAX_ENTRY_CHARS = 700

EVERYTHING = Interests()

NearDuplicates = Mapping[str, Sequence[Article]]
"""By article id, the other articles of its origin, as ArticleStore.near_duplicates returns them."""


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One new article in a digest, with its representative excerpts; `also` are its copies in other papers."""

    article: Article
    excerpts: tuple[Excerpt, ...]
    also: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What came in from `since` to `until`.  `more` counts the articles that did not fit, copies counted once.

    `newest` is when the last article came in.  The next digest starts there, so that it holds an article which was
    still being stored, and thus invisible, at `until`.
    """

    since: datetime
    until: datetime
    entries: tuple[DigestEntry, ...] = field(default=())
    more: int = 0
    newest: datetime | None = None


class MakeDigest:
    """Collects what is new between two moments, newest first."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def __call__(
        self, since: datetime, until: datetime, interests: Interests = EVERYTHING, *, short: bool = False
    ) -> Digest:
        """Both moments are aware; an article added exactly at `since` belongs to the previous digest."""
        articles = await self._library.added_between(since, until)
        newest = max((a.added for a in articles), default=None)
        near_duplicates = await self._library.near_duplicates([a.id for a in articles])
        firsts = news_of(articles, near_duplicates, since)
        if interests.papers:
            firsts = [a for a in firsts if printed_by(a, interests.papers)]
        if interests.subjects:
            firsts = await asyncio.to_thread(mentioning, firsts, interests.subjects)
        shown = firsts[: MAX_ARTICLES_SHORT if short else MAX_ARTICLES]
        quoted = await self._library.said_in([a.id for a in shown])
        made = await asyncio.to_thread(entries, shown, quoted, near_duplicates, short=short)
        return Digest(since, until, made, more=len(firsts) - len(shown), newest=newest)


def news_of(articles: Sequence[Article], near_duplicates: NearDuplicates, since: datetime) -> list[Article]:
    """Return the first article of each origin, without copies of what came in before `since`."""
    firsts = [a for a, _ in one_of_each_origin(articles)]
    return [a for a in firsts if not any(s.added <= since for s in near_duplicates.get(a.id, ()))]


def mentioning(articles: Sequence[Article], subjects: Sequence[str]) -> list[Article]:
    """Return the articles that print one of the subjects, a name or words, in their title or text.

    Case, accents, a possessive ending and the plural do not matter; the words of a subject must stand together.
    """
    wanted = [f" {' '.join(found)} " for subject in subjects if (found := topic_words(subject))]

    def is_wanted(article: Article) -> bool:
        printed = f" {' '.join([*topic_words(article.title or ''), *topic_words(article.text)])} "
        return any(phrase in printed for phrase in wanted)

    return [a for a in articles if is_wanted(a)]


def printed_by(article: Article, papers: Sequence[str]) -> bool:
    """Return whether one of these papers printed an article; case, accents and a leading "the" do not matter."""
    return article.publisher is not None and paper_key(article.publisher) in {paper_key(name) for name in papers}


def paper_key(name: str) -> str:
    """Return the name of a paper as it is compared."""
    return " ".join(words(name)).removeprefix("the ")


def entries(
    articles: Sequence[Article],
    quoted: Sequence[StoredStatement],
    near_duplicates: NearDuplicates,
    *,
    short: bool = False,
) -> tuple[DigestEntry, ...]:
    """Return an entry for each article, in the given order; `quoted` are the statements of all of them.

    In a `short` digest, an entry has one statement.

    It reads every text, so do not call it on the event loop.
    """
    most = 1 if short else MAX_STATEMENTS_PER_ARTICLE
    return tuple(
        _entry(a, [q for q in quoted if q.article.id == a.id], near_duplicates.get(a.id, ()), most) for a in articles
    )


def _entry(
    article: Article, quoted: Sequence[StoredStatement], near_duplicates: Sequence[Article], most: int
) -> DigestEntry:
    """List a copy only if it prints every excerpt: it may have left them out."""
    excerpts = representative_excerpts(article, quoted, most)
    return DigestEntry(article, excerpts, tuple(s for s in near_duplicates if all(prints(s, e) for e in excerpts)))


def representative_excerpts(
    article: Article, quoted: Sequence[StoredStatement], most: int = MAX_STATEMENTS_PER_ARTICLE
) -> tuple[Excerpt, ...]:
    """Return `most` direct words of named people, at most MAX_ENTRY_CHARS in all; if none, the opening sentence."""
    chosen: list[StoredStatement] = []
    room = MAX_ENTRY_CHARS
    for q in quoted:
        length = sum(map(len, q.statement.content))
        known = any(not is_unknown(s, article.text) for s in q.statement.speakers)
        direct = q.statement.kind is StatementKind.DIRECT and known
        if direct and length <= room and len(chosen) < most:
            chosen.append(q)
            room -= length
    if chosen:
        return statement_excerpts([(q, 1.0) for q in chosen])
    first = sentences(article.text)[0]
    if len(first) > MAX_ENTRY_CHARS:
        first = passages(article.text, MAX_ENTRY_CHARS)[0]
    return (Excerpt(article=article, span=first, focus=(first,)),)
