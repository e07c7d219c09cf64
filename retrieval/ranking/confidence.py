"""Decide how sure an answer is, and which sentences to show.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from retrieval.domain.article import Span
from retrieval.domain.reply import Excerpt
from retrieval.models.question_weights import question_weights
from retrieval.ranking.fusion import Table
from retrieval.ranking.rank_sentences import RankedSentences
from retrieval.ranking.scoring.log_odds import probability
from retrieval.ranking.scoring.sentence_scoring import ScoredSentence

# From these confidences on, an answer is shown: under a caution, and without.
HEDGED_FROM, SURE_FROM = 0.12, 0.6
# A sentence next to the best one of its passage is shown with it if its log-odds are at most this much lower.  With 1.5
# and 350 characters 3.0 fewer of 100 of our own held-out questions get their answer, and it comes 75 characters sooner.
NEIGHBOUR_MARGIN = 2.5
# Excerpts much less likely than the first are not shown with it.
SHOWN_MARGIN = 4.0
# Characters of one excerpt; a single sentence may be longer.
MAX_EXCERPT_CHARS = 400


class Degree(IntEnum):
    """How sure an answer is."""

    NONE = 0
    HEDGED = 1
    SURE = 2


def degree(confidence: float) -> Degree:
    """Return how an answer of this confidence, 0…1, is shown."""
    if confidence >= SURE_FROM:
        return Degree.SURE
    return Degree.HEDGED if confidence >= HEDGED_FROM else Degree.NONE


def excerpts_of(ranked: RankedSentences, most: int) -> list[Excerpt]:
    """Return an excerpt for each of the `most` passages with the best sentences, best first."""
    return [_excerpt(ranked, i) for i in _best_of_each(ranked)[:most]]


def one_of_each_passage(ranked: RankedSentences, most: int) -> list[Excerpt]:
    """Return the same excerpts in the order of retrieval, which finds passages better than single sentences do.

    On INSCIT, whose questions follow up on others, MRR@10 is .790 in this order and .738 by the best sentence.
    """
    found = ranked.scored.sentences
    by_passage = sorted(_best_of_each(ranked), key=lambda i: -ranked.read[found[i].passage].score)
    return [_excerpt(ranked, i) for i in by_passage[:most]]


def close_to_the_best(ranked: RankedSentences) -> int:
    """Return how many of the first excerpts are hardly less likely than the very first."""
    scores = [ranked.scored.sentences[i].score for i in _best_of_each(ranked)]
    return sum(score >= scores[0] - SHOWN_MARGIN for score in scores)


def _best_of_each(ranked: RankedSentences) -> list[int]:
    """Return the places of the best sentence of each passage, best first."""
    found = ranked.scored.sentences
    best: dict[int, int] = {}
    for i in sorted(range(len(found)), key=lambda i: -found[i].score):
        best.setdefault(found[i].passage, i)
    return list(best.values())


def _excerpt(ranked: RankedSentences, best: int) -> Excerpt:
    """Return the best sentence of a passage with the neighbours that are hardly worse."""
    found = ranked.scored.sentences
    one = found[best]
    first, last = best, best
    while _belongs(found, one, last + 1, Span(found[first].span.start, found[last].span.end)):
        last += 1
    while _belongs(found, one, first - 1, Span(found[first].span.start, found[last].span.end)):
        first -= 1
    span = Span(found[first].span.start, found[last].span.end)
    passage = ranked.read[one.passage]
    return Excerpt(
        article=one.article, span=span, focus=(one.span,), score=round(probability(one.score), 4), also=passage.also
    )


def _belongs(found: Sequence[ScoredSentence], one: ScoredSentence, at: int, so_far: Span) -> bool:
    if not 0 <= at < len(found) or found[at].passage != one.passage:
        return False
    length = max(so_far.end, found[at].span.end) - min(so_far.start, found[at].span.start)
    return found[at].score >= one.score - NEIGHBOUR_MARGIN and length <= MAX_EXCERPT_CHARS


def confidence_of(ranked: RankedSentences) -> float:
    """Return the probability, 0…1, that one of the first excerpts answers."""
    if ranked.scored.table is None:
        return 0.0
    row = confidence_features(ranked.scored.table, ranked.scored.sentences)
    weights = question_weights("confidence")
    return probability(float(row @ weights[:-1] + weights[-1]))


def confidence_features(table: Table, sentences: Sequence[ScoredSentence]) -> Table:
    """Return the features (f,) of an answer: the best score, how far it stands out, and the best of each signal."""
    scores = np.array([s.score for s in sentences])
    order = np.argsort(-scores, kind="stable")[:3]
    return np.array([scores[order[0]], scores[order].mean(), *table[order[0]], *table.max(0)])
