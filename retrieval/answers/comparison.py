"""Set two people's words side by side: those of each on the topic, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.answers.said_by import AnswerSaidBy
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, RefusalReason, Reply
from retrieval.ranking.excerpts import whole_statements

# Of whom this is so there are no words to set beside anybody's.
_UNKNOWN = frozenset({RefusalReason.NOBODY_OF_THAT_NAME, RefusalReason.NEVER_QUOTED})


class AnswerComparison:
    """X against Y on T."""

    def __init__(self, said_by: AnswerSaidBy) -> None:
        self._said_by = said_by

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """None where neither is quoted, so that it may be no question about people ("Partizan against Red Star").

        Of a question that was only guessed to be one, the first must be quoted: "protests against Vucic" is none.
        """
        reply = await self._said_by(replace(question, guess=False), article, None)
        if reply is None:
            return None
        silent = [r for r in ((reply,) if not isinstance(reply, Answer) else ()) if r.reason in _UNKNOWN]
        unknown = {r.asked for r in (*silent, *reply.unanswered) if r.reason in _UNKNOWN}
        if unknown >= {*question.speakers} or (question.guess and question.speakers[0] in unknown):
            return None
        if isinstance(reply, Answer) and limit is not None:
            return replace(reply, excerpts=_shared_out(reply.excerpts, limit))
        return reply


def _shared_out(excerpts: Sequence[Excerpt], limit: int) -> tuple[Excerpt, ...]:
    """As many of each as of the other, `limit` in all where that can be."""
    whose = [list(group) for _, group in groupby(excerpts, key=lambda e: tuple(s.name for s in e.speakers))]
    each = max(1, limit // len(whose))
    return tuple(e for group in whose for e in whole_statements(group, each))
