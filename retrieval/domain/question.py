"""What is asked, as values: a question, its kind, what it wants.  Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.period import Period, require_aware


class QuestionKind(StrEnum):
    SAID_BY = "said_by"
    """What did X say [to Y] [about T] [when]?"""
    WHO_SAID = "who_said"
    """Who said '…'?"""
    ABOUT = "about"
    """Who spoke about T?  What did they say about X?"""
    COMPARISON = "comparison"
    """X against Y [on T]: the words of both, side by side."""
    BRIEFING = "briefing"
    """Brief me on T: sentences from several articles, oldest to newest, no two on the same thing."""
    TIMELINE = "timeline"
    """Timeline of T: the same of dated articles only, under their days."""
    NEWS = "news"
    """What's new [on T]?  The newest articles, by the passage that opens them."""
    WHO_IS = "who_is"
    """Who is X?  What is printed of what they are."""
    OPEN = "open"
    """Anything else: the passages that answer."""


class AnswerType(StrEnum):
    """What an open question asks for."""

    PERSON = "person"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    REASON = "reason"
    EVENT = "event"
    """What happened?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A reader's question, understood.

    `speaker` is whom it asks about as written, `speakers` each of them where there are several, `titles` what stands
    before each of these names ("Mayor"; "" for none).  `topic` None means "on
    anything", `audience` None "to anybody", `when` None "at any time"; `phrase` holds words asked for verbatim.
    `guess`: it may be no question of its kind ("War on Want" is nobody's name; "tell me about cheese" asks for no
    briefing); it is open where nobody of the name is quoted, or no several articles of some day are on the topic.
    `answer_type` is what an open question asks for, None where it does not say.  `asked_at`, aware and in the reader's
    zone, is when it was asked: what "yesterday" and the age of an article are counted from; None where nobody said.
    `asked` is what the reader typed, and `understood` the short form in which they are told how it was taken, where
    something of the conversation was added to it; None where `text` is what they typed.
    """

    text: str
    kind: QuestionKind = QuestionKind.OPEN
    speaker: str | None = None
    speakers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    topic: str | None = None
    audience: str | None = None
    phrase: str | None = None
    when: Period | None = None
    guess: bool = False
    answer_type: AnswerType | None = None
    asked_at: datetime | None = field(default=None, compare=False)
    asked: str | None = None
    understood: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.asked_at, "asked_at")
