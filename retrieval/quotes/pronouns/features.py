"""What print and word order show of a name as the one that a pronoun means.  Plain rules, as a row of numbers; pure.

After the classic signs of S. Lappin and H. Leass, "An algorithm for pronominal anaphora resolution" (Computational
Linguistics 20, 1994): nearness, subjects before objects, names before what hangs on a preposition, parallel places.
Nothing here decides; what each sign weighs is fitted (retrieval/fitting/pronouns/fit.py).
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
    """What is printed of a person: Mr, Mrs, queen, spokesman; most names come with neither."""

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
# Names follow their title at this many characters at most: "Mrs. ", "his sister, ".
_TITLE_REACH = 16


def printed_gender(text: str, spans: Sequence[Span]) -> Gender | None:
    """What the titles before a person's names say; None where there is none, or where they disagree."""
    found = {
        _TITLES.get(word.group(1).lower())
        for span in spans
        if (word := _WORD_BEFORE.search(text, max(0, span.start - _TITLE_REACH), span.start))
    } - {None}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is named, and who that is."""

    span: Span
    who: int
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """A place with the words and marks on its two sides."""

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


def signs(near: str, pronoun: Span, places: Sequence[Place]) -> Floats:
    """Shape (len(places), SIGNS), for a window `near` and spans within it; `places` in reading order."""
    opens = [s.start for s in sentences(near)]
    asked = _look(near, Place(pronoun, -1), opens)
    seen = [_look(near, place, opens) for place in places]
    firsts = {look.sentence: look for look in reversed(seen)}
    rows = [
        [1.0, *_nearness(asked, seen, n), *_standing(look, asked, firsts), *_asking(look, asked, near)]
        for n, look in enumerate(seen)
    ]
    return np.array(rows, np.float32).reshape(len(rows), SIGNS)


def _look(near: str, place: Place, opens: Sequence[int]) -> _Look:
    span = place.span
    head, tail = near[max(0, span.start - 34) : span.start], near[span.end : span.end + 34]
    before, after = _WORD_BEFORE.search(head), _WORD_AFTER.match(tail)
    return _Look(
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


def _one_of(value: int, size: int) -> list[float]:
    return [float(min(value, size - 1) == n) for n in range(size)]


def _nearness(asked: _Look, seen: Sequence[_Look], n: int) -> list[float]:
    """24 numbers: on which side, how many sentences, letters and other persons away, named how often."""
    look = seen[n]
    after = look.start > asked.start
    low, high = sorted((look.start, asked.start))
    between = [s.who for s in seen if low < s.start < high]
    apart = asked.sentence - look.sentence
    return [
        float(after),
        *_one_of(4 + min(1, -apart) if after else max(0, min(3, apart)), 6),
        *_one_of(((high - low) // 8).bit_length(), 8),
        *_one_of(len(set(between) - {look.who}), 5),
        float(look.who in between),
        *_one_of(sum(s.who == look.who for s in seen) - 1, 3),
    ]


def _standing(look: _Look, asked: _Look, firsts: Mapping[int, _Look]) -> list[float]:
    """16 numbers: what the name is in its sentence, and whether the pronoun is the like in its own."""
    first = firsts[look.sentence] is look
    subject = first and not look.preposed and not look.possessive
    verb = VERB.match(look.after) is not None and not look.possessive
    asks_subject = asked.printed.lower() in ("he", "she")
    apart = asked.sentence - look.sentence
    return [
        float(look.possessive),
        float(look.preposed),
        float(look.before in _JOINS or look.after in _JOINS),
        float(look.left == ","),
        float(look.right == ","),
        float(first),
        float(subject),
        float(verb),
        float(subject and asks_subject),
        float(subject and asks_subject and asked.printed[0].isupper()),
        float(verb and asks_subject),
        float(subject and apart == 0),
        float(subject and apart == 1),
        float(subject and asked.printed.lower() in ("his", "her")),
        float(" " in look.printed),
        float(look.left == "(" or look.right == ")"),
    ]


def _asking(look: _Look, asked: _Look, near: str) -> list[float]:
    """12 numbers: the pronoun's form and place, whether the genders agree, and whether a quotation parts the two."""
    word = asked.printed.lower()
    opens = asked.printed[0].isupper()
    after = look.start > asked.start
    low, high = sorted((look.start, asked.start))
    gender = PRONOUNS.get(word)
    return [
        *(float(word in forms) for forms in (("he", "she"), ("his",), ("her",), ("him",))),
        float(opens),
        float(asked.before in _CLAUSES or asked.left == ","),
        float(after and asked.before in _CLAUSES),
        float(after and opens),
        float(look.start == 0),
        float(sum(near.count(mark, low, high) for mark in '"“”') % 2),
        float(look.gender is not None and look.gender is gender),
        float(look.gender is not None and look.gender is not gender),
    ]


SIGNS = 1 + 24 + 16 + 12
# The sign that the printed gender is not the pronoun's.
CLASH = SIGNS - 1
