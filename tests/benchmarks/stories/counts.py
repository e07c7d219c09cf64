"""Count how many news articles print each term, and write the packaged table.

    python -m tests.benchmarks.stories.counts --data ../shared/data

It prints the hash that retrieval.models.story_weights checks.
"""

from __future__ import annotations

import argparse
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from safetensors.numpy import save_file

from retrieval.models.story_weights import WEIGHTS
from retrieval.stories.terms import hashed, term_lists
from tests.benchmarks.stories.sets import lines

# The BBC and PolNeAR's papers write as papers do now.  An agency prints forms, too ("4th qtr net … shr"), whose words
# must not look rare.
PAPERS = ("news/bbc.jsonl.gz", "polnear/train.jsonl")
AGENCY = ("news/reuters.jsonl.gz",)
# Of what the agency prints, only what is in so many of its articles counts.
LISTED_OF_AGENCY = 20


def counted(data: Path, files: tuple[str, ...]) -> tuple[Counter[int], int]:
    """Return how many articles of the files print each term, and how many articles there are."""
    counts: Counter[int] = Counter()
    articles = 0
    for text in _texts(data, files):
        articles += 1
        for kind, terms in term_lists(text):
            counts.update({hashed(kind, term) for term in set(terms)})
    return counts, articles


def _texts(data: Path, files: tuple[str, ...]) -> Iterator[str]:
    for file in files:
        for article in lines(data / file):
            yield unicodedata.normalize("NFC", f"{article.get('title') or ''}\n{article['text']}").strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    counts, articles = counted(options.data, PAPERS)
    of_agency, agency_articles = counted(options.data, AGENCY)
    for key, count in of_agency.items():
        if count >= LISTED_OF_AGENCY:
            counts[key] = max(counts[key], round(count / agency_articles * articles))
    listed = sorted(counts.items())
    tensors: dict[str, NDArray[Any]] = {
        "keys": np.array([key for key, _ in listed], np.uint32),
        "counts": np.array([count for _, count in listed], np.uint16),
        "articles": np.array([articles], np.int32),
    }
    save_file(tensors, str(WEIGHTS))
    digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    Console().print(f"{len(listed):,} terms of {articles:,} articles: {WEIGHTS.name} {digest}", soft_wrap=True)


if __name__ == "__main__":
    main()
