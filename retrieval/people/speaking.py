"""Tell which of those whom a question names is asked for words: "hill" in "hill on vucic".

A logistic regression over the links of a question (people.linking), fitted on our own questions
(tests/benchmarks/question_weights).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.article import Span
from retrieval.domain.question import Question, QuestionKind
from retrieval.models.question_weights import question_weights
from retrieval.people.linking import How, Link
from retrieval.people.registry import name_form
from retrieval.text.designations import BODY_NOUNS, is_person_noun, singular
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place, word_spans

# The least log-odds of a link that says who speaks: a probability of .35.
MIN_LOG_ODDS = -0.62
# Before a name, these say that it is spoken about, or to whom; and that its words are asked for.
_ABOUT = re.compile(
    r"\b(?:about|on|with|against|of|to|for|over|than|vs|versus|at|in|and) (?:the |a |mr |ms )?$", re.IGNORECASE
)
_FROM = re.compile(
    r"\b(?:from|by|did|does|do|has|have|is|are|was|according to|how|what|whats|why) (?:the |a |mr |ms )?$",
    re.IGNORECASE,
)
# After a name, these say the same.
_THEN_ABOUT = re.compile(
    r"(?:['’]s?|s)?\W*(?:on|about|abt|re|say|says|said|think|thinks|tell|tells|told|quotes?|reaction|response|views?|take"
    r"|opinion|statement|comments?|slams?|blames?|wants?|feels?|explains?|defends?|beef|answer|plan|advice)\b",
    re.IGNORECASE,
)
# Between two names, these say that the words of both are asked for.
_AND = re.compile(
    r"(?:['’]s)?\W*\b(?:and|or|vs|versus|against|compared (?:to|with)|n)\b\W*(?:the |mr |ms )?|\s*(?:,|&)\s*",
    re.IGNORECASE,
)
# Words between whose somebody is and what: "ruggs' former lawyer".
MAX_WORDS_OF_A_ROLE = 3


def speaking(question: Question, links: Sequence[Link], wanted: float) -> list[Link]:
    """Return the links that say whose words are asked for; `wanted` are the log-odds that any are.

    Those joined to the likeliest one by "and" or "vs" speak, too.
    """
    quoted = sorted((one for one in links if one.quoted), key=lambda one: one.span.start)
    quoted = [one for one in quoted if not owns_somebody(question.text, one)]
    if not quoted:
        return []
    if (named := _plainly_named(question, quoted)) is not None:
        return [named]
    weights = question_weights("speaking")
    odds = features(question, links, quoted, wanted) @ weights[:-1] + weights[-1]
    best = int(np.argmax(odds))
    if odds[best] < MIN_LOG_ODDS:
        return []
    joined = [bool(_AND.fullmatch(question.text[one.span.end : other.span.start])) for one, other in pairwise(quoted)]
    first = last = best
    while first > 0 and joined[first - 1]:
        first -= 1
    while last < len(quoted) - 1 and joined[last]:
        last += 1
    return quoted[first : last + 1]


def _plainly_named(question: Question, quoted: Sequence[Link]) -> Link | None:
    """Return the name that a plain form asks for: "Liz Reid" in "what did Liz Reid from Google say?"; else None."""
    if question.kind is not QuestionKind.SAID_BY or question.guess or question.speaker is None:
        return None
    start = fold_in_place(question.text).casefold().find(fold_in_place(question.speaker).casefold())
    if start < 0:
        return None
    phrase = Span(start, start + len(question.speaker))
    for one in quoted:
        if phrase.holds(one.span) and one.how < How.FIRST_NAME and not _ABOUT.search(question.text[: one.span.start]):
            return one
    return None


def features(question: Question, links: Sequence[Link], quoted: Sequence[Link], wanted: float) -> NDArray[np.float64]:
    """Return the features (n, f) of the links that have words, in the order of the question."""
    return np.array([_features(question, links, quoted, one, wanted) for one in quoted], np.float64)


def _features(
    question: Question, links: Sequence[Link], quoted: Sequence[Link], one: Link, wanted: float
) -> list[float]:
    text, before, after = question.text, question.text[: one.span.start], question.text[one.span.end :]
    others = [other.strength for other in quoted if other is not one]
    own = {w for w, _ in word_spans(one.span.cut(text))}
    previous, following = _next_to(before, -1), _next_to(after, 0)
    taken = [link.span for link in links]
    named = any(link.span.start >= one.span.end and not text[one.span.end : link.span.start].strip() for link in links)
    surnames = {name_form(alias).last for p in one.people for alias in p.aliases}
    kinds = [float(one.how is how) for how in How]
    return [
        *kinds,
        one.strength,
        one.strength - max(others, default=0.0),
        wanted / 10,
        float(len(own)),
        math.log1p(len(one.quoted)),
        math.log1p(len({fold(p.name) for p in one.quoted})) * float(one.how < How.ROLE),
        math.log1p(sum(p.statements for p in one.quoted)),
        float(not before.strip()),
        float(one is quoted[0]),
        len(before) / 50,
        float(_ABOUT.search(before) is not None),
        float(_FROM.search(before) is not None),
        float(_THEN_ABOUT.match(after) is not None),
        float(_is_a_role(following)),
        float(bool(previous) and previous not in STOPWORDS) * float(one.how >= How.ROLE),
        float(bool(previous) and previous not in STOPWORDS) * float(one.how < How.ROLE),
        float(named),
        float(named) * float(one.how >= How.ROLE),
        float(any(len(p.name.split()) > 1 for p in one.quoted) and bool(own & surnames)),
        float(any(w in BODY_NOUNS for w in own)),
        float(len(own) == 1) * float(one.how >= How.ROLE),
        float(any(len(span) > len(one.span) and span.overlaps(one.span) for span in taken)),
    ]


FEATURES = len(How) + 22


def owns_somebody(text: str, link: Link) -> bool:
    """Return whether the link's name only says whose somebody is asked for: "reeves' manager", "ruggs old lawyer"."""
    own = link.span.cut(text).casefold()
    bare = word_spans(own)[-1][0] in {name_form(alias).last for p in link.people for alias in p.aliases}
    if bare and not own.endswith(("'s", "’s", "'", "’")):
        return False
    for word, _ in word_spans(text[link.span.end :])[:MAX_WORDS_OF_A_ROLE]:
        if word in STOPWORDS:
            return False
        if _is_a_role(word):
            return True
    return False


def _is_a_role(word: str) -> bool:
    return bool(word) and (is_person_noun(word) or singular(word) in _PEOPLE)


_PEOPLE = frozenset(
    "guy man woman lady people person mum mom dad wife husband son daughter brother sister team".split()
)


def _next_to(text: str, at: int) -> str:
    """Return the first (0) or last (-1) word of a text; "" if punctuation or nothing is there."""
    found = word_spans(text)
    if not found:
        return ""
    word, span = found[at]
    between = text[: span.start] if at == 0 else text[span.end :]
    return word if not between.strip() else ""
