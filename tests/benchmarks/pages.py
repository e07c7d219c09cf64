"""Measure the reading of web pages beside plain trafilatura: `python -m tests.benchmarks.pages FOLDER [--json]`.

FOLDER holds pages (*.html.gz) and pages.jsonl, one line per page: its "file" and "url", strings that an extraction must
have ("with") and must not have ("without"), and, for some, the "date" and the "author".  This is trafilatura's own
evaluation: white space aside, a string is found or not; a refused page has no text.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.file_types import FileType, WebOrigin
from bot.intake.documents.reading import read
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import MAX_ARTICLE_CHARS

FACTS = ("date", "author")


@dataclass(frozen=True, slots=True)
class Result:
    """What one reader found on a page."""

    text: str = ""
    day: str | None = None
    author: str | None = None
    refusal: str | None = None


@dataclass(slots=True)
class Score:
    """The counts of one reader over all pages."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, gold: dict[str, Any], result: Result) -> None:
        text, name = _spaced(result.text), gold["file"]
        for kind, wanted in (("with", True), ("without", False)):
            for string in gold[kind]:
                is_found = _spaced(string) in text
                self.counts[f"{kind} {is_found}"] += 1
                if is_found is not wanted:
                    self.faults.append(f"{name}: {'leaked' if is_found else 'missing'} {string!r}")
        for key, told in zip(FACTS, (result.day, result.author), strict=True):
            if gold.get(key):
                verdict = "none" if not told else "right" if _same(key, told, gold[key]) else "wrong"
                self.counts[f"{key} {verdict}"] += 1
                if verdict != "right":
                    self.faults.append(f"{name}: {key} {verdict}: {told!r} for {gold[key]!r}")
            elif told and key in gold:
                self.counts[f"{key} not in gold"] += 1
                self.faults.append(f"{name}: {key} not in gold: {told!r}")
        if result.refusal:
            self.refusals.append(f"{name} {result.refusal}")

    def figures(self) -> dict[str, float]:
        count = self.counts
        return {
            "recall": count["with True"] / (count["with True"] + count["with False"]),
            "leak": count["without True"] / (count["without True"] + count["without False"]),
            "refused": len(self.refusals),
            **{
                f"{key}_{is_}": count[f"{key} {is_}"]
                for key in ("date", "author")
                for is_ in ("right", "wrong", "none")
            },
            "author_not_in_gold": count["author not in gold"],
            "seconds": self.seconds,
        }


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _same(key: str, told: str, gold: str | list[str]) -> bool:
    if isinstance(gold, list):
        gold = ";".join(gold)
    return told[:10] == gold if key == "date" else _names(told) == _names(gold)


def _names(authors: str) -> set[str]:
    return {_spaced(name).casefold() for name in authors.replace(";", ",").split(",") if name.strip()}


def ours(content: bytes, url: str) -> Result:
    try:
        fields = read(io.BytesIO(content), FileType.PAGE, MAX_ARTICLE_CHARS, WebOrigin(url), datetime.now(UTC))
    except UnusableArticle as error:
        return Result(refusal=str(error))
    return Result(draft_from(fields).text, fields["published"], fields["author"])


def plain(content: bytes, url: str) -> Result:
    """Read a page as trafilatura's own evaluation does, with its defaults."""
    from trafilatura import bare_extraction, extract

    text = extract(content, include_comments=False, include_tables=True, include_formatting=False)
    document: Any = bare_extraction(content, url=url, include_comments=False, with_metadata=True)
    facts = document.as_dict() if document else {}
    return Result(text or "", facts.get("date"), facts.get("author"), None if text else "has no text")


READERS: dict[str, Callable[[bytes, str], Result]] = {"On Record": ours, "trafilatura": plain}


def pages(folder: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            yield gold, gzip.decompress((folder / gold["file"]).read_bytes())


def measure(folder: Path, readers: dict[str, Callable[[bytes, str], Result]], only: str) -> dict[str, Score]:
    scores = {name: Score() for name in readers}
    for gold, content in pages(folder):
        if only not in gold["file"]:
            continue
        for name, reader in readers.items():
            began = time.process_time()
            result = reader(content, gold["url"])
            scores[name].seconds += time.process_time() - began
            scores[name].add(gold, result)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--faults", action="store_true", help="print each string and fact that is not as it should be")
    parser.add_argument("--reader", choices=READERS, help="measure only this one")
    parser.add_argument("--only", default="", help="measure only pages with this in their file's name")
    chosen = parser.parse_args()
    logging.disable(logging.CRITICAL)
    readers = {name: reader for name, reader in READERS.items() if chosen.reader in {None, name}}
    scores = measure(chosen.folder, readers, chosen.only)
    figures = {name: score.figures() for name, score in scores.items()}
    table = Table("measured", *figures, title="Web pages", title_justify="left")
    for key in next(iter(figures.values())):
        table.add_row(
            key.replace("_", " "),
            *(f"{own[key]:.3f}" if own[key] % 1 else f"{own[key]:.0f}" for own in figures.values()),
        )
    console = Console(width=None if sys.stdout.isatty() else 110)
    console.print(table)
    for name, score in scores.items():
        for line in [*score.refusals, *(score.faults if chosen.faults else ())]:
            sys.stdout.write(f"{name}: {line}\n")
    if chosen.json:
        sys.stdout.write(
            json.dumps(
                {"benchmark": "pages", **{n: {k: round(v, 4) for k, v in f.items()} for n, f in figures.items()}}
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
