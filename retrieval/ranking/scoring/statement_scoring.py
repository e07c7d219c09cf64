"""Score somebody's statements for a question, and tell how surely one of them answers it.  Pure.

Two logistic regressions, fitted on our own questions (tests/benchmarks/question_weights).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.article import Article, StatementKind, StoredStatement
from retrieval.models.question_weights import question_weights
from retrieval.ranking.confidence import SURE_FROM
from retrieval.ranking.excerpts import words_of
from retrieval.ranking.fusion import Table
from retrieval.ranking.rank_sentences import RankedSentences
from retrieval.ranking.scoring import sentence_scoring
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.log_odds import probability
from retrieval.ranking.scoring.sentence_scoring import ScoredSentence

# A statement of fewer words says little by itself.
SCRAP_WORDS = 6
# What is known about a statement, in the order of the weights: the log-odds of its best sentence; whether it is printed
# in quotation marks, in part, and as a scrap; the shares of the topic that it prints, and with the sentences next to
# it; then the signals of its best sentence (sentence_scoring).
FEATURES = 6 + sentence_scoring.FEATURES
# About an answer: the log-odds of the first statement and the mean of the first three; the signals of the first, and
# the best of the three; whether a topic is asked for, and the shares that their passages, titles and articles print.
ANSWER_FEATURES = 2 + 2 * FEATURES + 4
SHOWN = 3
# Added to the log-odds of a statement that prints the whole topic.  Our own questions seldom ask by a word that one
# statement prints: on them it changes nothing (93.5 of 100 statements in the first three with it, 93.6 without).
PRINTS_TOPIC = 4.0
# The columns of whether it is a scrap, and of the shares of the topic.
SCRAP, SHARE, NEAR = 3, 4, 5
# If nothing of the topic is printed in or next to the first three, the confidence counts for so much: better to say
# that they are not quoted on this, and to show what is nearest.
NOT_PRINTED = 0.5


@dataclass(frozen=True)
class ScoredStatements:
    """Statements whose sentences were read, best first, with their log-odds.

    `prints_topic` says of each whether its own words print the whole topic; `table` (n, f) has the features of each,
    `answer` (g,) those of the first ones as an answer.
    """

    statements: tuple[StoredStatement, ...] = ()
    odds: tuple[float, ...] = ()
    prints_topic: tuple[bool, ...] = ()
    table: Table | None = None
    answer: Table | None = None

    @property
    def confidence(self) -> float:
        """Return the probability, 0…1, that one of the first statements answers."""
        if self.answer is None:
            return 0.0
        weights = question_weights("said")
        odds = float(self.answer @ weights[:-1] + weights[-1])
        if self.prints_topic[0]:
            # Their own words print what was asked for.
            return max(probability(odds), SURE_FROM)
        near = self.answer[2 + FEATURES + NEAR]
        return probability(odds) * (NOT_PRINTED if self.answer[-4] and not near else 1.0)


def scored_statements(
    ranked: RankedSentences, quoted: Sequence[StoredStatement], topic: Coverage | None, weights: Table | None = None
) -> ScoredStatements:
    """Score those of the statements whose sentences were read.

    `topic` is None if no topic was named; `weights` (None: those fitted) are of the features, the intercept last.
    """
    places = [(q, at) for q in quoted if (at := _sentences_of(ranked, q))]
    if not places or ranked.scored.table is None:
        return ScoredStatements()
    best = [max(at, key=lambda i: ranked.scored.sentences[i].score) for _, at in places]
    own = [_features(ranked, q, at, topic) for q, at in places]
    scores = [[ranked.scored.sentences[i].score] for i in best]
    table = np.hstack([scores, own, ranked.scored.table[best]])
    weights = question_weights("statement") if weights is None else weights
    prints = np.array([topic is not None and topic.prints_all(words_of(q)) for q, _ in places])
    odds = table @ weights[:-1] + weights[-1] + PRINTS_TOPIC * prints
    order = [int(i) for i in np.argsort(-odds, kind="stable")]
    first = [ranked.scored.sentences[best[i]] for i in order[:SHOWN]]
    table, odds = table[order], odds[order]
    answer = np.array(
        [odds[0], odds[:SHOWN].mean(), *table[0], *table[:SHOWN].max(0), *_about(ranked, first, topic)], np.float64
    )
    statements = tuple(places[i][0] for i in order)
    return ScoredStatements(statements, tuple(odds.tolist()), tuple(prints[order].tolist()), table, answer)


def _sentences_of(ranked: RankedSentences, quoted: StoredStatement) -> list[int]:
    return [
        i
        for i, s in enumerate(ranked.scored.sentences)
        if s.article.id == quoted.article.id and any(c.overlaps(s.span) for c in quoted.statement.content)
    ]


def _features(
    ranked: RankedSentences, quoted: StoredStatement, at: Sequence[int], topic: Coverage | None
) -> list[float]:
    said, kind = words_of(quoted), quoted.statement.kind
    share, near = (0.0, 0.0) if topic is None else (topic(said), topic(f"{said} {_around(ranked, at)}"))
    scrap = len(said.split()) < SCRAP_WORDS
    return [float(kind is StatementKind.DIRECT), float(kind is StatementKind.MIXED), float(scrap), share, near]


def _around(ranked: RankedSentences, at: Sequence[int]) -> str:
    """Return the sentences of a statement and those next to it."""
    found = ranked.scored.sentences
    beside = {n for i in at for n in (i - 1, i, i + 1) if 0 <= n < len(found) and found[n].passage == found[i].passage}
    return " ".join(found[n].span.cut(found[n].article.text) for n in sorted(beside))


def _about(ranked: RankedSentences, first: Sequence[ScoredSentence], topic: Coverage | None) -> list[float]:
    if topic is None:
        return [0.0] * 4
    shares = [
        [topic(text) for text in (ranked.read[s.passage].text, s.article.title or "", _whole(s.article))] for s in first
    ]
    return [1.0, *np.max(shares, axis=0)]


def _whole(article: Article) -> str:
    return f"{article.title or ''}\n{article.text}"
