"""How well articles that arrive one by one are grouped into stories, and how long placing one takes.

WikiRef220's articles, undated, in five random orders, against the pages that cite them.  Then the articles of the
exams with their dates: a story holds two events if no questions link its articles, each answered by two of them.  Last,
placing in a store with many articles of the last month.  Thresholds are chosen on other articles (--choosing).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import mean, median

from retrieval.domain.article import Draft, Reading
from retrieval.domain.clock import utc_now
from retrieval.domain.ports import ArticleStore
from tests.benchmarks.digests.figures import Figure
from tests.benchmarks.stories.choosing import chosen
from tests.benchmarks.stories.grouping import grouped
from tests.benchmarks.stories.sets import SHARED, Labelled, exam, lines, mutual_information, pair_f1, terms, wikiref
from tests.contracts.stores import opened

ORDERS = 5
EXAMS = (1, 2)
# Articles stored in one transaction, and those that are placed alone and timed.
BATCH, TIMED = 64, 100
NO_READING = Reading((), (), ())


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=SHARED, help="the folder of the shared data")
    parser.add_argument("--articles", type=int, default=20_000, help="place articles in a store of so many; 0: do not")
    parser.add_argument("--choosing", action="store_true", help="compare thresholds on the articles to choose them on")
    parser.add_argument("--print", action="store_true", help="print the stories of the exams")


def measured(options: argparse.Namespace) -> list[Figure]:
    if options.choosing:
        return [Figure(name, value) for name, value in chosen(options.data)]
    figures = _grouping(wikiref(options.data))
    figures.append(_exams(options.data, printing=options.print))
    if options.articles:
        figures += asyncio.run(_placing(options.data, options.articles))
    return figures


def _grouping(articles: Sequence[Labelled]) -> list[Figure]:
    known = terms(articles)
    f1, nmi = [], []
    for seed in range(ORDERS):
        order = list(range(len(articles)))
        random.Random(seed).shuffle(order)  # noqa: S311  not for secrets
        groups = grouped([known[n] for n in order])
        labels = [articles[n].label for n in order]
        f1.append(pair_f1(labels, groups))
        nmi.append(mutual_information(labels, groups))
    return [
        Figure("pair-F1, mean of five orders", mean(f1), at_least=0.95),
        Figure("pair-F1, worst of five orders", min(f1), at_least=0.95),
        Figure("NMI, mean of five orders", mean(nmi), at_least=0.95),
        Figure("NMI, worst of five orders", min(nmi), at_least=0.95),
    ]


def _exams(data: Path, *, printing: bool) -> Figure:
    mixed = 0
    for number in EXAMS:
        articles = exam(number, data)
        linked = _linked_by_questions(data / "exam" / str(number) / "questions.jsonl")
        stories: dict[int, list[Labelled]] = {}
        for article, story in zip(articles, grouped(terms(articles)), strict=True):
            stories.setdefault(story, []).append(article)
        for together in stories.values():
            if printing and len(together) > 1:
                print(f"exam {number}:", *(f"  {a.title}" for a in together), sep="\n")  # noqa: T201
            mixed += len({linked.get(a.id, a.id) for a in together}) > 1
    return Figure("stories of the exams with two events", mixed, at_most=0)


def _linked_by_questions(file: Path) -> Mapping[str, str]:
    """Return a name for each article, the same for those that questions link, each answered by two of them."""
    name: dict[str, str] = {}
    for question in lines(file):
        together = list(dict.fromkeys(gold["article"] for gold in question["gold"]))
        names = {name.setdefault(article, article) for article in together}
        for article, own in name.items():
            if own in names:
                name[article] = min(names)
    return name


async def _placing(data: Path, count: int) -> list[Figure]:
    """Store real articles, dated within one month, and time what placing adds to storing one."""
    chance = random.Random(49)  # noqa: S311  not for secrets
    today = utc_now()
    drafts = [
        Draft(text=text, id=f"a{n}", title=title, published=today - timedelta(days=chance.uniform(0, 30)))
        for n, (title, text) in zip(range(count + TIMED), _news(data), strict=False)
    ]
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder), utc_now) as stores:
            library = stores.library
            for first in range(0, len(drafts) - TIMED, BATCH):
                await library.put([(d, NO_READING) for d in drafts[first : min(first + BATCH, len(drafts) - TIMED)]])
            took = [await _seconds(library, draft) for draft in drafts[-TIMED:]]
    return [
        Figure("articles stored before", len(drafts) - TIMED),
        Figure("storing and placing one, median", 1000 * median(took), "ms"),
        Figure("storing and placing one, worst of 100", 1000 * max(took), "ms", at_most=250),
    ]


async def _seconds(library: ArticleStore, draft: Draft) -> float:
    began = time.perf_counter()
    await library.put([(draft, NO_READING)])
    return time.perf_counter() - began


def _news(data: Path) -> Iterator[tuple[str | None, str]]:
    """Yield (headline, text) of newspapers' articles, then of a news agency's."""
    for file in ("polnear/train.jsonl", "news/bbc.jsonl.gz", "news/reuters.jsonl.gz"):
        for article in lines(data / file):
            if len(article["text"].strip()) > 0:
                yield article.get("title"), article["text"]
