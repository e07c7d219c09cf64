"""Questions, as values: their kinds, and the type of answer they ask for.  Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.period import Period, require_aware


class QuestionKind(StrEnum):
    """What a question asks for."""

    SAID_BY = "said_by"
    """What did X say [to Y] [about T] [when]?"""
    WHO_SAID = "who_said"
    """Who said '…'?"""
    ABOUT = "about"
    """Who spoke about T?  What did they say about X?"""
    COMPARISON = "comparison"
    """X against Y [on T]: both people's words, side by side."""
    BRIEFING = "briefing"
    """Brief me on T: sentences from several articles, oldest to newest, each on something else."""
    TIMELINE = "timeline"
    """Timeline of T: the same from dated articles only, under their days."""
    NEWS = "news"
    """What's new [on T]?  The newest articles, each shown by its first passage."""
    WHO_IS = "who_is"
    """Who is X?  The roles printed for them."""
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

    - `speaker` is the person it asks about, as written; `speakers` are all of them if it asks about several; `titles`
      are the titles before these names ("Mayor"; "" for none).
    - `topic` None means "on anything", `audience` None "to anybody", `when` None "at any time".
    - `phrase` holds words asked for verbatim.
    - `others_than` are those whose words are not asked for: "who else besides Hill?".
    - `guess`: it may not be of this kind ("War on Want" is nobody's name; "tell me about cheese" asks for no briefing).
      It becomes an open question if nobody of the name is quoted, or if too few dated articles are on the topic.
    - `of_group`: some people of a kind are asked for ("which ministers"), and nothing tells surely who is one.
    - `answer_type` is the type of answer that an open question asks for, None if it does not say.
    - `asked_at`, aware and in the reader's zone, is when it was asked: "yesterday" and the age of an article count
      from it.  None if nobody said.
    - `asked` is what the reader typed, and `understood` is a short form that tells them how it was understood; both are
      set only if something was added from the conversation.  Otherwise `text` is what they typed.
    """

    text: str
    kind: QuestionKind = QuestionKind.OPEN
    speaker: str | None = None
    speakers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    topic: str | None = None
    audience: str | None = None
    phrase: str | None = None
    others_than: tuple[str, ...] = ()
    when: Period | None = None
    guess: bool = False
    of_group: bool = False
    answer_type: AnswerType | None = None
    asked_at: datetime | None = field(default=None, compare=False)
    asked: str | None = None
    understood: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.asked_at, "asked_at")
