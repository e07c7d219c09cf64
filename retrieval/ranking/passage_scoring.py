"""Look closer at the first passages: read them for the question, and see how near their sentences are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.models.passage_reader import Look, PassageReader
from retrieval.ranking.candidates import RetrievedPassages
from retrieval.ranking.confidence import answers_to, confidence, name_bonus, passage_similarity, sentence_probability
from retrieval.ranking.reranking import Rerank
from retrieval.text.chunking import passages as passages_of

# The passages by which it is decided whether there is an answer.
DECIDING_PASSAGES = 3
# What the reading of a passage counts beside its score: one log-odds of an answer.  Chosen on INSCIT's dev half.
COUNTS = 0.07
# No passage this far from a question has answered one: there is nothing to look closer at.
FAR = 0.2


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """The sentences of a passage, placed in its article by `spans`: their cosines to the question, and their Look."""

    spans: tuple[Span, ...]
    cosines: tuple[float, ...]
    look: Look

    @property
    def answers(self) -> float:
        return self.look.answers

    @property
    def chances(self) -> tuple[float, ...]:
        """How likely (0…1) each tells the answer."""
        return tuple(map(sentence_probability, self.cosines, self.look.begins, self.look.ends))


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with how near it is, how sure it is (0…1) that it answers, and its sentences."""

    excerpt: Excerpt
    near: float
    sure: float
    told: SentenceScores


@dataclass(frozen=True, slots=True)
class ScoredPassages:
    """The passages looked at, what reads as an answer first, or as the reranker has them.

    `sure` (0…1) is whether they answer, by how `near` the nearest of the first DECIDING is and what the first as found
    `answers`.
    """

    passages: tuple[ScoredPassage, ...] = ()
    near: float = 0.0
    answers: float = 0.0
    sure: float = 0.0


class PassageScorer:
    """What costs a tenth of a second, and so is done for a few passages only."""

    def __init__(self, search: PassageSearch, rerank: Rerank | None = None) -> None:
        """`rerank` has a say in what comes first, and none in whether there is an answer."""
        self._search = search
        self._rerank = rerank
        self._reader = PassageReader()

    async def __call__(
        self, text: str, found: RetrievedPassages, near: Sequence[Excerpt], most: int | None = None
    ) -> ScoredPassages:
        """The first passages, `near`, of those `found` for the question `text`; nothing where all are far.

        With a reranker the `most` that it prefers are read (None: all), and those that decide.  Raises ModelUnusable.
        """
        cosines = {(e.article.id, e.span): c for e, c in zip(found.passages, found.cosines, strict=True)}
        if not near or max(found.cosines) < FAR:
            return ScoredPassages()
        preferred = near if self._rerank is None else await self._rerank(text, near)
        deciding = near[:DECIDING_PASSAGES]
        read = [*deciding, *(e for e in preferred[:most] if e not in deciding)]
        told = await self._read(found, read)
        weighed = []
        for excerpt, own in zip(read, told, strict=True):
            close = passage_similarity(cosines[excerpt.article.id, excerpt.span], own.cosines) + name_bonus(
                text, excerpt
            )
            weighed.append(ScoredPassage(excerpt, close, confidence(close, answers_to(text, own.answers)), own))
        best, first = max(w.near for w in weighed[:DECIDING_PASSAGES]), answers_to(text, told[0].answers)
        if self._rerank is None:
            weighed.sort(key=lambda w: -(w.excerpt.score + COUNTS * w.told.answers))
        else:
            weighed.sort(key=lambda w: preferred.index(w.excerpt))
        return ScoredPassages(tuple(weighed), best, first, confidence(best, first))

    async def around(self, found: RetrievedPassages, passage: ScoredPassage) -> list[SentenceScores]:
        """The passages before and after one that was looked at, read too.  Raises ModelUnusable."""
        article = passage.excerpt.article
        spans = await self._search.apart(_neighbours, passage.excerpt.span, article.text)
        return await self._read(found, [Excerpt(article=article, span=s) for s in spans])

    async def _read(self, found: RetrievedPassages, passages: Sequence[Excerpt]) -> list[SentenceScores]:
        texts = [(e.article.title or "", e.text) for e in passages]
        looks = await self._search.apart(self._reader, found.asked, texts)
        cut = [s.cut(e.text) for e, look in zip(passages, looks, strict=True) for s in look.spans]
        closeness = iter(((await self._search.vectors(cut)) @ found.vector).tolist())
        told = []
        for excerpt, look in zip(passages, looks, strict=True):
            own = tuple(next(closeness) for _ in look.spans)
            spans = tuple(Span(excerpt.span.start + s.start, excerpt.span.start + s.end) for s in look.spans)
            told.append(SentenceScores(spans, own, look))
        return told


def _neighbours(span: Span, text: str) -> list[Span]:
    """The passages before and after."""
    cut = passages_of(text)
    here = [n for n, s in enumerate(cut) if s.overlaps(span)]
    return [cut[n] for n in (here[0] - 1, here[-1] + 1) if 0 <= n < len(cut)] if here else []
