"""Find the likeliest legal sequence of tags for the tagger's scores, and its spans.  Pure.

Viterbi's algorithm (A. Viterbi, "Error bounds for convolutional codes", IEEE Trans. Inf. Theory 13, 1967).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Tags of contents; sources and cues have only the first three.
OUT, BEGIN, IN, END, SINGLE = range(5)
FORBIDDEN = -1e4

# Which tags may follow each tag.
_LEGAL = {
    OUT: (OUT, BEGIN, SINGLE),
    BEGIN: (IN, END),
    IN: (IN, END),
    END: (OUT, BEGIN, SINGLE),
    SINGLE: (OUT, BEGIN, SINGLE),
}
STARTS = (OUT, BEGIN, SINGLE)


def legal() -> Floats:
    """Return the legal transitions, shape (5, 5): 0 if the second tag may follow the first, else FORBIDDEN."""
    table = np.full((5, 5), FORBIDDEN, np.float32)
    for first, nexts in _LEGAL.items():
        table[first, list(nexts)] = 0
    return table


# Which tags may come before each tag.
_BEFORE = tuple(tuple(first for first, nexts in _LEGAL.items() if tag in nexts) for tag in range(5))


def best_tags(scores: Floats, transitions: Floats) -> list[int]:
    """Return the best sequence of content tags for `scores` (n, 5) and `transitions` (5, 5).

    In plain lists: with five tags, numpy's calls take longer than the computing.
    """
    if not len(scores):
        return []
    moves = transitions.tolist()
    rows = scores.tolist()
    total = [score if tag in STARTS else FORBIDDEN for tag, score in enumerate(rows[0])]
    back: list[list[int]] = []
    for row in rows[1:]:
        chosen = [max(before, key=lambda first, tag=tag: total[first] + moves[first][tag])  # type: ignore[misc]
                  for tag, before in enumerate(_BEFORE)]  # fmt: skip
        total = [total[first] + moves[first][tag] + row[tag] for tag, first in enumerate(chosen)]
        back.append(chosen)
    tag = max((OUT, END, SINGLE), key=lambda last: total[last])
    tags = [tag]
    for chosen in reversed(back):
        tag = chosen[tag]
        tags.append(tag)
    return tags[::-1]


def spans_of(tags: list[int]) -> list[tuple[int, int]]:
    """Return the content spans, as half-open ranges, of a legal sequence of tags."""
    found: list[tuple[int, int]] = []
    start = 0
    for at, tag in enumerate(tags):
        if tag in (BEGIN, SINGLE):
            start = at
        if tag in (END, SINGLE):
            found.append((start, at + 1))
    return found
