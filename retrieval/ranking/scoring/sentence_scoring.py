"""Score the sentences of the first passages for a question: read by the passage reader, and by the question's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.models.passage_reader import PassageReader, PassageScores
from retrieval.models.question_weights import question_weights
from retrieval.ranking.candidates import RetrievedPassages
from retrieval.ranking.fusion import Table
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.passage_order import PASSAGE_FEATURES, Asked, passage_features
from retrieval.text.chunking import leading_context

# A shorter sentence says little by itself.
SHORT_CHARS = 50
# What is known about a sentence, in the order of the weights: the share of the question's words that it prints, and its
# square; whether it opens the article, and is short; the reader's log-odds of the place of an answer, and of its begin;
# how surely one of those named says it, whether anyone does, and the first by how likely words are wanted; then about
# its passage: the reader's log-odds, and what was known before.
FEATURES = 10 + PASSAGE_FEATURES
# The reader's log-odds are cut here, then divided by ten.
_LOWEST, _HIGHEST = -20.0, 10.0


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage, with the log-odds that it answers; `passage` is the passage's place among those read."""

    article: Article
    span: Span
    passage: int
    score: float


@dataclass(frozen=True)
class ScoredSentences:
    """The sentences of the passages read, in reading order within each passage; `table` (n, f) are their features."""

    sentences: tuple[ScoredSentence, ...] = ()
    table: Table | None = None


class SentenceScorer:
    """Scores sentences.  Reading a passage costs tens of milliseconds, so only a few are read."""

    def __init__(self) -> None:
        self._reader = PassageReader()

    def __call__(self, retrieved: RetrievedPassages, passages: Sequence[Excerpt], asked: Asked) -> ScoredSentences:
        """Score the sentences of `passages`, which are among those `retrieved`.  Blocking; raise ModelUnusable."""
        framed = [(leading_context(e.article.title or "", e.article.text, e.span), e.text) for e in passages]
        read = self._reader(retrieved.query, framed)
        rows, found = [], []
        for n, (excerpt, scores) in enumerate(zip(passages, read, strict=True)):
            around = [max(scores.answers, _LOWEST) / 10, *passage_features(retrieved, excerpt, asked.coverage)]
            for i, span in enumerate(scores.spans):
                own = Span(excerpt.span.start + span.start, excerpt.span.start + span.end)
                said = asked.said_in(excerpt, own)
                rows.append(
                    [
                        *_sentence_features(excerpt, own, asked.coverage),
                        *_read_features(scores, i),
                        said,
                        float(said > 0),
                        said * asked.wanted,
                        *around,
                    ]
                )
                found.append((excerpt.article, own, n))
        if not rows:
            return ScoredSentences()
        table = np.array(rows, np.float64)
        weights = question_weights("sentence")
        odds = (table @ weights[:-1] + weights[-1]).tolist()
        return ScoredSentences(
            tuple(ScoredSentence(a, s, n, z) for (a, s, n), z in zip(found, odds, strict=True)), table
        )


def _sentence_features(excerpt: Excerpt, span: Span, coverage: Coverage) -> list[float]:
    text = excerpt.article.text
    share = coverage(span.cut(text))
    return [share, share**2, float(not text[: span.start].strip()), float(len(span) < SHORT_CHARS)]


def _read_features(scores: PassageScores, i: int) -> list[float]:
    begins, ends = max(scores.begins[i], _LOWEST), max(scores.ends[i], _LOWEST)
    return [float(np.clip(value, _LOWEST, _HIGHEST)) / 10 for value in (begins + ends, begins)]
