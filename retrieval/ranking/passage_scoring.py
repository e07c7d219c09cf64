"""Score the first passages for an open question: by the passage reader, and by how close their sentences are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.models.passage_reader import PassageReader, PassageScores
from retrieval.ranking.candidates import RetrievedPassages
from retrieval.ranking.confidence import (
    confidence,
    name_bonus,
    passage_similarity,
    reader_evidence,
    sentence_probability,
)
from retrieval.ranking.reranking import Rerank
from retrieval.text.chunking import passages as passages_of

# Passages that decide whether there is an answer.
DECIDING_PASSAGES = 3
# Weight, in the ranking score, of one log-odds of the passage reader.  Chosen on INSCIT's dev half.
READER_WEIGHT = 0.07
# No passage this far from a question has ever answered one, so scoring stops there.
MIN_COSINE = 0.2


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """The sentences of a passage: `spans` in the article, their cosines to the question, and the reader's output."""

    spans: tuple[Span, ...]
    cosines: tuple[float, ...]
    reader: PassageScores

    @property
    def reader_log_odds(self) -> float:
        """Log-odds, by the passage reader, that the passage answers."""
        return self.reader.answers

    @property
    def probabilities(self) -> tuple[float, ...]:
        """The probability, 0…1, that each sentence belongs to the answer."""
        return tuple(map(sentence_probability, self.cosines, self.reader.begins, self.reader.ends))


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with its similarity to the question, and the probability (`confidence`, 0…1) that it answers."""

    excerpt: Excerpt
    similarity: float
    confidence: float
    sentences: SentenceScores


@dataclass(frozen=True, slots=True)
class ScoredPassages:
    """The scored passages, best first, or in the reranker's order.

    `confidence` (0…1) is whether they answer.  It is computed from `similarity`, the highest among the first
    DECIDING_PASSAGES, and from `reader_log_odds` of the passage that was retrieved first.
    """

    passages: tuple[ScoredPassage, ...] = ()
    similarity: float = 0.0
    reader_log_odds: float = 0.0
    confidence: float = 0.0


class PassageScorer:
    """Scores passages at a cost of about a tenth of a second, and so only a few."""

    def __init__(self, search: PassageSearch, rerank: Rerank | None = None) -> None:
        """`rerank` influences which passage comes first, but not whether there is an answer."""
        self._search = search
        self._rerank = rerank
        self._reader = PassageReader()

    async def __call__(
        self, text: str, retrieved: RetrievedPassages, candidates: Sequence[Excerpt], most: int | None = None
    ) -> ScoredPassages:
        """Score `candidates`, the first of the passages `retrieved` for the question `text`; none if all are far.

        With a reranker, score the `most` that it prefers (None: all) and those that decide.  Raise ModelUnusable.
        """
        cosines = {(e.article.id, e.span): c for e, c in zip(retrieved.passages, retrieved.cosines, strict=True)}
        if not candidates or max(retrieved.cosines) < MIN_COSINE:
            return ScoredPassages()
        preferred = candidates if self._rerank is None else await self._rerank(text, candidates)
        deciding = candidates[:DECIDING_PASSAGES]
        read = [*deciding, *(e for e in preferred[:most] if e not in deciding)]
        sentences = await self._sentence_scores(retrieved, read)
        scored = []
        for excerpt, own in zip(read, sentences, strict=True):
            cosine = cosines[excerpt.article.id, excerpt.span]
            similarity = passage_similarity(cosine, own.cosines) + name_bonus(text, excerpt)
            chance = confidence(similarity, reader_evidence(text, own.reader_log_odds))
            scored.append(ScoredPassage(excerpt, similarity, chance, own))
        highest = max(s.similarity for s in scored[:DECIDING_PASSAGES])
        first = reader_evidence(text, sentences[0].reader_log_odds)
        if self._rerank is None:
            scored.sort(key=lambda s: -(s.excerpt.score + READER_WEIGHT * s.sentences.reader_log_odds))
        else:
            scored.sort(key=lambda s: preferred.index(s.excerpt))
        return ScoredPassages(tuple(scored), highest, first, confidence(highest, first))

    async def neighbours(self, retrieved: RetrievedPassages, passage: ScoredPassage) -> list[SentenceScores]:
        """Score the sentences of the passages before and after a scored one.  Raise ModelUnusable."""
        article = passage.excerpt.article
        spans = await self._search.compute(_neighbours, passage.excerpt.span, article.text)
        return await self._sentence_scores(retrieved, [Excerpt(article=article, span=s) for s in spans])

    async def _sentence_scores(self, retrieved: RetrievedPassages, passages: Sequence[Excerpt]) -> list[SentenceScores]:
        texts = [(e.article.title or "", e.text) for e in passages]
        scored = await self._search.compute(self._reader, retrieved.query, texts)
        cut = [s.cut(e.text) for e, own in zip(passages, scored, strict=True) for s in own.spans]
        closeness = iter(((await self._search.vectors(cut)) @ retrieved.vector).tolist())
        scores = []
        for excerpt, reader in zip(passages, scored, strict=True):
            cosines = tuple(next(closeness) for _ in reader.spans)
            spans = tuple(Span(excerpt.span.start + s.start, excerpt.span.start + s.end) for s in reader.spans)
            scores.append(SentenceScores(spans, cosines, reader))
        return scores


def _neighbours(span: Span, text: str) -> list[Span]:
    cut = passages_of(text)
    here = [n for n, s in enumerate(cut) if s.overlaps(span)]
    return [cut[n] for n in (here[0] - 1, here[-1] + 1) if 0 <= n < len(cut)] if here else []
