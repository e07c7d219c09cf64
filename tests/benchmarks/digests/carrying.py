"""Whether the sentences that people took for a briefing are among the first five chosen, beside the first three.

The briefings of ../shared/data/exam name articles and words in them.  Each article is taken with the others of its
briefing as the rest of its story; passages are encoded as the index does.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.answers.digests.carrying import Around, carrying
from retrieval.domain.article import Article, Span, StoredStatement
from retrieval.domain.clock import utc_now
from retrieval.models.encoder_factory import encoder_of
from retrieval.quotes.article_reader import ArticleReader
from retrieval.text.chunking import passages, with_title
from retrieval.text.sentences import sentences
from tests.benchmarks.digests.figures import Figure

CHOSEN, BASELINE = 5, 3


@dataclass(frozen=True, slots=True)
class Briefed:
    """An article of a briefing with the places of its gold words, and the other articles of the briefing."""

    article: Article
    gold: tuple[Span, ...]
    others: tuple[Article, ...]


def briefed(folder: Path) -> Iterator[Briefed]:
    now = utc_now()
    lines = map(json.loads, (folder / "articles.jsonl").read_text("utf-8").splitlines())
    articles = {a["id"]: Article(id=a["id"], revision=1, text=a["text"], added=now, title=a["title"]) for a in lines}
    for question in map(json.loads, (folder / "questions.jsonl").read_text("utf-8").splitlines()):
        if question["kind"] != "brief":
            continue
        gold: dict[str, list[Span]] = {}
        for one in question["gold"]:
            at = articles[one["article"]].text.find(one["text"])
            if at >= 0:
                gold.setdefault(one["article"], []).append(Span(at, at + len(one["text"])))
        for name, spans in gold.items():
            yield Briefed(articles[name], tuple(spans), tuple(articles[i] for i in gold if i != name))


def measured(options: argparse.Namespace) -> list[Figure]:
    encoder, reader = encoder_of(None), ArticleReader()
    ours, baseline, five = _Count(), _Count(), _Count()
    for name in ("1", "2"):
        for one in briefed(options.shared / "data" / "exam" / name):
            vectors = {
                a.id: dict(zip(cut, encoder.encode([with_title(a, s) for s in cut]), strict=True))
                for a in (one.article, *one.others)
                for cut in [passages(a.text)]
            }
            middle = np.mean([v for found in vectors.values() for v in found.values()], axis=0)
            quoted = [StoredStatement(one.article, s) for s in reader.read(one.article.text).statements]
            around = Around(one.others, quoted, vectors[one.article.id], middle / np.linalg.norm(middle))
            first = sentences(one.article.text)
            ours.add(one.gold, carrying(one.article, around, CHOSEN))
            baseline.add(one.gold, first[:BASELINE])
            five.add(one.gold, first[:CHOSEN])
    return [
        Figure("articles", ours.articles),
        Figure("gold among the five chosen", ours.share, at_least=max(0.85, baseline.share)),
        Figure("gold among the first three", baseline.share),
        Figure("gold among the first five", five.share),
        Figure("share of all gold, five chosen", ours.recall, at_least=baseline.recall),
        Figure("share of all gold, first three", baseline.recall),
        Figure("share of all gold, first five", five.recall),
    ]


class _Count:
    def __init__(self) -> None:
        self.articles = self.hit = self.gold = self.found = 0

    def add(self, gold: Sequence[Span], chosen: Sequence[Span]) -> None:
        met = sum(any(g.overlaps(c) for c in chosen) for g in gold)
        self.articles += 1
        self.hit += met > 0
        self.gold += len(gold)
        self.found += met

    @property
    def share(self) -> float:
        return self.hit / self.articles

    @property
    def recall(self) -> float:
        return self.found / self.gold


def add_options(parser: argparse.ArgumentParser) -> None:
    default: Any = Path("../shared")
    parser.add_argument("--shared", type=Path, default=default, help="the folder of data/")
