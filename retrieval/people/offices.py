"""Tell whether a role that is asked for is the one that is printed: the office, whose it is, and no other.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.normalize import STOPWORDS, flagged_words

# Words that make another office of one: the vice president is not the president, nor is his spokesman.
_OTHER_OFFICE = frozenset(
    """vice deputy former ex assistant acting spokesman spokeswoman spokesperson aide adviser advisor wife husband son
    daughter brother sister rival candidate nominee elect would-be shadow interim ousted incoming outgoing press
    attorney surgeon solicitor inspector""".split()
)
# A country under its letters and in full; the letters come first in print, and often without a full form.
_PLACE = {"american": "us", "america": "us", "british": "uk", "britain": "uk", "european": "eu", "europe": "eu"}
_LETTERS = frozenset(_PLACE.values())
# What opens the second part of a role: "ambassador | to Serbia".
_OF = frozenset("of to for at in from with on by who".split())
# Who holds one of these holds it of somewhere, and what is printed of another place's holder is no answer.
_OFFICES = frozenset(
    """president premier minister chancellor king queen prince princess pope governor mayor ambassador envoy chairman
    chairwoman chair secretary general chief head director leader ceo coach captain speaker commissioner bishop
    archbishop""".split()
)
_WHEN = frozenset("current present new newest latest first last next".split())
# What stands between "of" and a place: "President of the Republic of Serbia".
_STATE = frozenset("the of republic kingdom federation state city town province islamic".split())
# Words between a place and its office ("Serbia's newly elected president"), and of a name ("President Ana Maric of").
_BETWEEN = 2
_OF_A_NAME = 3
_CLAUSE = re.compile(r"[,;:()\[\]“”\"«»—–]")


def role_words(role: str) -> tuple[str, ...]:
    """The words of a role by which it is looked up, as stems."""
    return tuple(w[:4] for w, _ in flagged_words(role) if w not in STOPWORDS and w not in _PLACE and w not in _LETTERS)


def holds_role(asked: str, printed: str) -> bool:
    """Whether a role asked for ("the ambassador") is the one printed ("US Ambassador to Serbia"), no other office."""
    # No role has a "us" in it that is not the place.
    wanted = [(w, carries or w in _LETTERS) for w, carries in flagged_words(asked)]
    wanted = [(w, carries) for w, carries in wanted if carries or w in _OF]
    printed_words = flagged_words(printed)
    has = {w for w, _ in printed_words}
    if not wanted or (_OTHER_OFFICE & has) - {w for w, _ in wanted}:
        return False
    same_head = _same(_head(wanted), _head(printed_words))
    return same_head and all(any(_same(w, h) for h in has) for w, carries in wanted if carries)


def _head(role: Sequence[tuple[str, bool]]) -> str:
    """What the role is: the word before "of", "to" or "for", else the last."""
    end = next((i for i, (w, carries) in enumerate(role) if i and w in _OF and not carries), len(role))
    return role[end - 1][0] if role else ""


def _same(one: str, other: str) -> bool:
    """The same word but for its ending ("Serbia", "Serbian"; "leader", "leaders"), or the same place."""
    short, long = sorted((one, other), key=len)
    alike = len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 2
    return one == other or alike or _PLACE.get(one, one) == _PLACE.get(other, other)


@dataclass(frozen=True, slots=True)
class Office:
    """A role asked for with its place, each in folded words: ("prime", "minister"), ("serbia",)."""

    role: tuple[str, ...]
    place: tuple[str, ...]

    @classmethod
    def of(cls, asked: str) -> Office | None:
        """What "[the] prime minister of Serbia" asks for; None where that is no office, or of no place."""
        asked_words = flagged_words(asked)
        at = next((i for i, (w, carries) in enumerate(asked_words) if i and w in _OF and not carries), None)
        if at is None:
            return None
        role = tuple(w for w, carries in asked_words[:at] if carries and w not in _WHEN)
        after = [(w, carries or w in _LETTERS) for w, carries in asked_words[at + 1 :] if w != "the"]
        end = next((i for i, (_, carries) in enumerate(after) if not carries), len(after))
        place = tuple(w for w, _ in after[:end])
        return cls(role, place) if role and place and role[-1] in _OFFICES else None

    def is_printed_in(self, sentence: str) -> bool:
        """Whether a clause of it has the role and the place beside each other: "Serbia's president", no "vice"."""
        return any(self._in_clause(clause) for clause in _CLAUSE.split(sentence))

    def _in_clause(self, clause: str) -> bool:
        printed = [w for w, _ in flagged_words(clause)]
        size = len(self.role)
        return any(
            _is_run(self.role, printed, i)
            and (self._before(printed[:i]) or self._behind(printed[i + size :], printed[:i]))
            for i in range(len(printed) - size + 1)
        )

    def _before(self, printed: Sequence[str]) -> bool:
        """Whether the words before the role end in the place, or nearly."""
        for between in range(_BETWEEN + 1):
            rest = printed[len(printed) - between :] if between else []
            start = len(printed) - between - len(self.place)
            plain = not any(w in STOPWORDS or w in _OTHER_OFFICE for w in rest)
            if start >= 0 and plain and _is_run(self.place, printed, start):
                return True
        return False

    def _behind(self, printed: Sequence[str], before: Sequence[str]) -> bool:
        """Whether "of" and the place come behind the role, or behind a name; `before` stands before the role."""
        at = next((i for i, w in enumerate(printed[: _OF_A_NAME + 1]) if w in _OF), None)
        if at is None or set(before[-1:]) & _OTHER_OFFICE:
            return False
        start = at + 1
        while start < len(printed) and printed[start] in _STATE:
            start += 1
        return _is_run(self.place, printed, start)


def _is_run(wanted: Sequence[str], printed: Sequence[str], at: int) -> bool:
    return at + len(wanted) <= len(printed) and all(_same(w, p) for w, p in zip(wanted, printed[at:], strict=False))
