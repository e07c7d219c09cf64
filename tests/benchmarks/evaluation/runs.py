"""Run the product as a user would, and keep its output in .eval."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.evaluation.labels import Line, Pool, Shared, lines_of

ONRECORD = str(Path(sys.executable).with_name("onrecord"))
PRONOUNS = Path(__file__).parent.parent / "pronouns.py"
_BEGAN = time.monotonic()


def say(line: str) -> None:
    """Print a line to stderr, with the time since the start."""
    minutes, seconds = divmod(int(time.monotonic() - _BEGAN), 60)
    sys.stderr.write(f"{minutes:3d}:{seconds:02d}  {line}\n")
    sys.stderr.flush()


def quotes(shared: Shared, folder: Path) -> list[Line]:
    """Return what `onrecord quotes` prints for each labelled article."""
    articles = str(shared.said.articles)
    say(f"statements: onrecord quotes --json {articles}")
    return _printed([ONRECORD, "quotes", "--json", articles], folder / "quotes.jsonl")


def answers(pool: Pool, folder: Path, *, limit: int | None = None) -> list[Line]:
    """Return what `onrecord ask` prints for each question, after storing all articles of the pool anew.

    The store stays in `folder`/its name, where tuning.py reads it.
    """
    data = folder / pool.name
    # An old store would keep the readings of earlier code: a stored article is not read again.
    shutil.rmtree(data, ignore_errors=True)
    add = ["add", "--json", str(pool.articles)]
    say(f"{pool.name}: onrecord {' '.join(add)} ({len(lines_of(pool.articles)):,} articles)")
    _printed([ONRECORD, *add, "--data", str(data)], folder / f"{pool.name}-added.jsonl")
    ask = ["ask", "--json", *([] if limit is None else ["--limit", str(limit)]), "--batch", str(pool.questions)]
    say(f"{pool.name}: onrecord {' '.join(ask)} ({len(lines_of(pool.questions)):,} questions)")
    return _printed([ONRECORD, *ask, "--data", str(data)], folder / f"{pool.name}-answers.jsonl")


def pronouns(shared: Shared, folder: Path) -> list[Line] | None:
    """Return the resolved name of each pronoun; None if the benchmark is missing."""
    if not PRONOUNS.exists():
        say("pronouns: not measured, tests/benchmarks/pronouns.py is not there")
        return None
    say(f"pronouns: python -m tests.benchmarks.pronouns {shared.pronouns}")
    asked = [sys.executable, "-m", "tests.benchmarks.pronouns", str(shared.pronouns)]
    return _printed(asked, folder / "pronouns.jsonl")


def _printed(words: Sequence[str], out: Path) -> list[Line]:
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        ran = subprocess.run(words, stdout=file, check=False)
    if ran.returncode:
        raise SystemExit(f"{' '.join(words)} failed with exit code {ran.returncode}; what it printed is in {out}")
    return lines_of(out)
