"""Measure intake: `python -m tests.benchmarks.intake [--json] [--articles 10000] [--only NAME]`.

Bulk: what is stored and made findable a second, without statements and with them, beside what the bare models take for
the same texts in the same run.  Asked: how long questions take while articles come in, beside how long they take in
peace: in the process that takes them in, and beside `onrecord add` on the same folder.  Command: what memory
`onrecord add` takes on the way, and whether all is there once when it was killed at random moments and run again.
Feeds: what polling costs.  Pushed: see `pushed`.
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
# Stored before questions are asked, and so many of each sort are asked in peace.
STORED = 500
ASKED = 60
CORES = 2
# Articles at a time, as many as `onrecord add` takes at once.
HANDFUL = 1024

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
    """Reads where to cut a text, and nothing of who says what."""

    def read(self, text: str) -> Reading:
        return Reading(tuple(passages(text)), (), (), version="passages alone")


def drafts(count: int) -> list[Draft]:
    """The first so many articles of Reuters-21578 where they lie beside the project, else invented ones."""
    if REUTERS.exists():
        with gzip.open(REUTERS, "rt", encoding="utf-8") as lines:
            told = [json.loads(line) for line in itertools.islice(lines, count)]
        return [Draft(text=t["text"], id=t["id"], title=t.get("title")) for t in told]
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
    """A passage as the encoder is given it, so that both encode the same."""
    return with_title(Article(id="", revision=1, text=draft.text, title=draft.title, added=datetime.now(UTC)), span)


@dataclass
class Took:
    """Seconds by the clock and of processor, added up over handfuls."""

    clock: float = 0.0
    processor: float = 0.0

    @contextmanager
    def more(self) -> Iterator[None]:
        clock, processor = time.perf_counter(), time.process_time()
        yield
        self.clock += time.perf_counter() - clock
        self.processor += time.process_time() - processor


async def bulk(articles: Sequence[Draft]) -> dict[str, float]:
    """Each handful is encoded, read and stored in turns: what else the machine does falls on all of it."""
    encoder, reader = MiniLMEncoder(), ArticleReader()
    encoder.encode(["warm"])
    reader.read("What is loaded at the first use is no part of the cost.")
    encoding, reading, without, with_them = Took(), Took(), Took(), Took()
    count = 0
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        async with opened(one) as plain, opened(other) as whole:
            add_plainly = AddArticles(plain.library, plain.engine.search, plain.engine.worker, PassagesAlone())
            await add_plainly([Draft(text="warm")])
            await whole.editing.add([Draft(text="warm")])
            for first in range(0, len(articles), HANDFUL):
                handful = articles[first : first + HANDFUL]
                cut = [read_as(a, span) for a in handful for span in passages(a.text)]
                count += len(cut)
                with encoding.more():
                    encoder.encode(cut)
                with without.more():
                    await add_plainly(handful)
                with reading.more():
                    for a in handful:
                        reader.read(a.text)
                with with_them.more():
                    await whole.editing.add(handful)
                sys.stderr.write(f"\r{first + len(handful):,} articles")
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
    told: dict[str, float] = {}
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
            told[f"{name}_p{percent}_ms"] = float(np.percentile(took, percent))
        told[f"{name}_questions"] = len(took)
    told["while_adding_p95_of_idle"] = told["while_adding_p95_ms"] / told["idle_p95_ms"]
    told["beside_onrecord_add_p95_of_idle"] = told["beside_onrecord_add_p95_ms"] / told["idle_p95_ms"]
    return told


async def meanwhile(services: Services, load: asyncio.Future[object]) -> list[float]:
    """Ask one question a second or so for as long as `load` runs; milliseconds each."""
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
    """By the command, in a process of its own."""
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


def show(told: dict[str, float]) -> None:
    table = Table("measured", "value", title="Intake", title_justify="left")
    for name, value in told.items():
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
    told: dict[str, float] = {}
    for name, measure in LOADS.items():
        if chosen.only in {None, name}:
            told |= measure(articles)
    show(told)
    if chosen.json:
        sys.stdout.write(json.dumps({"benchmark": "intake", **{k: round(v, 4) for k, v in told.items()}}) + "\n")


if __name__ == "__main__":
    main()
