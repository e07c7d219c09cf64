"""Read the sets of articles on which stories are fitted and measured, and score groupings of them."""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from retrieval.stories.terms import Terms, terms_of

SHARED = Path(__file__).parents[4] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with the label that its set gives it."""

    id: str
    text: str
    label: str
    title: str | None = None
    published: datetime | None = None


def lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open() as opened:
        yield from map(json.loads, opened)


def wikiref(data: Path = SHARED) -> list[Labelled]:
    """Return the articles that Wikipedia's pages on 16 subjects cite, undated, each with its page: for measuring."""
    return [Labelled(a["id"], a["text"], a["story"]) for a in lines(data / "stories" / "wikiref220.jsonl")]


def pieces_of_pages(size: int, data: Path = SHARED) -> list[Labelled]:
    """Return SQuAD's Wikipedia pages in pieces of so many paragraphs, labelled with their pages: for fitting."""
    pages: dict[str, list[str]] = {}
    for paragraph in lines(data / "squad2" / "half.jsonl"):
        pages.setdefault(paragraph["title"], []).append(paragraph["text"])
    return [
        Labelled(f"{page}:{n}", "\n\n".join(texts[n : n + size]), page)
        for page, texts in pages.items()
        for n in range(0, min(len(texts), 120), size)
    ]


def exam(number: int, data: Path = SHARED) -> list[Labelled]:
    """Return the articles of an exam with their dates; the label is their id, because they have none."""
    return [
        Labelled(a["id"], a["text"], a["id"], a.get("title"), _moment(a.get("published")))
        for a in lines(data / "exam" / str(number) / "articles.jsonl")
    ]


def _moment(printed: str | None) -> datetime | None:
    if not printed:
        return None
    moment = datetime.fromisoformat(printed)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def pair_f1(labels: Sequence[Hashable], groups: Sequence[Hashable]) -> float:
    """Return F1 over pairs of articles: a pair in one group is right if both have the same label."""
    both = _pairs(Counter(zip(labels, groups, strict=True)))
    return 2 * both / ((_pairs(Counter(labels)) + _pairs(Counter(groups))) or 1)


def _pairs(counts: Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def mutual_information(labels: Sequence[Hashable], groups: Sequence[Hashable]) -> float:
    """Return the mutual information, normalised by the mean of both entropies."""
    total = len(labels)
    of_label, of_group = Counter(labels), Counter(groups)
    shared = sum(
        n / total * math.log(total * n / (of_label[label] * of_group[group]))
        for (label, group), n in Counter(zip(labels, groups, strict=True)).items()
    )
    mean = (_entropy(of_label, total) + _entropy(of_group, total)) / 2
    return shared / mean if mean else 1.0


def _entropy(counts: Counter[Any], total: int) -> float:
    return -sum(n / total * math.log(n / total) for n in counts.values())


def terms(articles: Sequence[Labelled]) -> list[Terms]:
    """Return what each article is about."""
    return [terms_of(a.text, a.title, a.published) for a in articles]
