"""Run the product as a user would, and keep what it prints below .eval."""

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


def say(told: str) -> None:
    """On standard error, with the time since the start."""
    minutes, seconds = divmod(int(time.monotonic() - _BEGAN), 60)
    sys.stderr.write(f"{minutes:3d}:{seconds:02d}  {told}\n")
    sys.stderr.flush()


def quotes(shared: Shared, folder: Path) -> list[Line]:
    """What `onrecord quotes` says of each labelled article."""
    articles = str(shared.said.articles)
    say(f"statements: onrecord quotes --json {articles}")
    return _printed([ONRECORD, "quotes", "--json", articles], folder / "quotes.jsonl")


def answers(pool: Pool, folder: Path, *, limit: int | None = None) -> list[Line]:
    """What `onrecord ask` answers to each question, with all articles of the pool stored anew in `folder`/its name.

    The store stays there: tuning.py reads it.
    """
    data = folder / pool.name
    # Kept, it would hold what earlier code has read: an article that is stored already is not read again.
    shutil.rmtree(data, ignore_errors=True)
    add = ["add", "--json", str(pool.articles)]
    say(f"{pool.name}: onrecord {' '.join(add)} ({len(lines_of(pool.articles)):,} articles)")
    _printed([ONRECORD, *add, "--data", str(data)], folder / f"{pool.name}-added.jsonl")
    ask = ["ask", "--json", *([] if limit is None else ["--limit", str(limit)]), "--batch", str(pool.questions)]
    say(f"{pool.name}: onrecord {' '.join(ask)} ({len(lines_of(pool.questions)):,} questions)")
    return _printed([ONRECORD, *ask, "--data", str(data)], folder / f"{pool.name}-answers.jsonl")


def pronouns(shared: Shared, folder: Path) -> list[Line] | None:
    """Whom each pronoun is taken to mean; None where that cannot be asked yet."""
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
