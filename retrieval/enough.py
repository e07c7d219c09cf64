"""Decide whether passages answer, how sure that is, and which of their sentences tell it.  Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from retrieval.folding import words
from retrieval.model import Excerpt, Span
from retrieval.quotes.names import mentions

# Of a passage's nearness, its own cosine's part; its best sentence has the rest, because a short report on several
# things is near to no question as a whole.
PASSAGE_PART = 0.4
# A question that names somebody or something is answered sooner by a passage that prints the name, and later by one
# that does not: so much is added to its nearness.
NAMED, UNNAMED = 0.05, -0.10
# Log-odds that the passages answer (docs/decisions/0005-silence.md): of the nearness, of the passage reader's own
# log-odds, and at neither.  tests/benchmarks/tuning.py fits them on ClapNQ's dev half.
NEARNESS, READ, NEITHER = 13.0, 0.35, -6.0
# From here on it is answered.
SURE = 0.5
# Words that people mark as the answer on top of what the network expects, and how sharply it tells sentences apart.
MORE_WORDS, SHARPNESS = 10.0, 1.5


def nearness(cosine: float, sentences: Sequence[float]) -> float:
    """Of a passage by its own cosine to the question and those of its sentences."""
    return PASSAGE_PART * cosine + (1 - PASSAGE_PART) * max(sentences, default=cosine)


def by_name(question: str, excerpt: Excerpt) -> float:
    """What a passage gains by printing a name that the question has, or loses by not."""
    named = {word for m in mentions(question) for word in words(m.name)}
    if not named:
        return 0.0
    printed = set(words(f"{excerpt.article.title or ''} {excerpt.text}"))
    return NAMED if named & printed else UNNAMED


def confidence(near: float, answers: float) -> float:
    """How likely it is, 0…1, that a passage answers, by its nearness and what the passage reader makes of it."""
    return 1 / (1 + math.exp(-(NEARNESS * near + READ * answers + NEITHER)))


def telling(spans: Sequence[Span], odds: Sequence[float], text: str) -> tuple[Span, ...]:
    """The sentences that tell the answer, in reading order: at least one, and as many as make the best bet.

    `odds` are their log-odds.  The bet is on the words that people would mark, as counted by F1: adding a sentence pays
    where it is likely enough to hold more of them than it costs.
    """
    chances = [1 / (1 + math.exp(-SHARPNESS * max(-30.0, o))) for o in odds]
    lengths = [len(s.cut(text).split()) for s in spans]
    expected = MORE_WORDS + sum(c * n for c, n in zip(chances, lengths, strict=True))
    best, taken, hit, shown = 0.0, 1, 0.0, 0
    ranked = sorted(range(len(spans)), key=lambda i: -chances[i])
    for count, i in enumerate(ranked, 1):
        hit, shown = hit + chances[i] * lengths[i], shown + lengths[i]
        if (score := 2 * hit / (shown + expected)) > best:
            best, taken = score, count
    return tuple(sorted(spans[i] for i in ranked[:taken]))
