"""Compare thresholds of the grouping on the pages of SQuAD, which are in no figure."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from retrieval.stories import linkage
from retrieval.stories.terms import Terms
from tests.benchmarks.stories.grouping import grouped
from tests.benchmarks.stories.sets import mutual_information, pair_f1, pieces_of_pages, terms

SIZES = (2, 3, 5)
LEAST = (0.045, 0.05, 0.055, 0.06)
SHARES = (0.4, 0.45, 0.5)
FOR_ONE_PAIR = (0.08, 0.1, 0.12)
ORDERS = 2


def chosen(data: Path) -> Iterator[tuple[str, float]]:
    """Yield each choice with the mean of pair-F1 and NMI over the sizes of pieces."""
    sets = [pieces_of_pages(size, data) for size in SIZES]
    prepared = [([a.label for a in found], terms(found)) for found in sets]
    for least, share, one in itertools.product(LEAST, SHARES, FOR_ONE_PAIR):
        linkage.MIN_LIKENESS, linkage.MIN_SHARE_OF_OWN, linkage.MORE_FOR_ONE_PAIR = least, share, one
        yield f"likeness {least}, share {share}, one pair {one}", mean(_score(*made) for made in prepared)


def _score(labels: Sequence[str], known: Sequence[Terms]) -> float:
    scores = []
    for seed in range(ORDERS):
        order = list(range(len(labels)))
        random.Random(seed).shuffle(order)  # noqa: S311  not for secrets
        groups = grouped([known[n] for n in order])
        found = [labels[n] for n in order]
        scores += [pair_f1(found, groups), mutual_information(found, groups)]
    return mean(scores)
