"""Measure what is shown as a difference between papers, on pairs of articles built from printed news.

Each pair is one article as printed and the same one reworded, with one fact changed or none; every second paraphrase is
a real one: two reports on one event.  A difference that was not made counts against precision, wherever it is found; a
change that is not found counts against recall.  `--show` prints what is wrong, to be read by eye.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from retrieval.stories.differences.finding import find_differences
from tests.benchmarks.copies.pairs import NEWS
from tests.benchmarks.digests.differing import CHANGED, Pair, pairs
from tests.benchmarks.digests.figures import Figure

PAIRS = 60
MIN_PRECISION, MIN_RECALL = 0.95, 0.70
# Of one pair, so that no wrong difference hides behind others.
MOST = 50


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--tuning", action="store_true", help="use the half of the articles that rules were written on")
    parser.add_argument("--show", action="store_true", help="print what was wrong and what was missed")


def measured(options: argparse.Namespace) -> list[Figure]:
    if not NEWS.exists():
        sys.exit(f"{NEWS} is missing: the pairs are made from its articles")
    return judged(pairs(options.pairs, tuning=options.tuning, seed=options.seed), show=options.show)


def judged(built: Sequence[Pair], *, show: bool = False) -> list[Figure]:
    count: Counter[str] = Counter()
    shown = right = 0
    for pair in built:
        found = find_differences([pair.one, pair.other], most=MOST)
        of_those = [d for d in found if pair.is_right(d)]
        shown, right = shown + len(found), right + len(of_those)
        count[pair.kind] += 1
        count[f"{pair.kind} found"] += bool(of_those)
        if show:
            _show(pair, [d for d in found if d not in of_those], missed=bool(pair.changed) and not of_those)
    changed = sum(count[kind] for kind in CHANGED)
    recall = sum(count[f"{kind} found"] for kind in CHANGED) / changed
    return [
        Figure("differences: pairs", len(built)),
        Figure("differences: precision of those shown", right / shown if shown else 1.0, at_least=MIN_PRECISION),
        Figure("differences: wrong ones shown", shown - right),
        Figure("differences: recall of changes", recall, at_least=MIN_RECALL),
        *(
            Figure(f"differences: recall, {kind}", count[f"{kind} found"] / count[kind])
            for kind in CHANGED
            if count[kind]
        ),
    ]


def _show(pair: Pair, wrong: Sequence[object], *, missed: bool) -> None:
    for difference in wrong:
        sys.stdout.write(f"WRONG ({pair.kind}): {difference}\n")
    if missed:
        sys.stdout.write(f"MISSED ({pair.kind}): {pair.was}\n    {pair.changed}\n")
