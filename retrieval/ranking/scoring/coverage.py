"""Measure how much of a question's words a text prints.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from retrieval.models.pair_input import stem
from retrieval.text.normalize import content_words

# Forms of one word share at least these letters, and end in these; short ones ("win", "wine") only in the sure ones.
MIN_COMMON = 3
SURE_ENDINGS = frozenset({"", "s", "es", "ed", "ing"})
ENDINGS = SURE_ENDINGS | frozenset(
    "d e n y an ian ies ied er ers or ors ly al ion ions ation ations ment ments".split()
)


class Coverage:
    """How much of a question's words a text prints: each word counts by its rarity."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self._rarity: dict[str, float] = {}
        for word, value in rarity.items():
            self._rarity[stem(word)] = max(value, self._rarity.get(stem(word), 0.0))
        self._total = sum(self._rarity.values())
        self._asked = tuple(rarity)
        self._texts: dict[str, frozenset[str]] = {}

    def __call__(self, text: str) -> float:
        """Return the share, 0…1."""
        if text not in self._texts:
            self._texts[text] = frozenset(stem(w) for w in content_words(text))
        printed = self._texts[text]
        return sum(r for s, r in self._rarity.items() if s in printed) / self._total if self._total else 0.0

    def prints_all(self, text: str) -> bool:
        """Return whether a text prints each of the words, or one that differs in its ending only."""
        printed = set(content_words(text))
        return bool(self._asked) and all(any(is_form_of(w, p) for p in printed) for w in self._asked)


def is_form_of(one: str, other: str) -> bool:
    """Return whether two words differ in their endings only: "tax" and "taxes", but not "fire" and "firearms"."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    rests = {one[common:], other[common:]}
    if one == other or common < MIN_COMMON or not rests <= ENDINGS:
        return one == other
    return common > MIN_COMMON or rests <= SURE_ENDINGS
