"""Read a question: try the recognisers in order, and take the first that fits.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from retrieval.domain.errors import UnusableQuestion
from retrieval.domain.question import Question
from retrieval.questions.anybody import who_spoke
from retrieval.questions.briefings import briefing, news, news_of_a_time, timeline
from retrieval.questions.names import name_alone, name_on_topic
from retrieval.questions.open_questions import wanted_of
from retrieval.questions.people import comparison, who_is
from retrieval.questions.question_text import QuestionText
from retrieval.questions.quotations import according_to, quotations
from retrieval.questions.statements import about, said_by, said_something, whether, who_said
from retrieval.questions.time_words import when_of, without_when
from retrieval.text.normalize import fold_in_place

# Far longer than people's questions, and short enough for the encoder to read whole.
MAX_QUESTION_CHARS = 1000
# The unambiguous ones come before those that may be nothing but a name.
_RECOGNISERS: tuple[Callable[[QuestionText], Question | None], ...] = (
    who_spoke, about, who_said, said_by, quotations, whether, according_to, briefing, timeline, news, comparison,
    who_is, said_something, name_on_topic, name_alone,
)  # fmt: skip
_RECOGNISERS_WITH_TIME = (*_RECOGNISERS, news_of_a_time)
# "Thanks" is not removed: it may be what somebody said.
_POLITE = re.compile(r"(?<=\w),? (?:please|pls|plz)$", re.IGNORECASE)


def read_question(text: str, now: datetime | None = None) -> Question:
    """Read `text`.  "Yesterday" is counted from `now`, which is aware; with None, time expressions are not read.

    Raise UnusableQuestion if there is nothing to ask, or if the text is too long.
    """
    asked = " ".join(text.split())
    if not re.search(r"\w", asked):
        raise UnusableQuestion("the question is empty; ask something like “what did Hill say?”")
    if len(asked) > MAX_QUESTION_CHARS:
        raise UnusableQuestion(
            "the question has {count} characters; ask in at most {limit}",
            count=f"{len(asked):,}",
            limit=f"{MAX_QUESTION_CHARS:,}",
        )
    words = _words(asked)
    for rest, when in without_when(words, now):
        for recognise in _RECOGNISERS if when is None else _RECOGNISERS_WITH_TIME:
            question = recognise(rest)
            if question is not None and _is_in_one_piece(question, asked):
                return replace(question, text=asked, when=when, asked_at=now)
    return Question(text=asked, when=when_of(words, now), answer_type=wanted_of(asked), asked_at=now)


def as_open(question: Question) -> Question:
    """Return the same words as an open question, to be asked if nothing was found for its kind."""
    when = question.when or when_of(_words(question.text), question.asked_at)
    return Question(
        text=question.text,
        when=when,
        answer_type=question.answer_type or wanted_of(question.text),
        asked_at=question.asked_at,
    )


def _words(asked: str) -> QuestionText:
    folded = _POLITE.sub("", re.sub(r"[\s?!.]+$", "", fold_in_place(asked)))
    return QuestionText(asked[: len(folded)], folded)


def replace_name(text: str, asked: str, name: str, now: datetime | None = None) -> str:
    """Return the question with `name` in place of `asked`, after the reader chose who was meant."""
    before = read_question(text, now)
    for match in re.finditer(re.escape(asked), text):
        changed = text[: match.start()] + name + text[match.end() :]
        after = read_question(changed, now)
        if after.kind is before.kind and _asked_about(after) == [
            name if w == asked else w for w in _asked_about(before)
        ]:
            return changed
    return f"what did {name} say?"


def _asked_about(question: Question) -> list[str | None]:
    return [*question.speakers] or [question.topic]


def _is_in_one_piece(question: Question, asked: str) -> bool:
    """Return whether each part is a piece of the text: a topic must not lose a time expression from its middle."""
    typed = (question.topic, question.audience, question.speaker)
    return all(p is None or p in asked for p in typed) and (question.phrase or "") in fold_in_place(asked)
