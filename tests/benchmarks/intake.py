"""Measure intake: `python -m tests.benchmarks.intake [--json] [--articles 10000] [--only NAME]`.

bulk: passages stored and indexed per second, without and with statements, compared with the bare models on the same
texts in the same run.  asked: how long questions take while articles are added, in the same process and next to
`onrecord add` on the same folder, compared with an idle store.  command: how the memory of `onrecord add` grows, and
whether everything is stored once after it was killed at random moments and run again.  feeds: what polling costs.
pushed: see `pushed`.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.telegram.app import INDEX_WAIT_SECONDS
from retrieval.domain.article import Article, Draft, Reading, Span
from retrieval.ingest.pipeline import AddArticles
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.quotes.article_reader import ArticleReader
from retrieval.text.chunking import passages, with_title
from tests.benchmarks.intaking.command import command
from tests.benchmarks.intaking.feeds import polled
from tests.benchmarks.intaking.pushed import pushed
from tests.benchmarks.retrieval import news

REUTERS = Path("../shared/data/news/reuters.jsonl.gz")
ARTICLES = 1_000
# Articles stored before questions are asked, and questions asked of an idle store.
STORED = 500
ASKED = 60
CORES = 2
# As many as `onrecord add` stores at a time.
BATCH_ARTICLES = 1024

QUESTIONS = (
    "what did Baker say about the dollar?",
    "how much cocoa was sold for June and July delivery?",
    "who said that prices would rise?",
    "what did the Bundesbank say?",
    "why did oil prices fall this week?",
    "which company bought shares of Piedmont Aviation?",
    "what did Volcker say?",
    "when will the soybean harvest begin in Brazil?",
)


class PassagesAlone(ArticleReader):
    """Splits a text into passages, without reading its statements."""

    def read(self, text: str) -> Reading:
        return Reading(tuple(passages(text)), (), (), version="passages alone")


def drafts(count: int) -> list[Draft]:
    """Return the first articles of Reuters-21578 if they are next to the project, else invented ones."""
    if REUTERS.exists():
        with gzip.open(REUTERS, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in itertools.islice(lines, count)]
        return [Draft(text=row["text"], id=row["id"], title=row.get("title")) for row in rows]
    text = news(count * 900)
    return [Draft(text=f"{n}. {text[n * 900 : n * 900 + 900]}", id=f"invented-{n}") for n in range(count)]


def settings(folder: str) -> Settings:
    return Settings(data=Path(folder), _env_file=None)


@asynccontextmanager
async def opened(folder: str) -> AsyncIterator[Services]:
    services = await open_services(settings(folder), patience=INDEX_WAIT_SECONDS)
    try:
        yield services
    finally:
        await services.close()


def read_as(draft: Draft, span: Span) -> str:
    """Return a passage as the index encodes it, so that both encode the same."""
    return with_title(Article(id="", revision=1, text=draft.text, title=draft.title, added=datetime.now(UTC)), span)


@dataclass
class Took:
    """Elapsed and processor seconds, added up over batches."""

    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def more(self) -> Iterator[None]:
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - clock
        self.processor += time.process_time() - processor


async def bulk(articles: Sequence[Draft]) -> dict[str, float]:
    """Encode, read and store each batch in turn, so that other load on the machine affects all of them alike."""
    encoder, reader = MiniLMEncoder(), ArticleReader()
    encoder.encode(["warm"])
    reader.read("What is loaded at the first use does not count.")
    encoding, reading, without, with_them = Took(), Took(), Took(), Took()
    count = 0
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        async with opened(one) as plain, opened(other) as whole:
            add_plainly = AddArticles(plain.library, plain.engine.search, plain.engine.worker, PassagesAlone())
            await add_plainly([Draft(text="warm")])
            await whole.editing.add([Draft(text="warm")])
            for first in range(0, len(articles), BATCH_ARTICLES):
                batch = articles[first : first + BATCH_ARTICLES]
                cut = [read_as(a, span) for a in batch for span in passages(a.text)]
                count += len(cut)
                with encoding.more():
                    encoder.encode(cut)
                with without.more():
                    await add_plainly(batch)
                with reading.more():
                    for a in batch:
                        reader.read(a.text)
                with with_them.more():
                    await whole.editing.add(batch)
                sys.stderr.write(f"\r{first + len(batch):,} articles")
    sys.stderr.write("\n")
    allowed = (encoding.processor + reading.processor) / CORES
    return {
        "articles": len(articles),
        "passages": count,
        "encoder_passages_per_second": count / encoding.clock,
        "without_statements_passages_per_second": count / without.clock,
        "without_statements_of_encoder": encoding.clock / without.clock,
        "without_statements_of_encoder_by_processor": encoding.processor / without.processor,
        "allowed_on_two_cores_seconds": allowed,
        "one_after_the_other_seconds": encoding.clock + reading.clock,
        "with_statements_seconds": with_them.clock,
        "with_statements_of_allowed": allowed / with_them.clock,
        "with_statements_of_allowed_by_processor": allowed * CORES / with_them.processor,
    }


async def asked(articles: Sequence[Draft]) -> dict[str, float]:
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with opened(folder) as services:
            await services.editing.add(articles[:STORED])
            for question in QUESTIONS:
                await services.asking.answer(question)
            idle = [await timed(services.asking.answer(q)) for q in itertools.islice(itertools.cycle(QUESTIONS), ASKED)]
            rest = articles[STORED:]
            own = await meanwhile(services, asyncio.ensure_future(services.editing.add(rest[: len(rest) // 2])))
            beside = await meanwhile(services, asyncio.ensure_future(added(folder, rest[len(rest) // 2 :])))
    for name, took in (("idle", idle), ("while_adding", own), ("beside_onrecord_add", beside)):
        for percent in (50, 95):
            figures[f"{name}_p{percent}_ms"] = float(np.percentile(took, percent))
        figures[f"{name}_questions"] = len(took)
    figures["while_adding_p95_of_idle"] = figures["while_adding_p95_ms"] / figures["idle_p95_ms"]
    figures["beside_onrecord_add_p95_of_idle"] = figures["beside_onrecord_add_p95_ms"] / figures["idle_p95_ms"]
    return figures


async def meanwhile(services: Services, load: asyncio.Future[object]) -> list[float]:
    """Ask about one question a second while `load` runs; return the milliseconds of each."""
    took = []
    for question in itertools.cycle(QUESTIONS):
        if load.done():
            break
        took.append(await timed(services.asking.answer(question)))
        await asyncio.sleep(0.5)
    load.result()
    return took


async def timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return 1000 * (time.perf_counter() - began)


async def added(folder: str, articles: Sequence[Draft]) -> None:
    """Add articles by the command, in a process of its own."""
    lines = "".join(json.dumps({"id": a.id, "title": a.title, "text": a.text}) + "\n" for a in articles)
    command = [str(Path(sys.executable).with_name("onrecord")), "add", "--data", folder, "-"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, errors = await process.communicate(lines.encode())
    if process.returncode:
        raise RuntimeError(errors.decode())


LOADS: dict[str, Callable[[Sequence[Draft]], dict[str, float]]] = {
    "bulk": lambda articles: asyncio.run(bulk(articles)),
    "asked": lambda articles: asyncio.run(asked(articles)),
    "command": command,
    "feeds": lambda _: polled(),
    "pushed": lambda articles: asyncio.run(pushed(articles, STORED)),
}


def show(figures: dict[str, float]) -> None:
    table = Table("measured", "value", title="Intake", title_justify="left")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,.2f}" if value < 100 else f"{value:,.0f}")
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.intake",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--only", choices=LOADS)
    chosen = parser.parse_args()
    articles = drafts(chosen.articles)
    figures: dict[str, float] = {}
    for name, measure in LOADS.items():
        if chosen.only in {None, name}:
            figures |= measure(articles)
    show(figures)
    if chosen.json:
        sys.stdout.write(json.dumps({"benchmark": "intake", **{k: round(v, 4) for k, v in figures.items()}}) + "\n")


if __name__ == "__main__":
    main()
