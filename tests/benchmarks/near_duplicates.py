"""Measure near-duplicate detection: `python -m tests.benchmarks.near_duplicates [--json] [--tuning] [--stories 1500]`.

Copies are real articles edited the way newspapers edit them; strangers are pairs that look most like copies.  The
rule's thresholds were chosen on one half of the articles (--tuning); the figures are from the other half.  It also
prints what the rule finds among the unedited articles, and what it costs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from retrieval.identity.fingerprint import Fingerprint, are_copies, fingerprint_of
from tests.benchmarks.copies.pairs import NEWS, Pair, Story, copies, days_apart, found_to_be_copies, stories, strangers

STORIES = 1500


def judged(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    """Return for each kind the number of pairs, and the share judged correctly."""
    kinds: dict[str, list[bool]] = {}
    for pair in pairs:
        kinds.setdefault(pair.kind, []).append(found_to_be_copies(pair) is pair.copies)
    return {kind: {"pairs": len(found), "right": round(sum(found) / len(found), 4)} for kind, found in kinds.items()}


def together(pairs: Sequence[Pair]) -> dict[str, float]:
    said = [found_to_be_copies(pair) for pair in pairs]
    right = sum(s and p.copies for s, p in zip(said, pairs, strict=True))
    return {
        "precision": round(right / sum(said), 4),
        "recall": round(right / sum(p.copies for p in pairs), 4),
        "copies": sum(p.copies for p in pairs),
        "strangers": sum(not p.copies for p in pairs),
        "wrongly_joined": sum(said) - right,
    }


def as_they_came(found: Sequence[Story]) -> dict[str, float]:
    """Count the copies among the articles themselves, which have dates, unlike the pairs."""
    fingerprints = [(s, fingerprint_of(s.text, s.title, s.date)) for s in found]
    compared = _sharing_a_key(fingerprints)
    joined = [(a, b) for a, b in compared if are_copies(a[1], b[1])]
    return {
        "articles": len(found),
        "compared": len(compared),
        "joined": len(joined),
        "joined_days_apart": sum(days_apart(a[0], b[0]) for a, b in joined),
    }


def _sharing_a_key(
    fingerprints: Sequence[tuple[Story, Fingerprint]],
) -> set[tuple[tuple[Story, Fingerprint], tuple[Story, Fingerprint]]]:
    """Return the pairs that share a key."""
    under: defaultdict[int, list[tuple[Story, Fingerprint]]] = defaultdict(list)
    for one in fingerprints:
        for key in one[1].keys:
            under[key].append(one)
    return {pair for same in under.values() for pair in itertools.combinations(same, 2)}


def cost(found: Sequence[Story]) -> dict[str, float]:
    begun = time.perf_counter()
    fingerprints = [s.fingerprint for s in found]
    made = time.perf_counter()
    for one, other in itertools.pairwise(fingerprints):
        are_copies(one, other)
    compared = time.perf_counter()
    count = len(found)
    return {
        "fingerprint_us": round((made - begun) / count * 1e6, 1),
        "verdict_us": round((compared - made) / count * 1e6, 1),
        "bytes": round(sum(len(i.packed()) for i in fingerprints) / count),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--tuning", action="store_true", help="use the half that the thresholds were chosen on")
    parser.add_argument("--stories", type=int, default=STORIES, help="how many stories to edit")
    given = parser.parse_args()
    if not NEWS.exists():
        sys.exit(f"{NEWS} is missing: the pairs are made from its articles")
    half = [s for s in stories() if s.held_out is not given.tuning]
    pairs = [*copies(half, given.stories), *strangers(half, given.stories)]
    figures = {
        "half": "tuning" if given.tuning else "held out",
        **together(pairs),
        "kinds": judged(pairs),
        "as_they_came": as_they_came(half),
        "cost": cost(half[:2000]),
    }
    table = Table("kind", "pairs", "right", title=f"Copies and strangers, {figures['half']}")
    for kind, share in judged(pairs).items():
        table.add_row(kind, f"{share['pairs']:,}", f"{share['right']:.1%}")
    console = Console()
    console.print(table)
    console.print({key: value for key, value in figures.items() if key != "kinds"})
    if given.json:
        print(json.dumps(figures))  # noqa: T201  the promised last line


if __name__ == "__main__":
    main()
