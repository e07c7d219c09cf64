"""Cut a text into the windows that the statement tagger reads: word pieces with their places and printed features.

A window is a core of whole paragraphs, which gets scores, and some pieces of context before it.  Cores follow each
other without gaps, so that each piece is scored exactly once and the cost grows linearly with the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.layouts.marks import Depth, canonical, depths
from retrieval.quotes.layouts.marks import paragraphs as paragraphs_of
from retrieval.text.normalize import LETTERS

Ints = NDArray[np.int64]

CLS, SEP = 101, 102
# Word pieces in a window's core at most, and in its context: with the [CLS], 321 of the encoder's 512.
MAX_CORE_PIECES = 256
CONTEXT_PIECES = 64

# The printed case of a word piece, which the uncased encoder does not see.
LOWER, CAPITALISED, CAPITALS, DIGIT, OTHER = range(5)
# Its place in the paragraph.
INSIDE, FIRST, BREAK = range(3)
FEATURES = (len(Depth), 5, 3)


@dataclass(frozen=True)
class Pieces:
    """A text as word pieces; each paragraph ends in a [SEP], which covers no character.

    `ids` (n,), `spans` (n, 2) in code points of the text, `features` (n, 3) with FEATURES values each.
    """

    ids: Ints
    spans: Ints
    features: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces `start`:`end` of a text, read to score `core`:`end`."""

    start: int
    core: int
    end: int


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Split `text` into word pieces, with quotation marks of every style read as one pair."""
    depth = depths(text)
    plain = canonical(text, depth)
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    features: list[tuple[int, int, int]] = []
    for paragraph in paragraphs_of(text):
        if not any(map(str.isalpha, text[paragraph.start : paragraph.end])):
            # A line of dots holds no statement.
            continue
        # The encoder's vocabulary has these letters only without their strokes and ligatures.
        found, places = tokenizer(plain[paragraph.start : paragraph.end].translate(LETTERS))
        for n, (piece, (a, b)) in enumerate(zip(found, places, strict=True)):
            start, end = paragraph.start + a, paragraph.start + b
            ids.append(piece)
            spans.append((start, end))
            features.append((int(depth[start]), _case(text[start:end]), FIRST if n == 0 else INSIDE))
        ids.append(SEP)
        spans.append((paragraph.end, paragraph.end))
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
    """Yield windows of whole paragraphs; one too long for a window is cut after a sentence if possible."""
    breaks = np.flatnonzero(read.ids == SEP) + 1
    core = 0
    while core < len(read):
        end = core + MAX_CORE_PIECES
        if end >= len(read):
            end = len(read)
        else:
            whole = (
                breaks[(breaks > core) & (breaks <= end)]
                if len(breaks) < MAX_CORE_PIECES
                else _within(breaks, core, end)
            )
            end = int(whole[-1]) if len(whole) else _after_sentence(read, core, end)
        yield Window(max(0, core - CONTEXT_PIECES), core, end)
        core = end


def _within(breaks: Ints, core: int, end: int) -> Ints:
    return breaks[np.searchsorted(breaks, core, "right") : np.searchsorted(breaks, end, "right")]


_SENTENCE_ENDS = (1012, 999, 1029)  # . ! ? in the encoder's vocabulary


def _after_sentence(read: Pieces, core: int, end: int) -> int:
    for at in range(end - 1, core + MAX_CORE_PIECES // 2, -1):
        if read.ids[at] in _SENTENCE_ENDS:
            closed = at + 1 < end and read.features[at + 1, 0] == Depth.CLOSING
            return at + 1 + int(closed)
    return end
