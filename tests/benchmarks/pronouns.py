#!/usr/bin/env python3
"""Resolve the pronouns of a file in GAP's format, for `score.py pronouns`; without a file, measure the speed.

    python -m tests.benchmarks.pronouns ../shared/data/gap/dev.jsonl > .eval/pronouns.jsonl
    ../shared/eval/score.py pronouns ../shared/data/gap/dev.jsonl .eval/pronouns.jsonl

The shipped weights were fitted on these passages, so it fits five models, each without the fifth of the passages that
it then resolves.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

if not __package__:
    # Run as a script: the retrieval.py in this folder would hide the package.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from retrieval.domain.article import Span
from retrieval.fitting.pronouns.fit import Passage, PronounFitSettings, load_gap, people
from retrieval.fitting.pronouns.folds import cross_validated
from retrieval.quotes.pronouns.network import packaged
from retrieval.quotes.pronouns.resolver import MIN_SHARE, candidates
from retrieval.text.person_names import mentions

TEXT = (
    "Peter Lund met Karl Berg at the old bridge on Monday, when the river had risen by two metres. He spoke of "
    "the harvest to Anna Holm, the mayor of the town, and left with Berg before the shelters were opened to everybody. "
)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="pronouns"
    )
    parser.add_argument("gap", type=Path, nargs="?", help="passages, as JSON lines")
    parser.add_argument("--json", action="store_true", help="print the speed as JSON")
    parser.add_argument("--shipped", action="store_true", help="use the shipped weights, for passages outside the fit")
    parser.add_argument("--epochs", type=int, default=PronounFitSettings.epochs)
    parser.add_argument("--jobs", type=int, default=2, help="folds to fit in parallel, each on one processor")
    parser.add_argument("--kept", type=Path, default=Path(".eval"), help="folder for finished folds, to resume from")
    return parser.parse_args(given)


def line(passage: Passage, shares: dict[int, float]) -> str:
    """Return a result line: the likelier of the two marked names, if it is likely enough."""
    best = max((0, 1), key=lambda who: shares.get(who, 0.0))
    named = passage.names[best] if shares.get(best, 0.0) >= MIN_SHARE else None
    return json.dumps({"id": passage.id, "mention": [named.start, named.end] if named else None})


def by_folds(passages: Sequence[Passage], asked: argparse.Namespace) -> list[dict[int, float]]:
    return cross_validated(passages, replace(PronounFitSettings(), epochs=asked.epochs), asked.kept, jobs=asked.jobs)


def as_shipped(passages: Sequence[Passage]) -> list[dict[int, float]]:
    resolver = packaged()
    return [resolver.shares(p.text, p.pronoun, people(p)) for p in passages]


def report(said: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {said}\n")
    sys.stderr.flush()


def speed() -> dict[str, float]:
    """Return the pronouns resolved per second, with full windows, and how the time grows with the text."""
    resolver = packaged()

    def seconds(times: int) -> float:
        text = TEXT * times
        known = candidates(text, mentions(text))
        spots = [Span(m.start(), m.end()) for m in re.finditer(r"\bHe\b", text)]
        began = time.process_time()
        for spot in spots:
            resolver.choose(text, spot, known)
        return time.process_time() - began

    seconds(4)
    short, long = seconds(20), seconds(80)
    return {"pronouns_per_second": 80 / long, "resolving_time_ratio_4n": long / short}


def main(given: Sequence[str] | None = None) -> None:
    asked = arguments(given)
    if asked.gap is None:
        for name, value in (measured := speed()).items():
            report(f"{name.replace('_', ' ')}: {value:.1f}")
        if asked.json:
            sys.stdout.write(
                json.dumps({"benchmark": "pronouns", **{k: round(v, 3) for k, v in measured.items()}}) + "\n"
            )
        return
    passages = load_gap(asked.gap)
    found = as_shipped(passages) if asked.shipped else by_folds(passages, asked)
    for passage, shares in zip(passages, found, strict=True):
        sys.stdout.write(line(passage, shares) + "\n")


if __name__ == "__main__":
    main()
