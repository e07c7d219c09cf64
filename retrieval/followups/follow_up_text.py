"""A follow-up before and after it is understood, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import Cited, Conversation, Turn
from retrieval.questions import MAX_QUESTION_CHARS, as_open, read_question
from retrieval.quotes.pronouns.signs import Gender

# Between what a follow-up asks and the question beside which it is asked.
CONTEXT_SEPARATOR = ": "
Genders = Mapping[str, Gender | None]
"""By name, of those who are known to be persons; None where the gender is not known."""


class AnswerPart(Enum):
    """What of the whole question's answer a follow-up asks for."""

    ALL = auto()
    SHOWN = auto()
    """What the last turn showed, again."""
    CONTEXT = auto()
    """The sentences around that."""
    NOT_SHOWN = auto()
    """What was not shown yet."""
    OTHER_SPEAKERS = auto()
    """What others said than those shown."""


@dataclass(frozen=True, slots=True)
class RewrittenQuestion:
    """A follow-up as the question it stands for.

    `text` leans on nothing; `label` tells the reader how it was taken (None where nothing was added).  `people` are
    those whose words alone are asked for, or with Take.OTHERS whose are not; `shown` is what was shown of it, `replied`
    whatever was replied in a history of other make, where it is not known what that cites.
    `article` asks that one only.
    `alternative` is the other reading, where nobody of the name in this one is known.
    `required_words` is what a passage must print to answer: what was put in the place of something else.
    """

    text: str
    label: str | None = None
    part: AnswerPart = AnswerPart.ALL
    people: tuple[str, ...] = ()
    shown: tuple[Cited, ...] = ()
    replied: tuple[str, ...] = ()
    article: str | None = None
    alternative: RewrittenQuestion | None = None
    required_words: str | None = None


@dataclass(frozen=True, slots=True)
class UnclearReference:
    """A follow-up that cannot be told what it means: `asked` is the word it hangs on, `people` whom that may mean."""

    reason: RefusalReason
    asked: str
    people: tuple[str, ...] = ()


RewriteResult = RewrittenQuestion | UnclearReference | None


@dataclass(frozen=True, slots=True)
class FollowUpText:
    """A question without the words that only lead it in, as typed and folded, letter for letter.

    `lead`: there were such words; `joined`: one of them joins it to what was before ("and", not "well").
    """

    typed: str
    folded: str
    lead: bool
    joined: bool
    conversation: Conversation
    now: datetime
    genders: Genders | None

    @property
    def last(self) -> Turn | None:
        return self.conversation.last

    def before(self) -> Question | None:
        """The last question, read again as what it was answered."""
        if self.last is not None and self.last.kind is QuestionKind.OPEN:
            return as_open(self.read(self.last.own))
        return None if self.last is None else self.read(self.last.understood)

    def before_alone(self) -> Question | None:
        """The last question without what a follow-up put before it ("in Belgrade: how many were killed?")."""
        before, last = self.before(), self.last
        if before is None or last is None or before.kind is not QuestionKind.OPEN or last.asked == last.own:
            return before
        return replace(before, text=before.text.partition(CONTEXT_SEPARATOR)[2] or before.text)

    def again(self, question: Question) -> str:
        """How `question` is asked once more: the last one with what the conversation had put into it."""
        last = self.last
        return last.understood if last is not None and question.text == last.own else question.text

    def read(self, text: str) -> Question:
        return read_question(text[:MAX_QUESTION_CHARS], self.now)

    def group(self, match: re.Match[str], name: str) -> str:
        """What a match in `folded` found, as typed; "" where it found nothing there."""
        return "" if match[name] is None else self.typed[slice(*match.span(name))]

    def nothing_before(self) -> UnclearReference:
        return UnclearReference(RefusalReason.NOTHING_BEFORE, self.typed)
