"""A follow-up as typed, and what reading it can give, as values."""

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
from retrieval.quotes.pronouns.features import Gender

# Between what a follow-up asks and the question that gives its context ("why: who resigned?").
CONTEXT_SEPARATOR = ": "
Genders = Mapping[str, Gender | None]
"""The gender of each name known to be a person's; None if it is unknown."""


class AnswerPart(Enum):
    """The part of the answer that a follow-up asks for."""

    ALL = auto()
    SHOWN = auto()
    """What the last turn showed."""
    CONTEXT = auto()
    """The sentences around what the last turn showed."""
    NOT_SHOWN = auto()
    """What was not shown yet."""
    OTHER_SPEAKERS = auto()
    """What people said who were not shown yet."""


@dataclass(frozen=True, slots=True)
class RewrittenQuestion:
    """A follow-up as the whole question that it stands for.

    `text` stands by itself; `label` tells the reader how it was understood (None if nothing was added).  `part` is the
    part of the answer to show: only the words of `people`, or with OTHER_SPEAKERS only those of other people.  `shown`
    is what was shown for it before; `replied` are the replies of an imported history, whose citations are unknown.
    `article` restricts the question to one article.
    `alternative` is the other reading, if nobody of the name in this one is quoted.
    `required_words` replaced something in the last question: a passage must print them to answer.
    `named` is what the follow-up names, to be asked for alone if it has no sure answer on the last subject.
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
    named: str | None = None


@dataclass(frozen=True, slots=True)
class UnclearReference:
    """A follow-up that cannot be resolved: `asked` is the unclear word, `people` are those it may mean."""

    reason: RefusalReason
    asked: str
    people: tuple[str, ...] = ()


RewriteResult = RewrittenQuestion | UnclearReference | None


@dataclass(frozen=True, slots=True)
class FollowUpText:
    """A follow-up without its introductory words, as typed and folded; both have the same length.

    `lead` tells whether there were such words; `joined` whether one of them was a conjunction ("and", not "well").
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
        """Return the last question, of the kind as which it was answered."""
        if self.last is not None and self.last.kind is QuestionKind.OPEN:
            return as_open(self.read(self.last.own))
        return None if self.last is None else self.read(self.last.understood)

    def before_alone(self) -> Question | None:
        """Return the last question without what a follow-up put before it ("when: how many were killed?")."""
        before, last = self.before(), self.last
        if before is None or last is None or before.kind is not QuestionKind.OPEN or last.asked == last.own:
            return before
        return replace(before, text=before.text.partition(CONTEXT_SEPARATOR)[2] or before.text)

    def again(self, question: Question) -> str:
        """Return the text that asks `question` again; for the last one, with the words added from the conversation."""
        last = self.last
        return last.understood if last is not None and question.text == last.own else question.text

    def read(self, text: str) -> Question:
        return read_question(text[:MAX_QUESTION_CHARS], self.now)

    def group(self, match: re.Match[str], name: str) -> str:
        """Return what a group of a match in `folded` matched, as typed; "" if nothing."""
        return "" if match[name] is None else self.typed[slice(*match.span(name))]

    def nothing_before(self) -> UnclearReference:
        return UnclearReference(RefusalReason.NOTHING_BEFORE, self.typed)
