"""Decide whether passages answer, how sure that is, and which of their sentences tell it.  Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from retrieval.domain.article import Span
from retrieval.domain.reply import Excerpt
from retrieval.text.normalize import words
from retrieval.text.person_names import mentions

# Of a passage's nearness, its own cosine's part; its best sentence has the rest, because a short report on several
# things is near to no question as a whole.
PASSAGE_PART = 0.4
# A question that names somebody or something is answered sooner by a passage that prints the name, and later by one
# that does not: so much is added to its nearness.
NAMED, UNNAMED = 0.05, -0.10
# Log-odds that the passages answer: of the nearness, of the passage reader's own log-odds, and at neither.  Fitted on
# ClapNQ's dev half by tests/benchmarks/evaluation/tuning.py (docs/decisions/0005-silence-threshold.md).
NEARNESS, READ, NEITHER = 10.485, 0.131, -5.084
_NO_PLACE = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|(?:what do we know |tell me |what |and |what (?:do|does|did) .+ say )?(?:about|on))\b",
    re.IGNORECASE,
)
# From here on it is answered.
ANSWER_THRESHOLD = 0.51
# Log-odds that a sentence tells the answer: of its cosine, of whether an answer begins and ends there, and at neither.
LIKE, PLACED, UNLIKE = 2.457, 0.05, -1.141
# Below this a log-odds says no more: a sentence that the reader had no room for is only unlikely.
MIN_LOG_ODDS = -15.0
# Sentences this likely are told, the likeliest first, up to so many words: about what people marked on ClapNQ.
LIKELY, MOST_WORDS = 0.25, 90


def passage_similarity(cosine: float, sentences: Sequence[float]) -> float:
    """Of a passage by its own cosine to the question and those of its sentences."""
    return PASSAGE_PART * cosine + (1 - PASSAGE_PART) * max(sentences, default=cosine)


def name_bonus(question: str, excerpt: Excerpt) -> float:
    """What a passage gains by printing a name that the question has, or loses by not."""
    named = {word for m in mentions(question) for word in words(m.name)}
    # "Flight KX-417" and "the 1994 treaty" are named by their numbers.
    named |= {word for word in words(question) if any(map(str.isdigit, word))}
    if not named:
        return 0.0
    printed = set(words(f"{excerpt.article.title or ''} {excerpt.text}"))
    return NAMED if named & printed else UNNAMED


def answers_to(question: str, answers: float) -> float:
    """What the passage reader's log-odds are worth: of yes or no, or of a topic, it finds no place in any passage."""
    return max(answers, 0.0) if _NO_PLACE.match(question) else answers


def confidence(near: float, answers: float) -> float:
    """How likely it is, 0…1, that a passage answers, by its nearness and what the passage reader makes of it."""
    return 1 / (1 + math.exp(-(NEARNESS * near + READ * answers + NEITHER)))


def sentence_probability(cosine: float, begins: float, ends: float) -> float:
    """How likely it is, 0…1, that a sentence belongs to the answer, by its cosine and the passage reader's log-odds."""
    return 1 / (
        1 + math.exp(-(LIKE * cosine + PLACED * (max(begins, MIN_LOG_ODDS) + max(ends, MIN_LOG_ODDS)) + UNLIKE))
    )


def answering_sentences(spans: Sequence[Span], chances: Sequence[float], text: str) -> tuple[Span, ...]:
    """The sentences that tell the answer, in reading order: the likeliest, and what is likely beside it."""
    told: list[Span] = []
    words = 0
    for i in sorted(range(len(spans)), key=lambda i: -chances[i]):
        length = len(spans[i].cut(text).split())
        if told and (chances[i] < LIKELY or words + length / 2 > MOST_WORDS):
            break
        told.append(spans[i])
        words += length
    return tuple(sorted(told))
