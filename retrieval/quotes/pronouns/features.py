"""Compute features of a name as the antecedent of a pronoun, from print and word order.  Plain rules; pure.

They follow S. Lappin and H. Leass, "An algorithm for pronominal anaphora resolution" (Computational Linguistics 20,
1994): nearness, subjects before objects, names without a preposition first, parallel positions.  Nothing is decided
here; the weight of each feature is fitted (retrieval/fitting/pronouns/fit.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.article import Span
from retrieval.text.sentences import sentences

Floats = NDArray[np.float32]


class Gender(Enum):
    """A person's gender, as printed (Mr, Mrs, queen, spokesman) or by the given name."""

    FEMININE = "feminine"
    MASCULINE = "masculine"


PRONOUNS = {
    **dict.fromkeys(("she", "her", "hers", "herself"), Gender.FEMININE),
    **dict.fromkeys(("he", "him", "his", "himself"), Gender.MASCULINE),
}

_TITLES = {
    **dict.fromkeys(
        """mrs ms miss mme madam madame lady dame queen princess duchess countess baroness empress actress congresswoman
        spokeswoman chairwoman businesswoman assemblywoman councilwoman policewoman sister aunt mother wife daughter
        widow girlfriend grandmother""".split(),
        Gender.FEMININE,
    ),
    **dict.fromkeys(
        """mr sir lord king prince duke count baron emperor pope actor congressman spokesman chairman businessman
        assemblyman councilman policeman brother uncle father husband son boyfriend grandfather friar""".split(),
        Gender.MASCULINE,
    ),
}
PREPOSITIONS = frozenset(
    """of to for in from with on at about against after before by as like than under over between among without into
    through during near behind beside toward towards upon via alongside including""".split()
)
_JOINS = frozenset("and or nor".split())
_CLAUSES = frozenset(
    """that and but because while when where as if although though since who whom which after before until so whether
    once unless""".split()
)
VERB = re.compile(
    r"(?:would|could|can|may|might|must|should|will|\w+(?:ed|es|s)|had|did|won|said|told|went|took|gave|made|became|came"
    r"|left|got|wrote|saw|met|ran|led|began|held|brought|thought|felt|found|knew|kept|lost|sent|spent|sang|stood|fought"
    r"|fell|sold|bought|taught|caught)$"
)
_WORD_BEFORE = re.compile(r"([\w'’]{1,30})\W{0,3}$")
_WORD_AFTER = re.compile(r"\s?(\w{1,30})")
# A title is searched for this far before a name: "Mrs. ", "his sister, ".
_TITLE_CHARS = 16


def printed_gender(text: str, spans: Sequence[Span]) -> Gender | None:
    """Return the gender that the titles before a person's names show; None if there are none or they disagree."""
    found = {
        _TITLES.get(word.group(1).lower())
        for span in spans
        if (word := _WORD_BEFORE.search(text, max(0, span.start - _TITLE_CHARS), span.start))
    } - {None}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Place:
    """A mention of a person: `who` is the candidate's index."""

    span: Span
    who: int
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class _InContext:
    """A place with the words and marks on both sides."""

    start: int
    printed: str
    who: int
    gender: Gender | None
    sentence: int
    before: str
    after: str
    left: str
    right: str

    @property
    def possessive(self) -> bool:
        return self.right in ("'", "’") or self.after == "s"

    @property
    def preposed(self) -> bool:
        return self.before in PREPOSITIONS


def place_features(near: str, pronoun: Span, places: Sequence[Place]) -> Floats:
    """Return features of shape (len(places), FEATURE_COUNT); spans are within `near`, `places` in reading order."""
    opens = [s.start for s in sentences(near)]
    asked = _in_context(near, Place(pronoun, -1), opens)
    seen = [_in_context(near, place, opens) for place in places]
    firsts = {name.sentence: name for name in reversed(seen)}
    rows = [
        [1.0, *_nearness(asked, seen, n), *_syntax(name, asked, firsts), *_pronoun(name, asked, near)]
        for n, name in enumerate(seen)
    ]
    return np.array(rows, np.float32).reshape(len(rows), FEATURE_COUNT)


