"""Decide whether passages answer, with what confidence, and which of their sentences to mark.  Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from retrieval.domain.article import Span
from retrieval.domain.reply import Excerpt
from retrieval.text.normalize import words
from retrieval.text.person_names import mentions

# The share of a passage's own cosine in its similarity.  Its best sentence has the rest, because a short report on
# several things is not close to any question as a whole.
PASSAGE_SHARE = 0.4
# Added to the similarity if the question has a name: a passage that prints the name is likelier to answer.
NAME_BONUS, NO_NAME_PENALTY = 0.05, -0.10
# Log-odds that the passages answer: coefficients of the similarity and of the passage reader's log-odds, and the
# intercept.  Fitted on ClapNQ's dev half by tests/benchmarks/evaluation/tuning.py
# (docs/decisions/0005).
SIMILARITY_COEFFICIENT, READER_COEFFICIENT, INTERCEPT = 10.485, 0.131, -5.084
# Questions to which the passage reader finds no place as the answer: yes or no, or a topic.
_NO_PLACE = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|(?:what do we know |tell me |what |and |what (?:do|does|did) .+ say )?(?:about|on))\b",
    re.IGNORECASE,
)
# From this confidence on, a question is answered.
ANSWER_THRESHOLD = 0.51
# Log-odds that a sentence belongs to the answer: coefficients of its cosine and of whether an answer begins and ends in
# it, and the intercept.
SENTENCE_COSINE_COEFFICIENT, SENTENCE_READER_COEFFICIENT, SENTENCE_INTERCEPT = 2.457, 0.05, -1.141
# Lower log-odds are raised to this: a sentence that did not fit into the reader's window is unlikely, but not excluded.
MIN_LOG_ODDS = -15.0
# Sentences this likely are marked, the likeliest first, up to this many words: about what people marked on ClapNQ.
MIN_SENTENCE_PROBABILITY, MAX_MARKED_WORDS = 0.25, 90


def passage_similarity(cosine: float, sentences: Sequence[float]) -> float:
    """Return how close a passage is, from its own cosine to the question and those of its sentences."""
    return PASSAGE_SHARE * cosine + (1 - PASSAGE_SHARE) * max(sentences, default=cosine)


def name_bonus(question: str, excerpt: Excerpt) -> float:
    """Return what to add to the similarity of a passage for printing, or not printing, a name in the question."""
    named = {word for m in mentions(question) for word in words(m.name)}
    # "Flight KX-417" and "the 1994 treaty" are named by their numbers.
    named |= {word for word in words(question) if any(map(str.isdigit, word))}
    if not named:
        return 0.0
    printed = set(words(f"{excerpt.article.title or ''} {excerpt.text}"))
    return NAME_BONUS if named & printed else NO_NAME_PENALTY


def reader_evidence(question: str, log_odds: float) -> float:
    """Return the passage reader's log-odds, but never against a passage if the answer is yes, no or a topic.

    The reader looks for the place of an answer, and such an answer has none.
    """
    return max(log_odds, 0.0) if _NO_PLACE.match(question) else log_odds


def confidence(similarity: float, log_odds: float) -> float:
    """Return the probability, 0…1, that a passage answers, from its similarity and the passage reader's log-odds."""
    return 1 / (1 + math.exp(-(SIMILARITY_COEFFICIENT * similarity + READER_COEFFICIENT * log_odds + INTERCEPT)))


def sentence_probability(cosine: float, begins: float, ends: float) -> float:
    """Return the probability, 0…1, that a sentence belongs to the answer.

    `begins` and `ends` are the passage reader's log-odds that an answer begins and ends in it.
    """
    reader = max(begins, MIN_LOG_ODDS) + max(ends, MIN_LOG_ODDS)
    log_odds = SENTENCE_COSINE_COEFFICIENT * cosine + SENTENCE_READER_COEFFICIENT * reader + SENTENCE_INTERCEPT
    return 1 / (1 + math.exp(-log_odds))


def answering_sentences(spans: Sequence[Span], probabilities: Sequence[float], text: str) -> tuple[Span, ...]:
    """Return the sentences to mark as the answer, in reading order: the likeliest, and others that are likely."""
    marked: list[Span] = []
    words = 0
    for i in sorted(range(len(spans)), key=lambda i: -probabilities[i]):
        length = len(spans[i].cut(text).split())
        if marked and (probabilities[i] < MIN_SENTENCE_PROBABILITY or words + length / 2 > MAX_MARKED_WORDS):
            break
        marked.append(spans[i])
        words += length
    return tuple(sorted(marked))
