"""Cut a text into the windows that the statement tagger reads: word pieces, where they stand, how they look in print.

A window is some pieces of context, which were read before, and its core of whole paragraphs, which it is read for.
Cores follow each other without a gap, so each piece is judged exactly once and a text costs what its length says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.marks import Depth, canonical, depths
from retrieval.quotes.marks import paragraphs as paragraphs_of
from retrieval.text.normalize import LETTERS

Ints = NDArray[np.int64]

CLS, SEP = 101, 102
# Word pieces a window is read for at most, and of what stands before it: with the [CLS], 321 of the encoder's 512.
CORE = 256
CONTEXT = 64

# How a word piece looks in print, which the uncased encoder does not see.
LOWER, CAPITALISED, CAPITALS, DIGIT, OTHER = range(5)
# Where it stands in its paragraph.
INSIDE, FIRST, BREAK = range(3)
FEATURES = (len(Depth), 5, 3)


@dataclass(frozen=True)
class Pieces:
    """A text as word pieces; each paragraph ends in one [SEP], which covers no character.

    `ids` (n,), `spans` (n, 2) in code points of the text, `features` (n, 3) as counted by FEATURES.
    """

    ids: Ints
    spans: Ints
    features: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start`:`end` of a text, read for `core`:`end`."""

    start: int
    core: int
    end: int


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """The word pieces of `text`, its quotation marks read as one pair of marks whatever their printed form."""
    depth = depths(text)
    plain = canonical(text, depth)
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    features: list[tuple[int, int, int]] = []
    for room in paragraphs_of(text):
        if not any(map(str.isalpha, text[room.start : room.end])):
            # Nobody speaks in a line of dots.
            continue
        # The encoder's word pieces know these letters only without what crosses or joins them.
        found, places = tokenizer(plain[room.start : room.end].translate(LETTERS))
        for n, (piece, (a, b)) in enumerate(zip(found, places, strict=True)):
            start, end = room.start + a, room.start + b
            ids.append(piece)
            spans.append((start, end))
            features.append((int(depth[start]), _case(text[start:end]), FIRST if n == 0 else INSIDE))
        ids.append(SEP)
        spans.append((room.end, room.end))
        features.append((int(Depth.OUTSIDE), OTHER, BREAK))
    return Pieces(np.array(ids, np.int64), np.array(spans, np.int64).reshape(-1, 2), _table(features))


def _table(features: list[tuple[int, int, int]]) -> Ints:
    return np.array(features, np.int64).reshape(-1, len(FEATURES))


def _case(printed: str) -> int:
    if printed.isdigit():
        return DIGIT
    if not printed.isalpha():
        return OTHER
    if printed.isupper() and len(printed) > 1:
        return CAPITALS
    return CAPITALISED if printed[:1].isupper() else LOWER


def windows(read: Pieces) -> Iterator[Window]:
    """Whole paragraphs while they fit; a longer one is cut after a sentence where it can be."""
    breaks = np.flatnonzero(read.ids == SEP) + 1
    core = 0
    while core < len(read):
        end = core + CORE
        if end >= len(read):
            end = len(read)
        else:
            whole = breaks[(breaks > core) & (breaks <= end)] if len(breaks) < CORE else _within(breaks, core, end)
            end = int(whole[-1]) if len(whole) else _after_sentence(read, core, end)
        yield Window(max(0, core - CONTEXT), core, end)
        core = end


def _within(breaks: Ints, core: int, end: int) -> Ints:
    return breaks[np.searchsorted(breaks, core, "right") : np.searchsorted(breaks, end, "right")]


_STOPS = (1012, 999, 1029)  # . ! ? in the encoder's vocabulary


def _after_sentence(read: Pieces, core: int, end: int) -> int:
    for at in range(end - 1, core + CORE // 2, -1):
        if read.ids[at] in _STOPS:
            closed = at + 1 < end and read.features[at + 1, 0] == Depth.CLOSING
            return at + 1 + int(closed)
    return end
