"""Compare two sentences that tell the same: in which one thing do they differ?  Pure.

Whatever might be explained otherwise is no difference: a hedge, a rounding, another unit or scope, a later count, more
than one thing that differs (then they may tell of two things).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.domain.reply import DifferenceKind
from retrieval.stories.differences.aligning import Alignment
from retrieval.stories.differences.days import Day
from retrieval.stories.differences.figures import Figure
from retrieval.stories.differences.reading import Name, Sentence, is_reported_by
from retrieval.stories.differences.tables import CONDITIONS, MODALS, NEGATIVE, OPPOSITES, SCOPES, UPDATING
from retrieval.stories.differences.words import Word
from retrieval.text.names.tables import INSTITUTIONS

# How many content words two sentences must share, at least, and which share of the shorter's and of both's.
MIN_SHARED = 3
MIN_LEAST = 0.6
MIN_BOTH = 0.5
# A name or a denial is the whole difference only between sentences that are nearly the same.
MIN_LEAST_CLOSE, MIN_BOTH_CLOSE = 0.7, 0.6
# Everybody counts the dead of one event: fewer other words need to be common.
MIN_SHARED_OF_COUNTS, MIN_LEAST_OF_COUNTS = 3, 0.4
# Content words around a figure, a day or a name that are compared, and the share of them that must be common.
REACH, MIN_AROUND = 3, 0.5
# Content words after a figure or a denial that say of what it is.
FOLLOWING = 2
# Words after a negation among which the denied one is.
DENIED_REACH = 6

_OPPOSITES = [(frozenset(one.split()), frozenset(other.split())) for one, other in OPPOSITES]


@dataclass(frozen=True, slots=True)
class Found:
    """What differs in the one sentence and in the other."""

    kind: DifferenceKind
    one: Span
    other: Span


def compared(pair: Alignment) -> Found | None:
    """Return the one thing in which two sentences differ; None if nothing does, or more than one thing."""
    found = [*_figures(pair), *_days(pair), *_names(pair), *_denials(pair)]
    if len(found) != 1 or (found[0].kind is not DifferenceKind.FIGURE and _have_other_figures(pair)):
        return None
    if pair.one.has_near(found[0].one, UPDATING) or pair.other.has_near(found[0].other, UPDATING):
        return None
    return None if _are_of_two_things(pair, found[0]) else found[0]


def _are_of_two_things(pair: Alignment, found: Found) -> bool:
    """Return whether each sentence goes on, after a figure or a denial, with a word that the other does not have.

    "20 million euros for the hospital" and "35 million for the school" contradict each other in nothing.
    """
    if found.kind not in {DifferenceKind.FIGURE, DifferenceKind.DENIAL}:
        return False
    mine, theirs = _after(pair.one, found.one), _after(pair.other, found.other)
    return bool(mine - _keys(pair.other)) and bool(theirs - _keys(pair.one))


def _keys(sentence: Sentence) -> set[str]:
    return {w.key for w in sentence.words}


def _after(sentence: Sentence, span: Span) -> frozenset[str]:
    """Return the keys of the content words that follow a stretch of a sentence."""
    following = [w.key for w in sentence.words if w.span.start >= span.end and w.is_content]
    return frozenset(following[:FOLLOWING])


def _is_same(pair: Alignment, least: float, both: float) -> bool:
    return len(pair.shared) >= MIN_SHARED and pair.least >= least and pair.both >= both


def _figures(pair: Alignment) -> list[Found]:
    found = []
    for one, other in _differing(pair.one.figures, pair.other.figures):
        if one.grows:
            same = pair.least >= MIN_LEAST_OF_COUNTS and (
                len(pair.shared) >= MIN_SHARED_OF_COUNTS or (pair.has_common_name and len(pair.shared) > 1)
            )
        else:
            same = (
                _is_same(pair, MIN_LEAST, MIN_BOTH)
                and not any(d.is_period for side in pair.days for d in side)
                and _around(pair, one, other)
            )
        if one.of and other.of and not one.of & other.of:
            continue
        # Two bulletins on one market are of two moments, even if neither says so.
        if not one.grows and (pair.one.is_of_a_market or pair.other.is_of_a_market):
            continue
        scopes = pair.one.scopes(one.at) == pair.other.scopes(other.at)
        if same and scopes and not (pair.has_other_names or pair.has_other_days):
            found.append(Found(DifferenceKind.FIGURE, one.span, other.span))
    return found


def _differing(mine: Sequence[Figure], theirs: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the pairs of figures that count the same and cannot both be true: the only ones left of their unit."""
    pairs = []
    for counts in {f.counts for f in mine} & {f.counts for f in theirs}:
        one = _left(mine, theirs, counts)
        other = _left(theirs, mine, counts)
        if len(one) == len(other) == 1 and not (one[0].is_part or other[0].is_part):
            pairs.append((one[0], other[0]))
    return sorted(pairs, key=lambda p: p[0].span)


