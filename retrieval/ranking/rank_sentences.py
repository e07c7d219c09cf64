"""Find sentences that may answer a question, in the nearest passages and where those speak whom it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from retrieval.domain.article import Span, StoredStatement
from retrieval.domain.ports import Library
from retrieval.domain.reply import Excerpt
from retrieval.domain.stages import Stage, stage
from retrieval.index.search import PassageSearch
from retrieval.people.linking import FindLinks, Link
from retrieval.people.registry import Person
from retrieval.questions import read_question
from retrieval.questions.words_wanted import words_wanted
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from retrieval.ranking.deduplication import deduplicated
from retrieval.ranking.respelling import Respell
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.log_odds import probability
from retrieval.ranking.scoring.passage_order import Asked, Linked, worth_reading
from retrieval.ranking.scoring.sentence_scoring import ScoredSentences, SentenceScorer
from retrieval.text.normalize import content_words, fold, words

# No passage this far from a question has ever answered one, so none is read, unless its article is known to be meant.
MIN_COSINE = 0.15
# Candidates, of which the likeliest are read; this share may be passages where those speak whom the question names.
MAX_CANDIDATES, SHARE_WHERE_THEY_SPEAK = 16, 0.4
MAX_READ = 6
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


@dataclass(frozen=True)
class FoundPassages:
    """The passages found for a question, and the `candidates` among them, of which the likeliest are read."""

    retrieved: RetrievedPassages
    candidates: tuple[Excerpt, ...] = ()
    links: tuple[Link, ...] = ()
    linked: Linked = field(default_factory=dict)


class RankSentences:
    """Retrieves and scores sentences."""

    def __init__(self, library: Library, search: PassageSearch, link: FindLinks) -> None:
        self._library = library
        self._search = search
        self._link = link
        self._retrieve = PassageRetriever(library, search)
        self.respelt = Respell(search, link)
        self._score = SentenceScorer()

    async def __call__(
        self,
        text: str,
        history: Sequence[str] = (),
        within: Sequence[int] | None = None,
        article: str | None = None,
        *,
        every: int | None = None,
    ) -> RankedSentences:
        """`history` alternates what reader and bot said; `within` lists the ids of the passages to search (None: all).

        `article` restricts whom words may mean.  The likeliest passages are read, or the first `every`, all of them.

        Raise ModelUnusable and StorageError.
        """
        text = await self.respelt(text, article)
        found = await self.find(text, history, within, article, every or MAX_CANDIDATES)
        return await self.of(text, found, every or MAX_READ)

    async def find(
        self,
        text: str,
        history: Sequence[str] = (),
        within: Sequence[int] | None = None,
        article: str | None = None,
        most: int = MAX_CANDIDATES,
    ) -> FoundPassages:
        """Find at most so many candidates: the nearest, and those in which the people speak whom the question names."""
        retrieved = await self._retrieve(text, history, within)
        if article is None and max(retrieved.cosines, default=0.0) < MIN_COSINE:
            return FoundPassages(retrieved)
        links = await self._link(text, article)
        meant = _meant(links)
        first = await self._search.compute(deduplicated, retrieved.passages, most)
        said: list[StoredStatement] = []
        if meant:
            said = await self._said(meant, article)
            theirs = await self._where_they_speak(text, history, within, said)
            retrieved = _joined(retrieved, theirs)
            spoken = [e for e in theirs.passages if speaks_in(said, e)] if theirs is not None else []
            theirs_most = int(most * SHARE_WHERE_THEY_SPEAK)
            of_all = most - theirs_most
            merged = [*first[:of_all], *spoken[:theirs_most], *first[of_all:]]
            first = await self._search.compute(deduplicated, _once(merged), most)
        return FoundPassages(retrieved, tuple(first), tuple(links), _linked(said, meant))

    async def of(self, text: str, found: FoundPassages, read: int = MAX_READ) -> RankedSentences:
        """Read the likeliest `read` of the candidates, and score their sentences."""
        if not found.candidates or not words(text):
            return RankedSentences(found.retrieved, (), ScoredSentences(), found.links, found.linked)
        asked = await self.asked(text, found)
        with stage(Stage.RANK):
            return await self._search.compute(self._read, found, asked, read)

    async def asked(self, text: str, found: FoundPassages) -> Asked:
        """Return what is known of the question."""
        wanted = probability(words_wanted(read_question(text), found.retrieved.vector, self._search.encoder))
        rarity = await self._search.rarities(dict.fromkeys(content_words(text)))
        return Asked(Coverage(rarity), wanted, found.linked)

    def _read(self, found: FoundPassages, asked: Asked, read: int) -> RankedSentences:
        passages = worth_reading(found.retrieved, found.candidates, asked, read)
        scored = self._score(found.retrieved, passages, asked)
        return RankedSentences(found.retrieved, passages, scored, found.links, found.linked)

    async def among(self, text: str, articles: Sequence[str]) -> RetrievedPassages:
        """Retrieve passages of these articles only."""
        ids = await self._library.passage_ids_within(articles)
        return await self._retrieve(text, (), ids)

    async def _said(self, meant: Sequence[tuple[Person, float]], article: str | None) -> list[StoredStatement]:
        names = dict.fromkeys(u.name for p, _ in meant for u in p.uses if u.statements)
        return await self._library.said_by(list(names), article, MAX_ARTICLES_SEARCHED)

    async def _where_they_speak(
        self, text: str, history: Sequence[str], within: Sequence[int] | None, said: Sequence[StoredStatement]
    ) -> RetrievedPassages | None:
        ids = await self._library.passage_ids_within({q.article.id for q in said})
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
