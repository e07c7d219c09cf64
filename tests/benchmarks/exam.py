"""Ask what readers really ask, and count what they get: `python -m tests.benchmarks.exam [--json] [SET …]`.

Sets are `1` and `2` of ../shared/data/exam, and `own`: those of our own questions that are held out.
../shared/eval/score.py judges; it explains the columns.
"""

from __future__ import annotations

import argparse
import json
import runpy
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from retrieval.fitting.asked.own_questions import asked_of, texts
from tests.benchmarks.evaluation.runs import ONRECORD, say

SHARED = Path("../shared")
FOLDER = Path(".eval/exam")
COLUMNS = (
    "answerable",
    "right",
    "sure",
    "first",
    "recall",
    "silent",
    "words",
    "theirs not",
    "unanswerable",
    "false",
    "hedged",
)

Line = dict[str, Any]


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="exam"
    )
    parser.add_argument("sets", nargs="*", metavar="SET", help="1, 2, own (default: all), or learn: what was fitted on")
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder of data/ and eval/")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where stores and answers are kept")
    parser.add_argument("--again", action="store_true", help="store the articles anew: they keep earlier readings")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON too")
    return parser.parse_args(given)


def prepared(name: str, shared: Path, folder: Path) -> tuple[Path, Path]:
    """Write the articles and the questions of a set into files, and return them."""
    articles, questions = folder / f"{name}-articles.jsonl", folder / f"{name}-questions.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    if name in {"1", "2"}:
        given = shared / "data" / "exam" / name
        shutil.copyfile(given / "questions.jsonl", questions)
        moved = subprocess.run(
            [sys.executable, str(shared / "eval" / "recent.py"), str(given / "articles.jsonl")],
            check=True, capture_output=True,
        )  # fmt: skip
        articles.write_bytes(moved.stdout)
        return articles, questions
    # All our articles are stored, so that each question has as many to choose from.
    stored, asked = asked_of(shared / "data"), asked_of(shared / "data", "learn" if name == "learn" else "held_out")
    wanted = frozenset(g["article"] for q in stored for g in q["gold"])
    found = texts(shared / "data", wanted)
    _write(articles, [{"id": i, "title": title or None, "text": text} for i, (title, text) in sorted(found.items())])
    _write(questions, asked)
    return articles, questions


def _write(file: Path, lines: Sequence[Line]) -> None:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def answers(name: str, articles: Path, questions: Path, folder: Path, *, again: bool) -> list[Line]:
    """Return the answer lines; the articles are stored first, unless they are."""
    data = folder / ("store-own" if name in {"own", "learn"} else f"store-{name}")
    if again:
        shutil.rmtree(data, ignore_errors=True)
    if not data.exists():
        say(f"{name}: onrecord add {articles}")
        subprocess.run(
            [ONRECORD, "add", "--json", "--data", str(data), str(articles)], check=True, stdout=subprocess.DEVNULL
        )
    say(f"{name}: onrecord ask --batch {questions}")
    out = folder / f"{name}-answers.jsonl"
    with out.open("w", encoding="utf-8") as file:
        subprocess.run(
            [ONRECORD, "ask", "--json", "--data", str(data), "--batch", str(questions)], check=True, stdout=file
        )
    return _lines(out)


def _lines(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def main(given: Sequence[str] | None = None) -> None:
    options = arguments(given)
    scorer = runpy.run_path(str(options.shared / "eval" / "score.py"))
    figures = {}
    for name in options.sets or ("1", "2", "own"):
        articles, questions = prepared(name, options.shared, options.folder)
        printed = answers(name, articles, questions, options.folder, again=options.again)
        failures = str(options.folder / f"{name}-failures.jsonl")
        figures[name] = scorer["score_exam"](_lines(questions), printed, failures)
        Console(width=150).print(_table(name, figures[name]))
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")


def _table(name: str, rows: dict[str, Line]) -> Table:
    table = Table("", *COLUMNS, title=f"questions of set {name}", title_justify="left")
    for kind, row in rows.items():
        table.add_row(kind, *(str(row.get(column, "–")) for column in COLUMNS))
    return table


if __name__ == "__main__":
    main()
