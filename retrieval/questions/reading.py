"""Read a question, form by form, the first that fits.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from retrieval.errors import UnusableQuestion
from retrieval.folding import fold_in_place
from retrieval.model import Question, QuestionKind
from retrieval.questions.names import name_alone, name_on_topic
from retrieval.questions.statements import about, said_by, whether, who_said
from retrieval.questions.time_words import without_when
from retrieval.questions.words import Words

# Far longer than any question that people ask, and short enough for the encoder to read whole.
LONGEST = 1000
_FORMS: tuple[Callable[[Words], Question | None], ...] = (about, who_said, said_by, whether, name_on_topic, name_alone)


def read_question(text: str, now: datetime | None = None) -> Question:
    """`now`, aware, is what "yesterday" is counted from; None: words of time are not read.

    Raises UnusableQuestion where there is nothing to ask or more than anybody asks.
    """
    asked = " ".join(text.split())
    if not re.search(r"\w", asked):
        raise UnusableQuestion("the question is empty; ask something like “what did Hill say?”")
    if len(asked) > LONGEST:
        raise UnusableQuestion(f"the question has {len(asked):,} characters; ask in at most {LONGEST:,}")
    bare = re.sub(r"[\s?!.]+$", "", fold_in_place(asked))
    for words, when in without_when(Words(asked[: len(bare)], bare), now):
        for form in _FORMS:
            question = form(words)
            if question is not None and _stands_in(question, asked):
                return replace(question, text=asked, when=when)
    return Question(text=asked)


def named_instead(text: str, asked: str, name: str, now: datetime | None = None) -> str:
    """The same question about `name`, where it has `asked`: what it becomes when the reader chooses whom they meant."""
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
    return [*question.speakers] if question.kind is QuestionKind.SAID_BY else [question.topic]


def _stands_in(question: Question, asked: str) -> bool:
    """Whether its parts are each in one piece: words of time taken out of a topic would make it another."""
    typed = (question.topic, question.audience, question.speaker)
    return all(p is None or p in asked for p in typed) and (question.phrase or "") in fold_in_place(asked)
