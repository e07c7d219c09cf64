"""Choose relevant texts that do not repeat each other: maximal marginal relevance, by meaning and by words.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
    """A text that may be chosen, with its relevance, about 0…1, and its groups: its origin, its story."""

    text: str
    relevance: float
    groups: tuple[str, ...]


def select_diverse(
    candidates: Sequence[MmrCandidate],
    vectors: Vectors,
    most: int,
    room: Mapping[str, int],
    before: Sequence[int] = (),
) -> list[int]:
    """Return the indexes of the candidates to take, best first: no two on one thing.

    `room` says how many of a group there may be; groups that it does not name have room for all.  Those chosen `before`
    come first.  `vectors` has shape (len(candidates), dimension), rows of length 1.
    """
    closeness = vectors @ vectors.T
    printed = [shingles(c.text) for c in candidates]
    chosen = list(before)

    def may_follow(i: int) -> bool:
        taken = Counter(group for n in chosen for group in candidates[n].groups)
        return all(taken[group] < room.get(group, most) for group in candidates[i].groups) and not any(
            i == n or closeness[i, n] >= SAME_MEANING_COSINE or overlap(printed[i], printed[n]) >= SAME_WORDS_OVERLAP
            for n in chosen
        )

    left = list(range(len(candidates)))
    while len(chosen) < most and (left := [i for i in left if may_follow(i)]):
        nearest = {i: max((float(closeness[i, c]) for c in chosen), default=0.0) for i in left}
        best = max(
            left, key=lambda i: (RELEVANCE_WEIGHT * candidates[i].relevance - (1 - RELEVANCE_WEIGHT) * nearest[i], -i)
        )
        chosen.append(best)
    return chosen
