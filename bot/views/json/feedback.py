"""Rated answers as `onrecord feedback --json` prints them."""

from __future__ import annotations

from pydantic import Field

from bot.views.json.answers import UnderstoodObject
from bot.views.json.base import JsonLine, Moment, moment
from retrieval.domain.reply import RefusalReason
from storage.ports.feedback import Opinion


class CitedPlace(JsonLine):
    """Where an excerpt stood when it was shown."""

    article: str
    revision: int
    start: int
    end: int


class RatingLine(JsonLine):
    """A rated answer: the question, and how many readers liked and disliked what was shown."""

    question: str
    understood: UnderstoodObject | None
    reason: RefusalReason | None
    up: int
    down: int
    rated: Moment = Field(description="When it was last rated.")
    excerpts: list[CitedPlace]

    @classmethod
    def of(cls, opinion: Opinion) -> RatingLine:
        turn = opinion.turn
        return cls(
            question=turn.asked,
            understood=UnderstoodObject(label=turn.label, question=turn.understood) if turn.label else None,
            reason=turn.reason,
            up=opinion.good,
            down=opinion.bad,
            rated=moment(opinion.last),
            excerpts=[CitedPlace(article=c.article, revision=c.revision, start=c.start, end=c.end) for c in turn.cited],
        )
