"""Run one subcommand and print its figures; `--json` adds them as one object in the last line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from types import ModuleType

from tests.benchmarks.digests import alerts, carrying, differences, due, questions, rate, stories, year

# Each has `add_options(parser)` and `measured(options)`, which returns figures.
SUBCOMMANDS: dict[str, ModuleType] = {
    "alerts": alerts,
    "carrying": carrying,
    "differences": differences,
    "due": due,
    "questions": questions,
    "rate": rate,
    "stories": stories,
    "year": year,
}


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.digests", description=__doc__)
    subcommands = parser.add_subparsers(dest="subcommand", required=True)
    for name, module in SUBCOMMANDS.items():
        sub = subcommands.add_parser(name, description=module.__doc__, help=(module.__doc__ or "").partition("\n")[0])
        sub.add_argument("--json", action="store_true")
        module.add_options(sub)
    options = parser.parse_args(given)
    figures = SUBCOMMANDS[options.subcommand].measured(options)
    sys.stdout.write("".join(f"{figure.line}\n" for figure in figures))
    if options.json:
        sys.stdout.write(json.dumps({"figures": [figure.as_json for figure in figures]}) + "\n")


if __name__ == "__main__":
    main()
