"""Compare the words of two people on a topic, or say why one of them has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.answers.said_by import CHOICES, AnswerSaidBy
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.ranking.excerpts import whole_statements

# Somebody refused for these reasons has no words to compare.
_NOT_QUOTED = frozenset({RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.NEVER_QUOTED})
# Between views on a topic.
_VERSUS = re.compile(r" (?:vs\.?|v\.?|versus) ", re.IGNORECASE)


class AnswerComparison:
    """X against Y on T."""

    def __init__(self, said_by: AnswerSaidBy) -> None:
        self._said_by = said_by

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """Return None if neither is quoted: it may not be about people ("Partizan against Red Star").

        If the question was only guessed to compare people, there must be words of theirs on its topic; and of the first
        of them, unless it is "Hill vs Vucic on Kosovo": "protests against Vucic" compares nobody.
        """
        reply = await self._said_by(replace(question, guess=False), article, None)
        if reply is None:
            return None
        refused = () if isinstance(reply, Answer) else (reply,)
        not_quoted = {r.asked for r in (*refused, *reply.unanswered) if r.reason in _NOT_QUOTED}
        if not_quoted >= {*question.speakers}:
            return None
        if question.guess and isinstance(reply, Refusal) and reply.reason not in CHOICES:
            return None
        if (
            question.guess
            and question.speakers[0] in not_quoted
            and not (question.topic and _VERSUS.search(question.text))
        ):
            return None
        if isinstance(reply, Answer) and limit is not None:
            return replace(reply, excerpts=_shared_out(reply.excerpts, limit))
        return reply


def _shared_out(excerpts: Sequence[Excerpt], limit: int) -> tuple[Excerpt, ...]:
    """Return equally many excerpts of each speaker: at most `limit` in all, but at least one statement of each."""
    by_speaker = [list(group) for _, group in groupby(excerpts, key=lambda e: tuple(s.name for s in e.speakers))]
    each = max(1, limit // len(by_speaker))
    return tuple(e for group in by_speaker for e in whole_statements(group, each))
