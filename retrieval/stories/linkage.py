"""Decide whether two groups of articles are one story, by how alike their articles are on average.  Pure.

Grouping by the average of all pairs is as good online as all at once, if a few pairs must convince more than many do:
two single articles must be much alike, and a large group may take in what resembles all of it a little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.stories.terms import Keys, Terms

Floats = NDArray[np.float64]

# Chosen on Wikipedia's pages in SQuAD, cut in pieces (tests/benchmarks/stories/choosing.py): two groups are one from
# this mean likeness on, or from this share of the likeness within them, whichever is more.
MIN_LIKENESS, MIN_SHARE_OF_OWN = 0.06, 0.5
# This much more if there is only one pair; it is divided by the number of pairs.
MORE_FOR_ONE_PAIR = 0.08
# The likeness within a group is estimated as if there were so many more pairs that are this much alike.
PRIOR_PAIRS, PRIOR_LIKENESS = 3, 0.1
# Chosen by the dates of PolNeAR's articles: dated articles must be more alike, and more so with every day between
# them, because the same people are in the news for another event then.
MORE_IF_DATED, MORE_PER_DAY = 0.13, 0.012
MOST_DAYS = 60.0
# The days assumed between a dated article and an undated one.
DAYS_IF_UNKNOWN = 3.0
# An edited article remains in its story if the new text is this much like the old one.
SAME_SUBJECT = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Some articles together: the sum of their terms, and the days on which they were published (NaN: undated)."""

    keys: Keys
    sums: Floats
    days: Floats

    @classmethod
    def of(cls, members: Sequence[Terms]) -> Group:
        """Add up at least one article."""
        keys = np.concatenate([m.keys for m in members])
        weights = np.concatenate([m.weights for m in members]).astype(np.float64)
        distinct, places = np.unique(keys, return_inverse=True)
        days = np.array([math.nan if m.day is None else m.day for m in members])
        return cls(distinct, np.bincount(places, weights, len(distinct)).astype(np.float64), days)

    def with_(self, other: Group) -> Group:
        """Return both groups as one."""
        distinct, places = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        sums = np.bincount(places, np.concatenate([self.sums, other.sums]), len(distinct)).astype(np.float64)
        return Group(distinct, sums, np.concatenate([self.days, other.days]))

    @property
    def likeness_within(self) -> float:
        """Return the mean likeness of its pairs of articles, drawn towards the prior if they are few."""
        size = len(self.days)
        pairs = size * (size - 1) / 2
        # The square of a sum of vectors of length 1 has each article once and each pair twice.
        alike = (float((self.sums**2).sum()) - size) / 2
        return max(0.0, alike + PRIOR_PAIRS * PRIOR_LIKENESS) / (pairs + PRIOR_PAIRS)


def margin(one: Group, other: Group) -> float:
    """Return by how much two groups are more alike than one story needs; below 0, they are two stories."""
    pairs = len(one.days) * len(other.days)
    own = math.sqrt(one.likeness_within * other.likeness_within)
    needed = max(MIN_LIKENESS, MIN_SHARE_OF_OWN * own) + MORE_FOR_ONE_PAIR / pairs
    return _likeness(one, other) / pairs - _more_by_date(one.days, other.days) - needed


def likeness(one: Terms, other: Terms) -> float:
    """Return how alike two articles are, from 0 to 1."""
    return _likeness(Group.of([one]), Group.of([other]))


def _likeness(one: Group, other: Group) -> float:
    short, long = (one, other) if len(one.keys) <= len(other.keys) else (other, one)
    if not len(short.keys):
        return 0.0
    places = np.minimum(np.searchsorted(long.keys, short.keys), len(long.keys) - 1)
    common = long.keys[places] == short.keys
    return float(long.sums[places[common]] @ short.sums[common])


def _more_by_date(one: Floats, other: Floats) -> float:
    """Return the mean over all pairs of what their dates ask for; nothing for two undated articles."""
    apart = np.abs(one[:, None] - other[None, :])
    undated = np.isnan(one)[:, None] & np.isnan(other)[None, :]
    days = np.minimum(np.where(np.isnan(apart), DAYS_IF_UNKNOWN, apart), MOST_DAYS)
    return float(np.where(undated, 0.0, MORE_IF_DATED + MORE_PER_DAY * days).mean())