def _have_other_figures(pair: Alignment) -> bool:
    mine, theirs = pair.one.figures, pair.other.figures
    same = {f.counts for f in mine} & {f.counts for f in theirs}
    if pair.one.numbers - pair.other.numbers and pair.other.numbers - pair.one.numbers:
        return True
    return any(_left(mine, theirs, counts) and _left(theirs, mine, counts) for counts in same)


def _left(mine: Sequence[Figure], theirs: Sequence[Figure], counts: object) -> list[Figure]:
    return [f for f in mine if f.counts == counts and not any(f.unit == t.unit and f.agrees(t) for t in theirs)]


def _around(pair: Alignment, one: Figure | Day | Name, other: Figure | Day | Name) -> bool:
    mine, theirs = pair.one.around(one.at, one.until, REACH), pair.other.around(other.at, other.until, REACH)
    fewer = min(len(mine), len(theirs))
    # What stands next to it in one sentence may stand anywhere in the other.
    common = (
        max(len(mine & pair.other.content) / len(mine), len(theirs & pair.one.content) / len(theirs)) if fewer else 0
    )
    return bool(fewer) and bool(mine & theirs) and common >= MIN_AROUND


def _days(pair: Alignment) -> list[Found]:
    mine, theirs = (
        [d for d in side if not is_reported_by(of.words, d.at, d.until)]
        for side, of in zip(pair.days, (pair.one, pair.other), strict=True)
    )
    if len(mine) != 1 or len(theirs) != 1 or not mine[0].is_like(theirs[0]):
        return []
    one, other = mine[0], theirs[0]
    if pair.has_other_names or not _is_same(pair, MIN_LEAST, MIN_BOTH) or not _around(pair, one, other):
        return []
    return [Found(DifferenceKind.DATE, one.span, other.span)]


def _names(pair: Alignment) -> list[Found]:
    mine, theirs = pair.names
    if len(mine) != 1 or len(theirs) != 1 or not _same_kind(mine[0], theirs[0]):
        return []
    one, other = mine[0], theirs[0]
    if not _is_same(pair, MIN_LEAST_CLOSE, MIN_BOTH_CLOSE) or not _around(pair, one, other):
        return []
    return [Found(DifferenceKind.NAME, mine[0].span, theirs[0].span)]


def _same_kind(one: Name, other: Name) -> bool:
    """Return whether both name persons, or institutions, or neither, as far as their words show."""
    if bool(one.parts & INSTITUTIONS) is not bool(other.parts & INSTITUTIONS):
        return False
    if one.is_person is other.is_person:
        return True
    # A name of no common word may be a person's, known or not.
    return one.own == one.parts and other.own == other.parts


def _denials(pair: Alignment) -> list[Found]:
    one, other = pair.one, pair.other
    # "Rose in early trading" denies nothing of "fell in late trading".
    mine, theirs = ({w.folded for w in side.words} & SCOPES for side in (one, other))
    if mine != theirs or pair.has_other_names or not _is_same(pair, MIN_LEAST_CLOSE, MIN_BOTH_CLOSE):
        return []
    if not one.negations and not other.negations:
        return _opposites(one, other)
    plain = other if one.negations else one
    if len(one.negations) + len(other.negations) != 1 or plain.printed & NEGATIVE:
        return []
    spans = _denied(one, other) if one.negations else _denied(other, one)
    if spans is None or (one.printed ^ other.printed) & MODALS:
        return []
    here, there = spans if one.negations else spans[::-1]
    if one.has_near(here, CONDITIONS) or other.has_near(there, CONDITIONS):
        return []
    return [Found(DifferenceKind.DENIAL, here, there)]


def _denied(one: Sentence, other: Sentence) -> tuple[Span, Span] | None:
    """Return the denial and what it denies in the sentence `one`, and the same words in the other."""
    at = one.negations[0]
    for n, word in enumerate(one.words[at + 1 : at + 1 + DENIED_REACH], at + 1):
        if word.is_content or word.is_number:
            same = _find(other.words, word)
            return None if same is None else (Span(one.words[at].span.start, one.words[n].span.end), same.span)
    return None


def _find(words: Sequence[Word], wanted: Word) -> Word | None:
    return next((w for w in words if w.key == wanted.key), None)


def _opposites(one: Sentence, other: Sentence) -> list[Found]:
    if not _same_opening(one, other):
        return []
    for left, right in _OPPOSITES:
        for here, there in ((left, right), (right, left)):
            mine, theirs = _only(one, here, there), _only(other, there, here)
            if mine is not None and theirs is not None:
                return [Found(DifferenceKind.DENIAL, mine.span, theirs.span)]
    return []


def _only(sentence: Sentence, wanted: frozenset[str], opposite: frozenset[str]) -> Word | None:
    """Return the one word that a sentence has of `wanted`, if it has none of the opposite ones."""
    if any(w.folded in opposite for w in sentence.words):
        return None
    found = [w for w in sentence.words if w.folded in wanted]
    return found[0] if len(found) == 1 else None


def _same_opening(one: Sentence, other: Sentence) -> bool:
    """Return whether both begin with the same name, so that nobody's victory is taken for the other's defeat."""
    if not one.names or not other.names:
        return not one.names and not other.names
    return bool(one.names[0].parts & other.names[0].parts)
