"""Choose relevant texts that do not repeat each other: maximal marginal relevance, by meaning and by words.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.ports import Vectors
from retrieval.ranking.deduplication import overlap, shingles

# The weight of a candidate's relevance (lambda); the rest is the weight of its similarity to what is already chosen.
RELEVANCE_WEIGHT = 0.7
# From this cosine, or this share of common shingles, two sentences are about the same thing.
SAME_MEANING_COSINE = 0.75
SAME_WORDS_OVERLAP = 0.4


@dataclass(frozen=True, slots=True)
class MmrCandidate:
    """A text that may be chosen, with its relevance, about 0…1, and its group (articles of one origin)."""

    text: str
    relevance: float
    group: str


def select_diverse(candidates: Sequence[MmrCandidate], vectors: Vectors, most: int, per_group: int) -> list[int]:
    """Return the indexes of the candidates to take, best first: no two on one thing, at most `per_group` of a group.

    `vectors` has shape (len(candidates), dimension), rows of length 1.
    """
    closeness = vectors @ vectors.T
    printed = [shingles(c.text) for c in candidates]
    chosen: list[int] = []
    left = list(range(len(candidates)))
    while left and len(chosen) < most:
        nearest = {i: max((float(closeness[i, c]) for c in chosen), default=0.0) for i in left}
        best = max(
            left, key=lambda i: (RELEVANCE_WEIGHT * candidates[i].relevance - (1 - RELEVANCE_WEIGHT) * nearest[i], -i)
        )
        chosen.append(best)
        full = {c.group for c in candidates if sum(candidates[n].group == c.group for n in chosen) >= per_group}
        left = [
            i
            for i in left
            if i != best
            and candidates[i].group not in full
            and closeness[i, best] < SAME_MEANING_COSINE
            and overlap(printed[i], printed[best]) < SAME_WORDS_OVERLAP
        ]
    return chosen
