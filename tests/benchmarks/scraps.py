"""Count reported statements too short to say anything: `python -m tests.benchmarks.scraps [--json] [FILE …]`.

A scrap is a statement without quotation marks of at most four words.  Some are whole clauses ("profits fell"), so the
aim is few, not none; all are printed, to be judged by eye.  Without files it reads 500 articles of ../shared/data/news.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from retrieval.domain.article import StatementKind
from retrieval.quotes.article_reader import ArticleReader
from tests.benchmarks.retrieval import news

NEWS = Path("../shared/data/news")
ARTICLES = 500
MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class Scrap:
    """A short reported statement, with the cue that introduces it and the text around it."""

    said: str
    cue: str
    around: str


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="scraps"
    )
    parser.add_argument("files", type=Path, nargs="*", help="articles, as JSON lines, perhaps gzipped")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="how many to read, spread evenly")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON too")
    return parser.parse_args(given)


def texts(files: Sequence[Path], most: int) -> list[str]:
    """Return `most` texts, spread evenly over each file and shared equally among them."""
    if not files:
        return [news(4_000 + 100 * n) for n in range(most // 20)]
    return [text for file in files for text in spread(list(lines(file)), most // len(files))]


def lines(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as opened:
        for line in opened:
            yield json.loads(line)["text"]


def spread(found: Sequence[str], most: int) -> list[str]:
    return list(islice(found[:: max(1, len(found) // max(1, most))], most))


def reported(read: Iterable[str]) -> tuple[int, list[Scrap]]:
    """Return the number of reported statements, and the scraps among them."""
    reader, count, scraps = ArticleReader(), 0, list[Scrap]()
    for text in read:
        for statement in reader.read(text).statements:
            if statement.kind is not StatementKind.INDIRECT:
                continue
            count += 1
            said = " ".join(piece.cut(text) for piece in statement.content)
            if len(said.split()) <= MAX_WORDS:
                start, end = statement.content[0].start, statement.content[-1].end
                cue = statement.cue.cut(text) if statement.cue else ""
                scraps.append(Scrap(said, cue, " ".join(text[max(0, start - 60) : end + 20].split())))
    return count, scraps


def main(given: Sequence[str] | None = None) -> None:
    asked = arguments(given)
    files = asked.files or sorted(NEWS.glob("*.jsonl.gz"))
    read = texts(files, asked.articles)
    count, scraps = reported(read)
    share = len(scraps) / max(1, count)
    title = f"{len(scraps)} scraps of {count} reported statements ({share:.1%}) in {len(read)} articles"
    table = Table("said", "cue", "in", title=title)
    for scrap in scraps:
        table.add_row(scrap.said, scrap.cue, scrap.around)
    Console(markup=False, highlight=False).print(table)
    if asked.json:
        figures = {"articles": len(read), "reported": count, "scraps": len(scraps), "share": round(share, 4)}
        sys.stdout.write(json.dumps({"benchmark": "scraps", **figures}) + "\n")


if __name__ == "__main__":
    main()
