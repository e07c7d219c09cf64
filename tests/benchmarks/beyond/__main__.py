"""Run one part of the measurements, or all of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

from tests.benchmarks.beyond import pages, postgres, processes

Figures = Mapping[str, float]
# Each part returns its figures by name; a name says its unit.
PARTS: dict[str, Callable[[], Figures]] = {
    "pages": pages.measured,
    "postgres": postgres.measured,
    "processes": processes.measured,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.beyond", description=__doc__)
    parser.add_argument("part", nargs="?", choices=[*PARTS], help="all, if none is named")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    chosen = parser.parse_args()
    found: dict[str, Figures] = {}
    for name in [chosen.part] if chosen.part else PARTS:
        found[name] = PARTS[name]()
        table = Table(title=name)
        table.add_column("figure")
        table.add_column("value", justify="right")
        for figure, value in found[name].items():
            table.add_row(figure, f"{value:,.1f}")
        Console(stderr=True).print(table)
    if chosen.json:
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
