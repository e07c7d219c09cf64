"""Turns of a conversation, and helpers that read follow-ups to them."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.domain.question import QuestionKind
from retrieval.followups import RewrittenQuestion, UnclearReference, rewrite_follow_up
from retrieval.followups.conversation import About, Cited, Conversation, Turn
from retrieval.questions import read_question
from retrieval.quotes.pronouns.features import Gender

# A Tuesday.
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


PLACE = Cited("a", 1, 0, 5)


GENDERS = {
    "Christopher Hill": Gender.MASCULINE,
    "Aleksandar Vucic": Gender.MASCULINE,
    "Stefano Marras": Gender.MASCULINE,
    "Ines Gonzalez": Gender.FEMININE,
    "Putin": Gender.MASCULINE,
    "Kurti": None,
}


def turn(question: str, *people: str, cited: bool = True, open_too: bool = False) -> Turn:
    kind = QuestionKind.OPEN if open_too else read_question(question, NOW).kind
    return Turn(question, question, "…", ("a",), people, (PLACE,) if cited else (), kind)


HILL = turn("What did Hill say about Ukraine?", "Christopher Hill")


TO_FT = turn("what did Hill say to the FT about Ukraine last week?", "Christopher Hill")


HILL_ALL = turn("what did Hill say?", "Christopher Hill")


BOTH = turn("what did Hill and Vucic say about Kosovo?", "Christopher Hill", "Aleksandar Vucic")


KOSOVO = turn("who spoke about Kosovo?", "Aleksandar Vucic", "Stefano Marras", "Ines Gonzalez", "Janes")


FOOL = turn('who said "I am not a fool"?', "Aleksandar Vucic")


KILLED = turn("How many people were killed near Mladenovac?")


PAID = turn("how much did Alfa pay for Beta?")


IN_JUNE = turn("how many people died in the floods in June 2019?")


COMPARISON = turn("Vucic against Kurti", "Aleksandar Vucic", "Albin Kurti")


PUTIN = turn("what did Putin say?", cited=False)


def read(text: str, *before: Turn, about: About | None = None) -> RewrittenQuestion:
    found = rewrite_follow_up(text, Conversation(before, about), NOW, GENDERS)
    assert isinstance(found, RewrittenQuestion), found
    return found


def unclear(text: str, *before: Turn) -> UnclearReference:
    found = rewrite_follow_up(text, Conversation(before), NOW, GENDERS)
    assert isinstance(found, UnclearReference), found
    return found
