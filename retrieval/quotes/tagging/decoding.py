"""Decode the tagger's scores into attributions: each stretch of content with its source and cue.  Pure numpy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.quotes.tagging.tagger import NOBODY, Pointed, Tagged
from retrieval.quotes.tagging.tags import IN, Floats, best_tags, spans_of
from retrieval.quotes.tagging.windows import OTHER, Ints

# The word pieces "the", "a", "an", "this", "that", "these", "those": alone, each only opens a noun phrase.
_DETERMINERS = frozenset([1996, 1037, 2019, 2023, 2008, 2122, 2216])
_MAX_NOUN_PIECES = 4


@dataclass(frozen=True, slots=True)
class Attribution:
    """One stretch of content with the source and the cue that it points at; `odds`, 0 to 1, is for the source."""

    content: Span
    source: Span | None
    cue: Span | None
    odds: float


def attributions(tagged: Tagged) -> list[Attribution]:
    """Return the attributions in reading order; their contents do not overlap."""
    tags = best_tags(tagged.content, tagged.transitions)
    sources, cues = (_labels(scores) for scores in (tagged.source, tagged.cue))
    found = []
    for first, last in (_within_text(tagged, *span) for span in spans_of(tags)):
        if first == last:
            continue
        source, odds = _aim(tagged.to_source, first, last)
        cue, _ = _aim(tagged.to_cue, first, last)
        found.append(
            Attribution(_printed(tagged, first, last), _whole(tagged, sources, source), _whole(tagged, cues, cue), odds)
        )
    return found


def _labels(scores: Floats) -> Ints:
    labels: Ints = scores.argmax(1)
    return labels


def _aim(pointed: Pointed, first: int, last: int) -> tuple[int, float]:
    """Return the piece that a content's pieces together point at most, and its mean odds."""
    votes: defaultdict[int, float] = defaultdict(float)
    for at, odds in zip(
        pointed.at[first:last].ravel().tolist(), pointed.odds[first:last].ravel().tolist(), strict=True
    ):
        votes[at] += odds
    best = max(votes, key=lambda at: votes[at])
    return best, votes[best] / (last - first)


def _whole(tagged: Tagged, labels: Ints, first: int) -> Span | None:
    """Return the source or cue that begins at a piece and goes on as far as its labels do, in whole words."""
    if first == NOBODY or _is_break(tagged, first):
        return None
    last = first + 1
    while last < len(labels) and labels[last] == IN:
        last += 1
    if last == first + 1 and int(tagged.read.ids[first]) in _DETERMINERS:
        last = _noun_end(tagged, last)
        if last == first + 1:
            return None
    # Never cut a word: its later pieces belong to it, however they are labelled.
    while last < len(labels) and _goes_on(tagged, last):
        last += 1
    return _printed(tagged, first, last)


def _noun_end(tagged: Tagged, at: int) -> int:
    """Return where the noun after a lone "the" ends: at a cue, a content or a mark, or after a few pieces."""
    last = at
    while last < min(len(tagged.read), at + _MAX_NOUN_PIECES) and tagged.read.features[last, 1] != OTHER:
        if tagged.cue[last].argmax() or tagged.content[last].argmax():
            break
        last += 1
    return last


def _goes_on(tagged: Tagged, at: int) -> bool:
    """Return whether a piece continues the word of the piece before it; a stop or a mark is a word by itself."""
    touching = tagged.read.spans[at - 1, 1] == tagged.read.spans[at, 0]
    return bool(touching and OTHER not in tagged.read.features[at - 1 : at + 1, 1])


def _within_text(tagged: Tagged, first: int, last: int) -> tuple[int, int]:
    """Drop paragraph breaks from both ends of a range of pieces: they cover no character."""
    while first < last and _is_break(tagged, first):
        first += 1
    while last > first and _is_break(tagged, last - 1):
        last -= 1
    return first, last


def _is_break(tagged: Tagged, at: int) -> bool:
    return bool(tagged.read.spans[at, 0] == tagged.read.spans[at, 1])


def _printed(tagged: Tagged, first: int, last: int) -> Span:
    return Span(int(tagged.read.spans[first, 0]), int(tagged.read.spans[last - 1, 1]))
