"""Make a digest: what came in since a moment, each article with the excerpts that stand for it."""

from __future__ import annotations

from datetime import datetime

from retrieval.model import Article, Digest, DigestEntry, Excerpt, Quoted, StatementKind
from retrieval.ports import Library
from retrieval.ranking import statement_excerpts
from retrieval.sentences import sentences

ARTICLES = 10
STATEMENTS = 2


class MakeDigest:
    """What is new between two moments, newest first."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def __call__(self, since: datetime, until: datetime) -> Digest:
        """Both moments aware; an article added at `since` belongs to the digest before."""
        articles = await self._library.added_between(since, until)
        shown = articles[:ARTICLES]
        quoted = await self._library.said_in([a.id for a in shown])
        entries = tuple(DigestEntry(a, stand_for(a, [q for q in quoted if q.article.id == a.id])) for a in shown)
        return Digest(since, until, entries, more=len(articles) - len(shown))


def stand_for(article: Article, quoted: list[Quoted]) -> tuple[Excerpt, ...]:
    """The excerpts that stand for an article: direct words of named people, else its first sentence."""
    direct = [q for q in quoted if q.statement.kind is StatementKind.DIRECT and q.statement.speakers]
    if direct:
        return statement_excerpts([(q, 1.0) for q in direct[:STATEMENTS]])
    first = sentences(article.text)[0]
    return (Excerpt(article=article, span=first, focus=(first,)),)
