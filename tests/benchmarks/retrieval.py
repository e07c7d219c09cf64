"""Measure reading, encoding, searching and saving: `python -m tests.benchmarks.retrieval [--json]`, under a minute."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from retrieval.domain.ports import Changes, Generation
from retrieval.index.embedded import embedded_indexes
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.quotes.article_reader import ArticleReader
from retrieval.text.chunking import passages

CHARACTERS = 100_000
INDEXED = 10_000
QUERIES = 200
ENCODED = 64

SENTENCES = [
    "The river rose by two metres overnight, and the old bridge was closed to all but the fire brigade.",
    "“We had never seen anything like it in these parts,” said Ana Marić. “Nobody had.”",
    '"The harvest will be late this year," Christopher Hill told reporters on Monday.',
    "Marić added that the shelters would stay open until the water fell.",
    "According to the ministry, 1,250 houses in the valley were without power on Tuesday.",
    '"It is over," he said. The mayor of the town, who had arrived by train, said nothing.',
]


def news(characters: int) -> str:
    """Return invented news of this many characters, the same each time."""
    draw, parts, length = random.Random(7), [], 0  # noqa: S311  not for secrets
    while length < characters:
        parts.append(" ".join(draw.choices(SENTENCES, k=draw.randint(1, 6))))
        length += len(parts[-1]) + 1
    return "\n".join(parts)[:characters]


def seconds(work: Callable[[], object], runs: int = 5, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the best time of several runs: a disturbance only ever adds time."""
    took = []
    for _ in range(runs):
        began = clock()
        work()
        took.append(clock() - began)
    return min(took)


def processor_seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of work on one thread; other load on the machine does not count."""
    return seconds(work, clock=time.process_time)


class UnchangingStore:
    """A store of INDEXED passages in which nothing changes."""

    now = Generation(1, "benchmark")

    async def generation(self) -> Generation:
        return self.now

    async def holds(self, generation: Generation) -> bool:
        return generation == self.now

    async def changes(self, since: int) -> Changes:
        return Changes(self.now, (), ())

    async def removed(self, since: int) -> Sequence[int]:
        return []

    async def generation_before(self, passage: int) -> Generation:
        return self.now

    async def passage_count(self) -> int:
        return INDEXED

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {}


def reading() -> dict[str, float]:
    short, long = news(CHARACTERS), news(4 * CHARACTERS)
    cut, cut_long = processor_seconds(lambda: passages(short)), processor_seconds(lambda: passages(long))
    read_short, read_long = (
        processor_seconds(lambda: ArticleReader().read(short)),
        processor_seconds(lambda: ArticleReader().read(long)),
    )
    return {
        "passages_cut_per_second": len(passages(long)) / cut_long,
        "passages_time_ratio_4n": cut_long / cut,
        "characters_read_per_second": len(long) / read_long,
        "reading_time_ratio_4n": read_long / read_short,
    }


def encoding(encoder: MiniLMEncoder) -> dict[str, float]:
    began = time.perf_counter()
    encoder.encode(["warm"])
    load = time.perf_counter() - began
    text = news(CHARACTERS * 2)
    some = [p.cut(text) for p in passages(text)][:ENCODED]
    return {
        "encoder_load_seconds": load,
        "passages_encoded_per_second": len(some) / seconds(lambda: encoder.encode(some), runs=2),
    }


def searching(encoder: MiniLMEncoder) -> dict[str, float]:
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(INDEXED, encoder.dimension)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        index = FaissIndex(Path(folder), encoder.fingerprint, encoder.dimension)
        index.add(range(INDEXED), vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        index.generation = UnchangingStore().now
        saved = seconds(index.save)
        loaded = seconds(lambda: FaissIndex.load(Path(folder)))
        took = asyncio.run(queries(encoder, Path(folder)))
    p50, p99 = np.percentile(took, [50, 99])
    return {
        "save_10000_ms": saved * 1e3,
        "load_10000_ms": loaded * 1e3,
        "query_p50_ms": float(p50) * 1e3,
        "query_p99_ms": float(p99) * 1e3,
    }


async def queries(encoder: MiniLMEncoder, folder: Path) -> list[float]:
    """Return the seconds that each warm query takes through PassageSearch."""
    worker = RetrievalWorker()
    search = PassageSearch(UnchangingStore(), encoder, worker, embedded_indexes(folder, encoder))
    await search.warm()
    took = []
    try:
        for n in range(QUERIES):
            began = time.perf_counter()
            found = await search.nearest(f"what did the minister say about bridge number {n}?", 30)
            took.append(time.perf_counter() - began)
            if len(found) != 30:
                raise RuntimeError(f"{len(found)} passages of 30 were found")
    finally:
        worker.close()
    return took


def main() -> None:
    encoder = MiniLMEncoder()
    measured = {**reading(), **encoding(encoder), **searching(encoder)}
    table = Table("measured", "value", title=f"retrieval: {INDEXED:,} passages indexed, {QUERIES} queries")
    for name, value in measured.items():
        table.add_row(name.replace("_", " "), f"{value:,.2f}" if value < 100 else f"{value:,.0f}")
    Console().print(table)
    if "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps({"benchmark": "retrieval", **{k: round(v, 4) for k, v in measured.items()}}) + "\n")


if __name__ == "__main__":
    main()
