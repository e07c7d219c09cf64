"""Choose what is on the subject and not yet said: maximal marginal relevance, by meaning and by words.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.ports import Vectors
from retrieval.ranking.deduplication import overlap, shingles

# The part of what a candidate is worth by itself; the rest is taken off for being near to what is chosen.
WORTH = 0.7
# From this cosine, or this share of words in a row, two sentences are on the same thing.
SAME_MEANING = 0.75
SAME_WORDS = 0.4


@dataclass(frozen=True, slots=True)
class MmrCandidate:
    """A text that may be chosen: how much it is worth, 0…1, and in which group (articles of one origin) it stands."""

    text: str
    worth: float
    group: str


def select_diverse(candidates: Sequence[MmrCandidate], vectors: Vectors, most: int, of_group: int) -> list[int]:
    """Which candidates to take, the best first: no two on the same thing, at most `of_group` of one group.

    `vectors` has shape (len(candidates), dimension), rows of length 1.
    """
    closeness = vectors @ vectors.T
    printed = [shingles(c.text) for c in candidates]
    chosen: list[int] = []
    left = list(range(len(candidates)))
    while left and len(chosen) < most:
        nearest = {i: max((float(closeness[i, c]) for c in chosen), default=0.0) for i in left}
        best = max(left, key=lambda i: (WORTH * candidates[i].worth - (1 - WORTH) * nearest[i], -i))
        chosen.append(best)
        full = {c.group for c in candidates if sum(candidates[n].group == c.group for n in chosen) >= of_group}
        left = [
            i
            for i in left
            if i != best
            and candidates[i].group not in full
            and closeness[i, best] < SAME_MEANING
            and overlap(printed[i], printed[best]) < SAME_WORDS
        ]
    return chosen
