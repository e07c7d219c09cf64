"""Make a digest: what came in since a moment, each origin once, with the excerpts that stand for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from retrieval.domain.article import Article, Quoted, StatementKind
from retrieval.domain.ports import Library
from retrieval.domain.reply import Excerpt
from retrieval.people.registry import is_unknown
from retrieval.ranking.deduplication import one_of_each_origin, prints
from retrieval.ranking.excerpts import statement_excerpts
from retrieval.text.chunking import passages
from retrieval.text.sentences import sentences

ARTICLES = 10
STATEMENTS = 2
LONGEST = 700

NearDuplicates = Mapping[str, Sequence[Article]]
"""By an article's id, the others of its origin, as the ArticleStore port has them."""


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One new article in a digest, with the excerpts that stand for it; `also` are its copies in other papers."""

    article: Article
    excerpts: tuple[Excerpt, ...]
    also: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What came in from `since` to `until`.  `more` counts the articles that did not fit, copies of one as one.

    `newest` is when the last of them came in: from there the next digest goes on, so that an article which was being
    stored at `until`, and could not be seen yet, is in the next.
    """

    since: datetime
    until: datetime
    entries: tuple[DigestEntry, ...] = field(default=())
    more: int = 0
    newest: datetime | None = None


class MakeDigest:
    """What is new between two moments, newest first."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def __call__(self, since: datetime, until: datetime) -> Digest:
        """Both moments aware; an article added at `since` belongs to the digest before."""
        articles = await self._library.added_between(since, until)
        newest = max((a.added for a in articles), default=None)
        near_duplicates = await self._library.near_duplicates([a.id for a in articles])
        firsts = news_of(articles, near_duplicates, since)
        shown = firsts[:ARTICLES]
        quoted = await self._library.said_in([a.id for a in shown])
        told = await asyncio.to_thread(entries, shown, quoted, near_duplicates)
        return Digest(since, until, told, more=len(firsts) - len(shown), newest=newest)


def news_of(articles: Sequence[Article], near_duplicates: NearDuplicates, since: datetime) -> list[Article]:
    """The first article of each origin, but for copies of what had come in before."""
    firsts = [a for a, _ in one_of_each_origin(articles)]
    return [a for a in firsts if not any(s.added <= since for s in near_duplicates.get(a.id, ()))]


def entries(
    articles: Sequence[Article], quoted: Sequence[Quoted], near_duplicates: NearDuplicates
) -> tuple[DigestEntry, ...]:
    """An entry for each article, in their order; `quoted` are the statements of all of them.

    It reads through all texts: not on the event loop.
    """
    return tuple(
        _entry(a, [q for q in quoted if q.article.id == a.id], near_duplicates.get(a.id, ())) for a in articles
    )


def _entry(article: Article, quoted: Sequence[Quoted], near_duplicates: Sequence[Article]) -> DigestEntry:
    """Its copies are named where they print all that stands for it: a copy may have left that out."""
    excerpts = representative_excerpts(article, quoted)
    return DigestEntry(article, excerpts, tuple(s for s in near_duplicates if all(prints(s, e) for e in excerpts)))


def representative_excerpts(article: Article, quoted: Sequence[Quoted]) -> tuple[Excerpt, ...]:
    """The excerpts that stand for an article: direct words of named people, else its opening sentence.

    Never more than LONGEST characters in all, so that several articles fit a message.
    """
    chosen: list[Quoted] = []
    room = LONGEST
    for q in quoted:
        length = sum(map(len, q.statement.content))
        known = any(not is_unknown(s, article.text) for s in q.statement.speakers)
        direct = q.statement.kind is StatementKind.DIRECT and known
        if direct and length <= room and len(chosen) < STATEMENTS:
            chosen.append(q)
            room -= length
    if chosen:
        return statement_excerpts([(q, 1.0) for q in chosen])
    first = sentences(article.text)[0]
    if len(first) > LONGEST:
        first = passages(article.text, LONGEST)[0]
    return (Excerpt(article=article, span=first, focus=(first,)),)
