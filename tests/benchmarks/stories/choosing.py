"""Compare thresholds of the grouping on the pages of SQuAD, which are in no figure.

Of those within one standard error of the best, the strictest were taken: two events in one story are worse than one
event in two.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, stdev

from retrieval.stories import linkage
from retrieval.stories.terms import Terms
from tests.benchmarks.stories.grouping import grouped
from tests.benchmarks.stories.sets import mutual_information, pair_f1, pieces_of_pages, terms

SIZES = (3, 4)
ORDERS = 3
LEAST = (0.05, 0.06, 0.07)
SHARES = (0.4, 0.45, 0.5, 0.55)
FOR_ONE_PAIR = (0.08, 0.1)


def chosen(data: Path) -> Iterator[tuple[str, float]]:
    """Yield for each choice the mean of pair-F1 and NMI over pieces of several sizes, and its standard error."""
    sets = [pieces_of_pages(size, data) for size in SIZES]
    prepared = [([a.label for a in found], terms(found)) for found in sets]
    for least, share, one in itertools.product(LEAST, SHARES, FOR_ONE_PAIR):
        linkage.MIN_LIKENESS, linkage.MIN_SHARE_OF_OWN, linkage.MORE_FOR_ONE_PAIR = least, share, one
        scores = [score for made in prepared for score in _scores(*made)]
        name = f"likeness {least}, share {share}, one pair {one}"
        yield name, mean(scores)
        yield f"  {'standard error':40}", stdev(scores) / len(scores) ** 0.5


def _scores(labels: Sequence[str], known: Sequence[Terms]) -> Iterator[float]:
    """Yield the score of each order of arrival."""
    for seed in range(ORDERS):
        order = list(range(len(labels)))
        random.Random(seed).shuffle(order)  # noqa: S311  not for secrets
        groups = grouped([known[n] for n in order])
        found = [labels[n] for n in order]
        yield (pair_f1(found, groups) + mutual_information(found, groups)) / 2
