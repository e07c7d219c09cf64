"""Tell which of the passages found are worth reading, by what is known without reading them.  Pure.

A logistic regression, fitted on our own questions (tests/benchmarks/question_weights).  Reading a passage costs tens of
milliseconds, so the likeliest of those found are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.article import Span
from retrieval.domain.reply import Excerpt
from retrieval.models.question_weights import question_weights
from retrieval.ranking.candidates import RetrievedPassages
from retrieval.ranking.fusion import Table
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.text.sentences import sentences

# What is known about a passage, in the order of the weights: the cosine to the question, and its article's best; the
# shares of the words asked that it prints with the title, that its article prints, and the title; its place in the
# article; how far it ranks below the first in retrieval.
PASSAGE_FEATURES = 7
# Then: how surely one of those named speaks in it, the same by how likely words are wanted, the best share of a
# sentence, and whether it opens the article.
FEATURES = PASSAGE_FEATURES + 4
# Characters of an article behind which it matters no more how late a passage comes.
LATE = 4000

Linked = Mapping[str, Sequence[tuple[Span, float]]]
"""By article id: what the people that the question names say there, with how surely they are meant (people.linking)."""


@dataclass(frozen=True)
class Asked:
    """What is known of a question: the words it asks with, how likely words are `wanted` (0…1), and whose."""

    coverage: Coverage
    wanted: float
    linked: Linked

    def said_in(self, excerpt: Excerpt, place: Span) -> float:
        """Return how surely one of those named speaks at a place of the excerpt's article; 0 if none does."""
        said = self.linked.get(excerpt.article.id, ())
        return max((strength for span, strength in said if span.overlaps(place)), default=0.0)


def passage_features(retrieved: RetrievedPassages, excerpt: Excerpt, coverage: Coverage) -> list[float]:
    """Return PASSAGE_FEATURES numbers about a passage, which is one of those retrieved."""
    article = excerpt.article
    of_article = {
        e.span: c for e, c in zip(retrieved.passages, retrieved.cosines, strict=True) if e.article.id == article.id
    }
    own = of_article.get(excerpt.span, 0.0)
    title = article.title or ""
    return [
        own,
        max(of_article.values(), default=own),
        coverage(f"{title}\n{excerpt.text}"),
        coverage(f"{title}\n{article.text}"),
        coverage(title),
        min(1.0, excerpt.span.start / LATE),
        excerpt.score - retrieved.passages[0].score,
    ]


def order_features(retrieved: RetrievedPassages, passages: Sequence[Excerpt], asked: Asked) -> Table:
    """Return the features (n, FEATURES) of the passages."""
    rows = []
    for excerpt in passages:
        said = asked.said_in(excerpt, excerpt.span)
        shares = [asked.coverage(span.cut(excerpt.text)) for span in sentences(excerpt.text)]
        rows.append(
            [
                *passage_features(retrieved, excerpt, asked.coverage),
                said,
                said * asked.wanted,
                max(shares, default=0.0),
                float(not excerpt.article.text[: excerpt.span.start].strip()),
            ]
        )
    return np.array(rows, np.float64).reshape(-1, FEATURES)


def worth_reading(
    retrieved: RetrievedPassages, passages: Sequence[Excerpt], asked: Asked, most: int
) -> tuple[Excerpt, ...]:
    """Return the `most` passages that most likely hold an answer, the likeliest first."""
    if len(passages) <= most:
        return tuple(passages)
    weights = question_weights("passage")
    odds = order_features(retrieved, passages, asked) @ weights[:-1] + weights[-1]
    return tuple(passages[int(i)] for i in np.argsort(-odds, kind="stable")[:most])
