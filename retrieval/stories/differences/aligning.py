"""Decide whether two sentences tell the same thing, as far as their words and names show.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from retrieval.stories.differences.days import Day
from retrieval.stories.differences.reading import Name, Sentence

# Two spellings of one name are this much alike.
SAME_SPELLING = 0.72
# Below this, nothing about two sentences is compared.
MIN_SHARED_WORDS, MIN_LEAST_SHARED = 2, 0.4


@dataclass(frozen=True, slots=True)
class Alignment:
    """What two sentences share.  `least` is the shared part of the shorter one's words, `both` of all words, 0…1.

    `names` and `days` are those that only one or the other has: pairs of lists.
    """

    one: Sentence
    other: Sentence
    shared: frozenset[str]
    least: float
    both: float
    names: tuple[tuple[Name, ...], tuple[Name, ...]]
    days: tuple[tuple[Day, ...], tuple[Day, ...]]
    has_common_name: bool

    @property
    def has_other_names(self) -> bool:
        """Return whether each names somebody or something that the other does not: they may tell of two things."""
        return all(self.names)

    @property
    def has_other_days(self) -> bool:
        return all(self.days)


def align(one: Sentence, other: Sentence) -> Alignment | None:
    """Return what two sentences share; None if that is too little for them to tell the same."""
    shared = one.content & other.content
    if len(shared) < MIN_SHARED_WORDS or len(shared) < MIN_LEAST_SHARED * min(len(one.content), len(other.content)):
        return None
    fewer, every = min(len(one.content), len(other.content)), len(one.content) + len(other.content)
    mine, theirs = _events(one.names), _events(other.names)
    only_mine = tuple(n for n in mine if not any(same_name(n, o) for o in other.names) and not other.prints(n))
    only_theirs = tuple(n for n in theirs if not any(same_name(n, o) for o in one.names) and not one.prints(n))
    return Alignment(
        one, other, shared,
        least=len(shared) / fewer if fewer else 0.0,
        both=2 * len(shared) / every if every else 0.0,
        names=(only_mine, only_theirs),
        days=(_unmatched(one.days, other.days), _unmatched(other.days, one.days)),
        has_common_name=any(same_name(n, o) for n in one.names for o in other.names),
    )  # fmt: skip


def _events(names: Sequence[Name]) -> list[Name]:
    """Return the names that belong to the event rather than to who reports it."""
    return [n for n in names if not n.is_source]


def _unmatched(mine: Sequence[Day], theirs: Sequence[Day]) -> tuple[Day, ...]:
    """Return the days that agree with none of the others."""
    return tuple(d for d in mine if not any(d.is_like(t) and d.agrees(t) for t in theirs))


def same_name(one: Name, other: Name) -> bool:
    """Return whether two names may be one: a common word, a short form, initials, or nearly the same letters."""
    if one.parts <= other.parts or other.parts <= one.parts or one.own & other.own or one.printed == other.printed:
        return True
    if _are_initials(one.parts, other.parts) or _are_initials(other.parts, one.parts):
        return True
    return any(_are_alike(a, b) for a in one.own for b in other.own)


def _are_initials(short: frozenset[str], long: frozenset[str]) -> bool:
    """Return whether one word is made of the others' first letters: "UN", "Nato"."""
    if len(short) != 1 or len(long) == 1:
        return False
    letters, initials = set(next(iter(short))), {p[0] for p in long}
    return letters <= initials or (initials <= letters and len(letters) <= len(initials) + 1)


def _are_alike(one: str, other: str) -> bool:
    """Return whether two words are spellings of one, or one is short for the other: "Fed"."""
    short, long = sorted((one, other), key=len)
    return (len(short) > 2 and long.startswith(short)) or SequenceMatcher(None, one, other).ratio() >= SAME_SPELLING
