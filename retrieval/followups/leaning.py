"""Tell whether a question leans on what was said before, though no rule makes it whole: "did it pass?".  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.domain.question import Question, QuestionKind
from retrieval.people.descriptions import described
from retrieval.people.offices import OFFICES_OF_PLACES
from retrieval.text.designations import BODY_NOUNS
from retrieval.text.normalize import content_words, words

# These stand for something said before, unless the question itself has named it.
_POINTING = frozenset(
    """he she it they him her them his hers their theirs its that this these those there then same else instead
    also too""".split()
)
_GOES_ON = re.compile(r"\W*(?:and|but|so|ok(?:ay)?)\b", re.IGNORECASE)
# A question with at most so many words of its own says too little to stand alone.
FEW_WORDS = 1


@dataclass(frozen=True, slots=True)
class Leaning:
    """What makes a question lean on the articles shown last, whatever they answer.

    It `goes_on` from the last one ("and …"), `points` to something in it ("it"), has `few` words of its own, or asks
    for somebody `of_a_role`.  `printed` is how much of its words those articles print, 0…1, each by its rarity.
    """

    goes_on: bool
    points: bool
    few: bool
    of_a_role: bool
    printed: float

    @property
    def leans(self) -> bool:
        return self.goes_on or self.points or self.few or self.of_a_role


def leaning(question: Question, printed: float) -> Leaning:
    """Return how a question leans; `printed` as in Leaning."""
    said = question.asked or question.text
    of_a_role = bool(question.speakers) and all(is_a_role(name) for name in question.speakers)
    # Whoever is named is known: "what did Hill say?" asks for all that Hill said.
    names_somebody = bool(question.speakers) and not of_a_role
    return Leaning(
        goes_on=_GOES_ON.match(said) is not None,
        points=bool(_POINTING & set(words(said))),
        few=len(content_words(said)) <= FEW_WORDS and not names_somebody,
        of_a_role=question.kind is QuestionKind.SAID_BY and of_a_role,
        printed=printed,
    )


def is_a_role(name: str) -> bool:
    """Return whether somebody is asked for by role or as a body, not by name: "the mayor", "the gas company"."""
    known = described(name)
    return known.of_a_person or bool(BODY_NOUNS & known.heads)


def belongs_to_somebody(name: str) -> bool:
    """Return whether a role is that of a certain place, body or person: nobody else speaks as "Dane's lawyer"."""
    of = re.search(r"['’]s?\b|\b(?:of|for|to|at|in)\b", name) is not None
    return of or any(word[:1].isupper() for word in name.split())


def is_office_of_a_place(name: str) -> bool:
    """Return whether an office is asked for with its place: whoever held it before, or elsewhere, is not meant."""
    known = described(name)
    return bool(OFFICES_OF_PLACES & known.heads) and bool(set(known.words) - known.heads)