def _in_context(near: str, place: Place, opens: Sequence[int]) -> _InContext:
    span = place.span
    head, tail = near[max(0, span.start - 34) : span.start], near[span.end : span.end + 34]
    before, after = _WORD_BEFORE.search(head), _WORD_AFTER.match(tail)
    return _InContext(
        span.start,
        span.cut(near),
        place.who,
        place.gender,
        bisect_right(opens, span.start) - 1,
        before.group(1).lower() if before else "",
        after.group(1).lower() if after else "",
        head.rstrip()[-1:],
        tail.lstrip(" ")[:1],
    )


def _one_hot(value: int, size: int) -> list[float]:
    return [float(min(value, size - 1) == n) for n in range(size)]


def _nearness(asked: _InContext, seen: Sequence[_InContext], n: int) -> list[float]:
    """Return 24 numbers: the side, the distance in sentences, characters and other people, the person's frequency."""
    name = seen[n]
    after = name.start > asked.start
    low, high = sorted((name.start, asked.start))
    between = [s.who for s in seen if low < s.start < high]
    sentences_back = asked.sentence - name.sentence
    return [
        float(after),
        *_one_hot(4 + min(1, -sentences_back) if after else max(0, min(3, sentences_back)), 6),
        *_one_hot(((high - low) // 8).bit_length(), 8),
        *_one_hot(len(set(between) - {name.who}), 5),
        float(name.who in between),
        *_one_hot(sum(s.who == name.who for s in seen) - 1, 3),
    ]


def _syntax(name: _InContext, asked: _InContext, firsts: Mapping[int, _InContext]) -> list[float]:
    """Return 16 numbers: the name's part in its sentence, and whether the pronoun has the same part in its own."""
    first = firsts[name.sentence] is name
    subject = first and not name.preposed and not name.possessive
    verb = VERB.match(name.after) is not None and not name.possessive
    asks_subject = asked.printed.lower() in ("he", "she")
    sentences_back = asked.sentence - name.sentence
    return [
        float(name.possessive),
        float(name.preposed),
        float(name.before in _JOINS or name.after in _JOINS),
        float(name.left == ","),
        float(name.right == ","),
        float(first),
        float(subject),
        float(verb),
        float(subject and asks_subject),
        float(subject and asks_subject and asked.printed[0].isupper()),
        float(verb and asks_subject),
        float(subject and sentences_back == 0),
        float(subject and sentences_back == 1),
        float(subject and asked.printed.lower() in ("his", "her")),
        float(" " in name.printed),
        float(name.left == "(" or name.right == ")"),
    ]


def _pronoun(name: _InContext, asked: _InContext, near: str) -> list[float]:
    """Return 12 numbers: the pronoun's form and place, gender agreement, and whether a quotation separates them."""
    word = asked.printed.lower()
    opens = asked.printed[0].isupper()
    after = name.start > asked.start
    low, high = sorted((name.start, asked.start))
    gender = PRONOUNS.get(word)
    return [
        *(float(word in forms) for forms in (("he", "she"), ("his",), ("her",), ("him",))),
        float(opens),
        float(asked.before in _CLAUSES or asked.left == ","),
        float(after and asked.before in _CLAUSES),
        float(after and opens),
        float(name.start == 0),
        float(sum(near.count(mark, low, high) for mark in '"“”') % 2),
        float(name.gender is not None and name.gender is gender),
        float(name.gender is not None and name.gender is not gender),
    ]


FEATURE_COUNT = 1 + 24 + 16 + 12
# The index of the feature "the printed gender is not the pronoun's".
GENDER_CLASH = FEATURE_COUNT - 1
