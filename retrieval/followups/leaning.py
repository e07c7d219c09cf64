"""Tell whether a question leans on what was said before, though no rule makes it whole: "did it pass?".  Pure."""

from __future__ import annotations

import re

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
_LEADS = re.compile(r"\W*(?:and|but|so|ok(?:ay)?|what about|how about|why|when|where|who|how)\b", re.IGNORECASE)
# How much a question leans that goes on from the last, points to something in it, or asks for somebody by role.
GOES_ON, POINTS, OF_A_ROLE = 1.0, 0.5, 0.1
# A question with fewer words of its own says too little to stand alone.
MIN_WORDS = 2


def leaning(question: Question) -> float:
    """Return how much surer, 0…1, an answer from elsewhere must be than one from the articles shown last.

    0 if the question stands by itself.
    """
    said = question.asked or question.text
    few = len(content_words(said)) < MIN_WORDS
    if _GOES_ON.match(said) is not None or (few and _LEADS.match(said) is not None):
        return GOES_ON
    if _POINTING & set(words(said)):
        return POINTS
    of_roles = question.kind is QuestionKind.SAID_BY and all(is_a_role(name) for name in question.speakers)
    return OF_A_ROLE if of_roles else 0.0


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
