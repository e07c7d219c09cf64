"""Run the product on the labelled texts, and print each figure next to its target and the peers' (`make eval`)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks import reading
from tests.benchmarks.evaluation import figures, runs
from tests.benchmarks.evaluation.ceiling import answers_from_labels
from tests.benchmarks.evaluation.errors import errors
from tests.benchmarks.evaluation.excerpt_errors import excerpts_by_kind
from tests.benchmarks.evaluation.figures import PEERS
from tests.benchmarks.evaluation.labels import POOLS, Absent, Shared, lines_of
from tests.benchmarks.evaluation.page import MAX_KINDS, Evaluation, write_errors, write_page
from tests.benchmarks.evaluation.seed import check_seed

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "evaluation.md"
ERRORS = "errors.md"
PARTS = ("quotes", "questions", "pronouns", *POOLS, "reading", "seed")
# The scorer counts this many excerpts.
RANKING_LIMIT = 10


def measure(shared: Shared, folder: Path, parts: AbstractSet[str]) -> Evaluation:
    """Run the parts in turn; each reports its start."""
    score = shared.scorer()
    said = _who_said_what(shared, folder, parts, score)
    found = [*said.figures]
    if "pronouns" in parts:
        meant = runs.pronouns(shared, folder)
        scored = None if meant is None else score.score_pronouns(lines_of(shared.pronouns), meant)
        found += figures.pronouns_figures(scored)
    for name, figures_of in zip(POOLS, (figures.inscit_figures, figures.clapnq_figures), strict=True):
        if name in parts:
            pool = shared.pool(name)
            answers = runs.answers(pool, folder, limit=RANKING_LIMIT)
            found += figures_of(score.score_ranking(lines_of(pool.questions), answers))
    if "reading" in parts:
        runs.say("cost of reading: against the bare models, in turns")
        found += figures.reading_figures(_reading())
    wrong: tuple[str, ...] = ()
    if "seed" in parts:
        seed = check_seed()
        found += figures.seed_figures(seed)
        wrong = seed.wrong
    return replace(said, figures=found, seed_wrong=wrong)


def _who_said_what(shared: Shared, folder: Path, parts: AbstractSet[str], score: Any) -> Evaluation:
    found = Evaluation([])
    if not parts & {"quotes", "questions"}:
        return found
    gold = lines_of(shared.said.articles)
    if "quotes" in parts:
        predicted = runs.quotes(shared, folder)
        own = figures.quotes_figures(score.score_quotes(gold, predicted))
        found = replace(found, figures=own, errors=errors(gold, predicted, score))
    if "questions" in parts:
        answers, asked = runs.answers(shared.said, folder), lines_of(shared.said.questions)
        labels = score.score_questions(asked, answers_from_labels(asked, gold))
        own = figures.questions_figures(score.score_questions(asked, answers), labels)
        neither, others = excerpts_by_kind(asked, answers, gold, score)
        found = replace(found, figures=[*found.figures, *own], neither=neither, others=others)
    return found


def _reading() -> dict[str, float | None]:
    measured, _ = reading.measure()
    if measured["parsing_cpu_seconds"] is None:
        runs.say(f"the bare spaCy pipeline is not installed, so there is no cost ratio: {reading.INSTALL}")
    return measured


def show(console: Console, found: Evaluation) -> None:
    table = Table(title="Against human labels; peers on dev (on the sister set)", title_justify="left", expand=True)
    table.add_column("figure", overflow="fold", ratio=3)
    for name in ("On Record", "asked", *PEERS):
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("others", overflow="fold", ratio=2)
    part = None
    for f in found.figures:
        if f.part != part:
            table.add_section()
            table.add_row(f"[bold]{f.part}")
            part = f.part
        colour = {True: "green", False: "red", None: ""}[f.reached]
        got = f"[{colour}]{f.shown()}" if colour else f.shown()
        table.add_row(f"  {f.name}", got, f.shown_asked(), *(f.peers.get(p, "") for p in PEERS), f.others)
    console.print(table)
    for title, kinds in (
        ("excerpts neither right nor another's", found.neither),
        ("excerpts that are another's words", found.others),
        (f"the {MAX_KINDS} most frequent errors in who said what", found.errors),
    ):
        if kinds:
            console.print(f"\n[bold]{title}")
            for kind, places in list(kinds.items())[:MAX_KINDS]:
                console.print(f"{len(places):5d}  {kind}", highlight=False, markup=False)
    for fault in found.seed_wrong:
        console.print(f"[red]seed[/] {fault}", highlight=False)


def as_json(found: Evaluation) -> str:
    """Return one JSON object, as every benchmark prints it."""
    printed = {
        "benchmark": "evaluation",
        "figures": [{"part": f.part, "name": f.name, "got": f.got, "asked": f.asked, "at_most": f.at_most,
                     "reached": f.reached, "peers": dict(f.peers), "others": f.others} for f in found.figures],
        **{name: {kind: [[p.article, p.start, p.end] for p in places] for kind, places in kinds.items()}
           for name, kinds in (("errors", found.errors), ("neither", found.neither), ("others", found.others))},
        "seed_wrong": list(found.seed_wrong),
    }  # fmt: skip
    return json.dumps(printed, ensure_ascii=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.evaluation", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="measure only these parts, and write no page")
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="folder of the labels and the scorer"
    )
    parser.add_argument("--keep", type=Path, default=ROOT / ".eval", metavar="DIR", help="folder for stores and output")
    chosen = parser.parse_args()
    shared, parts = Shared(chosen.shared.resolve()), set(chosen.only or PARTS)
    try:
        shared.require(parts)
    except Absent as error:
        sys.stderr.write(f"make eval: {error}\n")
        return 1
    found = measure(shared, chosen.keep.resolve(), parts)
    width = None if sys.stdout.isatty() else 140
    show(Console(width=width), found)
    today = datetime.now(UTC).date()
    if found.errors or found.neither or found.others:
        write_errors(chosen.keep / ERRORS, found, today)
        runs.say(f"written: {chosen.keep / ERRORS}")
    if not chosen.only:
        write_page(PAGE, found, today)
        runs.say(f"written: {PAGE.relative_to(ROOT)}")
    if chosen.json:
        sys.stdout.write(as_json(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
