"""Read spans off the tagger's scores: the likeliest legal row of tags.  Pure numpy.

Viterbi's algorithm (A. Viterbi, "Error bounds for convolutional codes", IEEE Trans. Inf. Theory 13, 1967).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Tags of contents; sources and cues know the first three alone.
OUT, BEGIN, IN, END, SINGLE = range(5)
FORBIDDEN = -1e4

# What may follow what: inside a span only its inside or its end, outside only another's beginning.
_LEGAL = {
    OUT: (OUT, BEGIN, SINGLE),
    BEGIN: (IN, END),
    IN: (IN, END),
    END: (OUT, BEGIN, SINGLE),
    SINGLE: (OUT, BEGIN, SINGLE),
}
STARTS = (OUT, BEGIN, SINGLE)


def legal() -> Floats:
    """Shape (5, 5): 0 where the second tag may follow the first, FORBIDDEN elsewhere."""
    table = np.full((5, 5), FORBIDDEN, np.float32)
    for first, nexts in _LEGAL.items():
        table[first, list(nexts)] = 0
    return table


def best_tags(scores: Floats, transitions: Floats) -> list[int]:
    """The best row of content tags for `scores` (n, 5), given what each `transitions` (5, 5) adds."""
    n = len(scores)
    if n == 0:
        return []
    moves = transitions + legal()
    total = scores[0] + np.where(np.isin(np.arange(5), STARTS), 0, FORBIDDEN)
    back = np.zeros((n, 5), np.int64)
    for i in range(1, n):
        options = total[:, None] + moves
        back[i] = options.argmax(0)
        total = options.max(0) + scores[i]
    tag = int(np.where(np.isin(np.arange(5), (OUT, END, SINGLE)), total, FORBIDDEN * n).argmax())
    row = [tag]
    for i in range(n - 1, 0, -1):
        tag = int(back[i, tag])
        row.append(tag)
    return row[::-1]


def spans_of(tags: list[int]) -> list[tuple[int, int]]:
    """Content spans [first, last+1) of a legal row of tags."""
    found: list[tuple[int, int]] = []
    start = 0
    for at, tag in enumerate(tags):
        if tag in (BEGIN, SINGLE):
            start = at
        if tag in (END, SINGLE):
            found.append((start, at + 1))
    return found
