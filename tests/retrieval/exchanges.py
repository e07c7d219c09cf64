"""What was asked before, and how a follow-up to it is read."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.domain.question import QuestionKind
from retrieval.followups import Unclear, Understood, understood
from retrieval.followups.conversation import About, Cited, Conversation, Exchange
from retrieval.questions import read_question
from retrieval.quotes.pronouns.signs import Gender

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


def exchange(question: str, *people: str, cited: bool = True, open_too: bool = False) -> Exchange:
    kind = QuestionKind.OPEN if open_too else read_question(question, NOW).kind
    return Exchange(question, question, "…", ("a",), people, (PLACE,) if cited else (), kind)


HILL = exchange("What did Hill say about Ukraine?", "Christopher Hill")


TO_FT = exchange("what did Hill say to the FT about Ukraine last week?", "Christopher Hill")


HILL_ALL = exchange("what did Hill say?", "Christopher Hill")


BOTH = exchange("what did Hill and Vucic say about Kosovo?", "Christopher Hill", "Aleksandar Vucic")


KOSOVO = exchange("who spoke about Kosovo?", "Aleksandar Vucic", "Stefano Marras", "Ines Gonzalez", "Janes")


FOOL = exchange('who said "I am not a fool"?', "Aleksandar Vucic")


KILLED = exchange("How many people were killed near Mladenovac?")


PAID = exchange("how much did Alfa pay for Beta?")


IN_JUNE = exchange("how many people died in the floods in June 2019?")


AGAINST = exchange("Vucic against Kurti", "Aleksandar Vucic", "Albin Kurti")


PUTIN = exchange("what did Putin say?", cited=False)


def read(text: str, *before: Exchange, about: About | None = None) -> Understood:
    found = understood(text, Conversation(before, about), NOW, GENDERS)
    assert isinstance(found, Understood), found
    return found


def unclear(text: str, *before: Exchange) -> Unclear:
    found = understood(text, Conversation(before), NOW, GENDERS)
    assert isinstance(found, Unclear), found
    return found
