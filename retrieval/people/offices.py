"""Find an office with its place in a clause: is it the one asked for?  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.normalize import STOPWORDS, flagged_words

# Words that make it a different office: the vice president is not the president, nor is the president's spokesman.
_OTHER_OFFICE = frozenset(
    """vice deputy former ex assistant acting spokesman spokeswoman spokesperson aide adviser advisor wife husband son
    daughter brother sister rival candidate nominee elect would-be shadow interim ousted incoming outgoing press
    attorney surgeon solicitor inspector""".split()
)
# Full forms of places that are usually printed as abbreviations.
_PLACE_ABBREVIATIONS = {
    "american": "us",
    "america": "us",
    "british": "uk",
    "britain": "uk",
    "european": "eu",
    "europe": "eu",
}
_SHORT_PLACES = frozenset(_PLACE_ABBREVIATIONS.values())
# These open the second part of a role: "ambassador | to Serbia".
_PREPOSITIONS = frozenset("of to for at in from with on by who".split())
# These offices belong to a place, so the holder in another place is a wrong answer.
OFFICES_OF_PLACES = frozenset(
    """president premier minister chancellor king queen prince princess pope governor mayor ambassador envoy chairman
    chairwoman chair secretary general chief head director leader ceo coach captain speaker commissioner bishop
    archbishop""".split()
)
_TIME_WORDS = frozenset("current present new newest latest first last next".split())
# These may come between "of" and a place: "President of the Republic of Serbia".
_STATE_WORDS = frozenset("the of republic kingdom federation state city town province islamic".split())
# Words between a place and its office ("Serbia's newly elected president"), and in a name ("President Ana Maric of").
_MAX_WORDS_BETWEEN = 2
_MAX_NAME_WORDS = 3
_CLAUSE = re.compile(r"[,;:()\[\]“”\"«»—–]")


def _same(one: str, other: str) -> bool:
    """Return whether two words differ only in their ending ("Serbia", "Serbian"), or mean the same place."""
    short, long = sorted((one, other), key=len)
    alike = len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 2
    return one == other or alike or _PLACE_ABBREVIATIONS.get(one, one) == _PLACE_ABBREVIATIONS.get(other, other)


@dataclass(frozen=True, slots=True)
class Office:
    """A role asked for with its place, each in folded words: ("prime", "minister"), ("serbia",)."""

    role: tuple[str, ...]
    place: tuple[str, ...]

    @classmethod
    def of(cls, asked: str) -> Office | None:
        """Parse "[the] prime minister of Serbia"; return None if it is no office, or has no place."""
        asked_words = flagged_words(asked)
        at = next((i for i, (w, carries) in enumerate(asked_words) if i and w in _PREPOSITIONS and not carries), None)
        if at is None:
            return None
        role = tuple(w for w, carries in asked_words[:at] if carries and w not in _TIME_WORDS)
        after = [(w, carries or w in _SHORT_PLACES) for w, carries in asked_words[at + 1 :] if w != "the"]
        end = next((i for i, (_, carries) in enumerate(after) if not carries), len(after))
        place = tuple(w for w, _ in after[:end])
        return cls(role, place) if role and place and role[-1] in OFFICES_OF_PLACES else None

    def is_printed_in(self, sentence: str) -> bool:
        """Return whether a clause prints role and place together: "Serbia's president", but not the vice president."""
        return any(self._in_clause(clause) for clause in _CLAUSE.split(sentence))

    def _in_clause(self, clause: str) -> bool:
        printed = [w for w, _ in flagged_words(clause)]
        size = len(self.role)
        return any(
            _is_run(self.role, printed, i)
            and (self._before(printed[:i]) or self._after(printed[i + size :], printed[:i]))
            for i in range(len(printed) - size + 1)
        )

    def _before(self, printed: Sequence[str]) -> bool:
        """Return whether the place comes before the role, with at most a few words between."""
        for between in range(_MAX_WORDS_BETWEEN + 1):
            rest = printed[len(printed) - between :] if between else []
            start = len(printed) - between - len(self.place)
            plain = not any(w in STOPWORDS or w in _OTHER_OFFICE for w in rest)
            if start >= 0 and plain and _is_run(self.place, printed, start):
                return True
        return False

    def _after(self, printed: Sequence[str], before: Sequence[str]) -> bool:
        """Return whether "of" and the place follow the role, or follow a name; `before` is the text before the role."""
        at = next((i for i, w in enumerate(printed[: _MAX_NAME_WORDS + 1]) if w in _PREPOSITIONS), None)
        if at is None or set(before[-1:]) & _OTHER_OFFICE:
            return False
        start = at + 1
        while start < len(printed) and printed[start] in _STATE_WORDS:
            start += 1
        return _is_run(self.place, printed, start)


def _is_run(wanted: Sequence[str], printed: Sequence[str], at: int) -> bool:
    return at + len(wanted) <= len(printed) and all(_same(w, p) for w, p in zip(wanted, printed[at:], strict=False))
