"""Fuse the signals for a passage into one score: meaning, words, and what was said and shown before.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.ports import Vectors
from retrieval.models.history_tagger import ContextWords
from retrieval.models.pair_input import stem
from retrieval.text.normalize import content_words, fold_in_place

Table = NDArray[np.float64]

# The weight of each signal (docs/decisions/0015), fitted on the dev halves by tests/benchmarks/evaluation/tuning.py.
# By meaning: the question; the question with its context words; the conversation's first question.  By words: the
# question; the last reply.  Shown before: this passage; its article.  And whether the title was mentioned.
WEIGHTS = np.array([7.52, 11.07, -4.08, 2.18, -0.8, -6.97, 4.8, 1.63])
# The weight of a context word, relative to a word of the question.
CONTEXT_WORD_WEIGHT = 0.5
_QUOTED = re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")


def query_words(question: str, context: ContextWords) -> Mapping[str, float]:
    """Return the words to search for, with their weights."""
    weights = {word: CONTEXT_WORD_WEIGHT * odds for word, odds in context.words}
    return weights | dict.fromkeys(content_words(question), 1.0)


def quoted_phrases(question: str) -> list[str]:
    """Return the phrases in quotation marks, whose words must be printed in this order."""
    found = (double or single for double, single in _QUOTED.findall(fold_in_place(question)))
    return [phrase for phrase in found if content_words(phrase)]


def replied_words(question: str, history: Sequence[str]) -> Mapping[str, float]:
    """Return the words of the last reply that are not in the question."""
    asked = {stem(w) for w in content_words(question)}
    last = content_words(history[1::2][-1]) if len(history) > 1 else []
    return {word: 1.0 for word in last if stem(word) not in asked}


@dataclass(frozen=True)
class Evidence:
    """What is known about n passages.

    `cosines` (n, 3 + r): to the question, to the question with its context words, to the conversation's first question,
    and to each of r replies shown before.  `printed` and `echoed` (n,) are word scores for the question and for the
    last reply.  `titles` (n,) are None if not printed or not known.
    """

    cosines: Vectors
    printed: Sequence[float]
    echoed: Sequence[float]
    titles: Sequence[str | None]


def signals(evidence: Evidence, question: str, history: Sequence[str]) -> Table:
    """Return the signals, shape (n, 8), in the order of WEIGHTS.  `history` alternates what reader and bot said."""
    cosines, n = evidence.cosines, len(evidence.titles)
    shown = cosines[:, 3:].max(1) if cosines.shape[1] > 3 else np.zeros(n)
    spoken = {stem(w) for w in content_words(" ".join([question, *history[::2]]))}
    covered = [_covered(title, spoken) if title else 0.0 for title in evidence.titles]
    first = cosines[:, 2] if history else np.zeros(n)
    columns = [
        cosines[:, 0], cosines[:, 1], first, _proportion(evidence.printed), _proportion(evidence.echoed),
        shown, _of_article(shown, evidence.titles), np.array(covered, np.float64),
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float64, copy=False)


def _proportion(scores: Sequence[float]) -> NDArray[np.float64]:
    """Scale word scores: they grow with a question's length and the rarity of its words, so only proportions count."""
    found = np.array(scores, np.float64)
    proportion: NDArray[np.float64] = found / (1 + found.max(initial=0.0))
    return proportion


def _of_article(values: Vectors | NDArray[np.float64], titles: Sequence[str | None]) -> NDArray[np.float64]:
    """Return for each passage the highest value among the passages with the same title."""
    best: dict[str, float] = {}
    for value, title in zip(values.tolist(), titles, strict=True):
        if title is not None:
            best[title] = max(value, best.get(title, value))
    return np.array([v if t is None else best[t] for v, t in zip(values.tolist(), titles, strict=True)], np.float64)


def fused_scores(table: Table) -> NDArray[np.float64]:
    """Return the passages' scores, which are comparable within one question only."""
    scores: NDArray[np.float64] = table @ WEIGHTS
    return scores


def _covered(title: str, spoken: set[str]) -> float:
    """Return the share of a title's words that occur in the conversation."""
    own = {stem(w) for w in content_words(title)}
    return len(own & spoken) / len(own) if own else 0.0
