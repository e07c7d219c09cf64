"""Find sentences that may answer a question, in the nearest passages and where those speak whom it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from retrieval.domain.article import Span, StoredStatement
from retrieval.domain.ports import Library
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.people.linking import FindLinks, Link
from retrieval.people.registry import Person
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from retrieval.ranking.deduplication import deduplicated
from retrieval.ranking.sentence_scoring import Linked, ScoredSentences, SentenceScorer
from retrieval.text.normalize import fold

# No passage this far from a question has ever answered one, so none is read.
MIN_COSINE = 0.15
# Passages read: the first of all, and the first in which those speak whom the question names.
MAX_READ = 8
MAX_READ_OF_ALL = 5
# Of links, those this much weaker than the strongest still count.
WEAKER_LINKS = 0.3
MIN_LINK = 0.5
# Articles searched for what somebody says: the newest.
MAX_ARTICLES_SEARCHED = 60


@dataclass(frozen=True)
class RankedSentences:
    """The passages `read` for a question, and their sentences with scores; `links` say whom its words mean."""

    retrieved: RetrievedPassages
    read: tuple[Excerpt, ...]
    scored: ScoredSentences
    links: tuple[Link, ...] = ()
    linked: Linked = field(default_factory=dict)


class RankSentences:
    """Retrieves and scores sentences."""

    def __init__(self, library: Library, search: PassageSearch, link: FindLinks) -> None:
        self._library = library
        self._search = search
        self._link = link
        self._retrieve = PassageRetriever(library, search)
        self._score = SentenceScorer(search)

    async def __call__(
        self,
        text: str,
        history: Sequence[str] = (),
        within: Sequence[int] | None = None,
        article: str | None = None,
        read: int = MAX_READ,
    ) -> RankedSentences:
        """`history` alternates what reader and bot said; `within` lists the ids of the passages to search (None: all).

        `article` restricts whom words may mean.  Raise ModelUnusable and StorageError.
        """
        retrieved = await self._retrieve(text, history, within)
        if max(retrieved.cosines, default=0.0) < MIN_COSINE:
            return RankedSentences(retrieved, (), ScoredSentences())
        links = await self._link(text, article)
        meant = _meant(links)
        first = await self._search.compute(deduplicated, retrieved.passages, read)
        said: list[StoredStatement] = []
        if meant:
            said = await self._said(meant)
            theirs = await self._where_they_speak(text, history, within, said)
            retrieved = _joined(retrieved, theirs)
            spoken = [e for e in theirs.passages if speaks_in(said, e)] if theirs is not None else []
            merged = [*first[:MAX_READ_OF_ALL], *spoken[: read - MAX_READ_OF_ALL], *first[MAX_READ_OF_ALL:]]
            first = await self._search.compute(deduplicated, _once(merged), read)
        linked = _linked(said, meant)
        return await self.of(text, retrieved, first, links, linked)

    async def of(
        self,
        text: str,
        retrieved: RetrievedPassages,
        passages: Sequence[Excerpt],
        links: Sequence[Link] = (),
        linked: Linked | None = None,
    ) -> RankedSentences:
        """Score the sentences of these passages only."""
        scored = await self._score(text, retrieved, passages, linked or {})
        return RankedSentences(retrieved, tuple(passages), scored, tuple(links), linked or {})

    async def among(self, text: str, articles: Sequence[str]) -> RetrievedPassages:
        """Retrieve passages of these articles only."""
        ids = await self._library.passage_ids_within(articles)
        return await self._retrieve(text, (), ids)

    async def _said(self, meant: Sequence[tuple[Person, float]]) -> list[StoredStatement]:
        names = dict.fromkeys(u.name for p, _ in meant for u in p.uses if u.statements)
        return await self._library.said_by(list(names))

    async def _where_they_speak(
        self, text: str, history: Sequence[str], within: Sequence[int] | None, said: Sequence[StoredStatement]
    ) -> RetrievedPassages | None:
        articles = list(dict.fromkeys(q.article.id for q in said))[:MAX_ARTICLES_SEARCHED]
        ids = await self._library.passage_ids_within(articles)
        if within is not None:
            ids = sorted({*ids} & {*within})
        return await self._retrieve(text, history, ids) if ids else None


def _meant(links: Iterable[Link]) -> list[tuple[Person, float]]:
    """Return whom the question may mean, with how surely: the strongest links and those hardly weaker."""
    quoted = [link for link in links if link.quoted and link.strength >= MIN_LINK]
    strongest = max((link.strength for link in quoted), default=0.0)
    best: dict[str, tuple[Person, float]] = {}
    for link in quoted:
        if link.strength < min(strongest, 1.0) - WEAKER_LINKS:
            continue
        for person in link.quoted:
            if person.name not in best or best[person.name][1] < link.strength:
                best[person.name] = (person, link.strength)
    return list(best.values())


def _linked(
    said: Iterable[StoredStatement], meant: Iterable[tuple[Person, float]]
) -> dict[str, list[tuple[Span, float]]]:
    known = {(u.article, fold(u.name)): strength for p, strength in meant for u in p.uses}
    found: dict[str, list[tuple[Span, float]]] = {}
    for q in said:
        strength = max((known.get((q.article.id, fold(s.name)), 0.0) for s in q.statement.speakers), default=0.0)
        if strength:
            found.setdefault(q.article.id, []).extend((c, strength) for c in q.statement.content)
    return found


def speaks_in(said: Iterable[StoredStatement], excerpt: Excerpt) -> bool:
    """Return whether an excerpt prints some of these statements."""
    return any(
        q.article.id == excerpt.article.id and any(c.overlaps(excerpt.span) for c in q.statement.content) for q in said
    )


def _once(excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    return list({(e.article.id, e.span): e for e in excerpts}.values())


def _joined(one: RetrievedPassages, other: RetrievedPassages | None) -> RetrievedPassages:
    """Return the passages of both, those of `one` first."""
    if other is None:
        return one
    known = {(e.article.id, e.span) for e in one.passages}
    new = [(e, c) for e, c in zip(other.passages, other.cosines, strict=True) if (e.article.id, e.span) not in known]
    return replace(one, passages=(*one.passages, *(e for e, _ in new)), cosines=[*one.cosines, *(c for _, c in new)])
