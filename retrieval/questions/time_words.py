"""Take the time expression out of a question.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from retrieval.domain.article import Span
from retrieval.domain.period import Period
from retrieval.domain.question import Question
from retrieval.questions.question_text import QuestionText
from retrieval.questions.shorthand import spelled_out
from retrieval.questions.time_expressions import read_when
from retrieval.text.normalize import fold_in_place

# Of a time expression: "between 5 January 2016 and 5 February 2017".
MAX_TIME_WORDS = 8
# What may follow a time expression in the middle of a question.
_AFTER_WHEN = (
    " about ", " on ", " to ", " regarding ", " concerning ", " that ", " '", ' "', " news", " headlines", " updates",
    " developments",
)  # fmt: skip
# In an open question a place may follow too: "what happened last week in Kosovo?"
_AFTER_WHEN_OPEN = (*_AFTER_WHEN, " in ", " at ", " near ", " with ", " between ", " during ")
# "Between noon and Friday" is not Friday.
_HALF = re.compile(r"\b(?:between|from) (?:\S+ ){1,3}(?:and|to|until|till) $", re.IGNORECASE)
# "Are coins still used today?" asks how things are, not what was printed today.
_AUXILIARY = re.compile(r"\b(?:(is|are|do|does|can|should)|did|was|were|has|have|had|will|would)\b", re.IGNORECASE)
_UNDER_WAY = re.compile(r"\b(?:\w+ing|new|latest|news)\b", re.IGNORECASE)


def when_of(words: QuestionText, now: datetime | None) -> Period | None:
    """Return the period that an open question asks about; None if it has none, or asks how things are in general."""
    auxiliary = _AUXILIARY.search(words.folded)
    if auxiliary is not None and auxiliary[1] and not _UNDER_WAY.search(words.folded, auxiliary.end()):
        return None
    return next((when for _, when in without_when(words, now, _AFTER_WHEN_OPEN) if when is not None), None)


def without_when(
    words: QuestionText, now: datetime | None, followed_by: tuple[str, ...] = _AFTER_WHEN
) -> Iterator[tuple[QuestionText, Period | None]]:
    """Yield the question without its time expression, for each place where one may be; then the question unchanged."""
    cuts = [0, *(m.end() for m in re.finditer(" ", words.folded)), len(words.folded) + 1]
    for first in range(len(cuts) - 1 if now else 0):
        for last in range(min(len(cuts) - 1, first + MAX_TIME_WORDS), first, -1):
            start, end = cuts[first], cuts[last] - 1
            rest = words.folded[end:].lstrip(",")
            if first and rest and not rest.startswith(followed_by):
                continue
            if _HALF.search(words.folded[:start]):
                continue
            when = read_when(words.folded[start:end].rstrip(","), now) if now else None
            if when is not None:
                before, after = words.cut(0, max(0, start - 1)), words.cut(len(words.folded) - len(rest.lstrip()))
                gap = " " if before.folded and after.folded else ""
                joined = QuestionText(before.typed + gap + after.typed, before.folded + gap + after.folded)
                yield joined.cut(0, len(joined.folded.rstrip(" ,"))), when
    yield words, None


def time_words_in(question: Question, text: str) -> Span | None:
    """Return the place of the question's time expression in `text`; None if it has none.

    "In March" is not found in "in Marchwood".
    """
    if question.when is None:
        return None
    said = rf"(?<!\w){re.escape(question.when.words)}(?!\w)"
    found = [Span(*m.span()) for m in re.finditer(said, fold_in_place(text), re.IGNORECASE)]
    return found[-1] if found else None


def search_text(question: Question) -> str:
    """Return the text to search passages for: the question without its time expression, or the phrase it quotes.

    A passage need not print its own date; dates are compared by themselves.  Shorthand is spelled out.
    """
    if question.phrase:
        return question.phrase
    text, when = question.text, time_words_in(question, question.text)
    return spelled_out(text if when is None else " ".join(f"{text[: when.start]} {text[when.end :]}".split()))
