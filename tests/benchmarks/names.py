#!/usr/bin/env python3
"""Print every name that On Record would list as a person, over a fixed sample of news, for somebody to judge by eye.

    python -m tests.benchmarks.names
    python -m tests.benchmarks.names --articles 150 --seed 2 ../shared/data/news/bbc.jsonl.gz

A name counts once for each article.  It is wrong if it is no name (a common noun, a day), keeps a title or another
word that is not part of it, lacks a part that is printed, or joins two people.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

if not __package__:
    # Run as a script: the retrieval.py in this folder would hide the package.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from retrieval.domain.article import Reading
from retrieval.people.registry import is_described
from retrieval.quotes.article_reader import ArticleReader

NEWS = Path("../shared/data/news/bbc.jsonl.gz")
ARTICLES = 300
SEED = 15


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="names"
    )
    parser.add_argument("news", type=Path, nargs="?", default=NEWS, help="articles, as JSON lines, packed or not")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="size of the sample")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the sample")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    return parser.parse_args(given)


def sample(news: Path, articles: int, seed: int) -> list[str]:
    """Return the texts of a random sample, the same on every machine."""
    packed = news.read_bytes()
    lines = (gzip.decompress(packed) if news.suffix == ".gz" else packed).decode("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    return random.Random(seed).sample(texts, min(articles, len(texts)))  # noqa: S311  no secret


def quoted(reading: Reading, text: str) -> Iterator[str]:
    """Yield the speakers whom a text names, each as often as it quotes them."""
    for statement in reading.statements:
        yield from (s.name for s in statement.speakers if not is_described(s, text))


def main(given: Sequence[str] | None = None) -> None:
    asked = arguments(given)
    if not asked.news.exists():
        sys.stderr.write(f"{asked.news} is not there: no names are listed\n")
        sys.stdout.write("{}\n" if asked.json else "")
        return
    reader = ArticleReader()
    speakers: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for text in sample(asked.news, asked.articles, asked.seed):
        reading = reader.read(text)
        speakers.update(said := set(quoted(reading, text)))
        named.update({m.name for m in reading.mentions} - said)
    for heading, names in (("quoted", speakers), ("named only", named)):
        sys.stdout.write(f"\n{heading}: {len(names)} names, {names.total()} with each article's counted\n")
        for name, count in sorted(names.items()):
            sys.stdout.write(f"  {name}" + (f"  ({count})" if count > 1 else "") + "\n")
    if asked.json:
        sys.stdout.write(
            json.dumps({"articles": asked.articles, "quoted": dict(speakers), "named": dict(named)}) + "\n"
        )


if __name__ == "__main__":
    main()
