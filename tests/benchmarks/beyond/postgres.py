"""Compare PostgreSQL with the data folder, on synthesised passages.

Vectors have 384 dimensions and lie around centres, with as few free directions as sentences have; articles have ten
passages.  One run measures both stores, so that the ratios hold on a busy machine.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import numpy as np

from retrieval.domain.article import Draft, Reading, Span
from retrieval.domain.ports import Encoder, VectorIndex, Vectors
from retrieval.index.embedded import FaissStore
from storage.database.engine import Database
from storage.database.place import Address, ServerAddress, place_of
from storage.database.postgres import vector_index
from storage.library.library import SqlLibrary
from tests.postgres import new_database

DIMENSION, LATENT, QUERIES = 384, 40, 100
# What an open question searches for, and then looks up.
CANDIDATES, LOOKED_UP = 64, 40
PER_ARTICLE, PASSAGE_CHARS = 10, 500
# Vectors searched, and passages stored to be looked up.
SIZES, STORED = (2_000, 5_000, 10_000, 20_000, 100_000), 10_000


class NamedEncoder:
    """Has the two properties of an encoder that an index asks for."""

    fingerprint, dimension = "synthesised", DIMENSION


def synthesised(passages: int, seed: int = 1) -> tuple[Vectors, Vectors]:
    """Return the vectors of passages, and of queries from the same distribution."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(LATENT, DIMENSION))
    centres = rng.normal(size=(max(1, passages // 200), LATENT))
    rows = np.empty((passages + QUERIES, DIMENSION), np.float32)
    for first in range(0, len(rows), 50_000):
        part = rows[first : first + 50_000]
        near = centres[rng.integers(0, len(centres), len(part))] + 0.6 * rng.normal(size=(len(part), LATENT))
        part[:] = near @ directions + 0.8 * rng.normal(size=part.shape)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return rows[:passages], rows[passages:]


def p50(work: Callable[[Any], Any], given: Iterable[Any]) -> float:
    """Return the median of milliseconds that `work` takes."""
    took = []
    for one in given:
        began = time.perf_counter()
        work(one)
        took.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(took), 2)


def searched(index: VectorIndex, queries: Vectors) -> dict[str, float]:
    """Measure a search for the ten nearest, and what an open question asks of the index."""

    def candidates(query: Vectors) -> None:
        found = [i for vector in (query, -query) for i, _ in index.search(vector, CANDIDATES)]
        index.vectors(found)

    return {"nearest ms": p50(lambda query: index.search(query, 10), queries), "question ms": p50(candidates, queries)}


def vectors(passages: int) -> dict[str, dict[str, float]]:
    """Compare FAISS, pgvector's HNSW, and pgvector comparing with every vector, on the same passages."""
    rows, queries = synthesised(passages)
    encoder = cast(Encoder, NamedEncoder())
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        faiss = FaissStore(Path(folder), encoder).empty()
        faiss.add(range(passages), rows)
        figures["faiss"] = searched(faiss, queries)
        nearest = [{i for i, _ in faiss.search(query, 10)} for query in queries]
    for name, from_size in (("exact", sys.maxsize), ("hnsw", 0)):
        vector_index.EXACT_BELOW = from_size
        place = place_of(new_database())
        store = place.shared_vectors(encoder)
        assert store is not None
        index = store.empty()
        began = time.perf_counter()
        for first in range(0, passages, 4096):
            index.add(range(first, min(first + 4096, passages)), rows[first : first + 4096])
            index.save()
        saved = time.perf_counter() - began
        hits = [{i for i, _ in index.search(query, 10)} for query in queries]
        recall = statistics.mean(len(true & found) / 10 for true, found in zip(nearest, hits, strict=True))
        figures[name] = {**searched(index, queries), "recall@10": round(recall, 4), "saved s": round(saved, 1)}
        place.close()
    return figures


async def looked_up(address: Address, passages: int) -> dict[str, float]:
    """Measure storing articles, and reading the passages that a question found."""
    database = await Database.open(address)
    library = SqlLibrary(database)
    began = time.perf_counter()
    articles = passages // PER_ARTICLE
    for first in range(0, articles, 100):
        await library.put([_article(n) for n in range(first, min(first + 100, articles))])
    stored = time.perf_counter() - began
    ids = np.array((await library.changes(0)).added)
    rng = np.random.default_rng(1)
    took = []
    for _ in range(QUERIES):
        wanted = rng.choice(ids, LOOKED_UP, replace=False).tolist()
        took.append(await _timed(lambda wanted=wanted: library.passages(wanted)))  # type: ignore[misc]
    await database.close()
    return {"looked up ms": round(statistics.median(took), 2), "stored s": round(stored, 1)}


async def _timed(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return 1000 * (time.perf_counter() - began)


def _article(number: int) -> tuple[Draft, Reading]:
    rng = np.random.default_rng(number)
    words = ["".join(chr(97 + c) for c in rng.integers(0, 26, 6)) for _ in range(PER_ARTICLE * PASSAGE_CHARS // 7)]
    text = " ".join(words).ljust(PER_ARTICLE * PASSAGE_CHARS, ".")
    spans = tuple(Span(n * PASSAGE_CHARS, (n + 1) * PASSAGE_CHARS) for n in range(PER_ARTICLE))
    published = datetime(2026, 11, 1 + number % 28, tzinfo=UTC)
    return Draft(text=text, id=f"made-{number}", published=published), Reading(spans, (), ())


def measured() -> dict[str, float]:
    """Return the figures of both stores by name."""
    figures: dict[str, float] = {}
    for passages in SIZES:
        for kind, found in vectors(passages).items():
            figures |= {f"{passages:,} vectors, {kind}: {name}": value for name, value in found.items()}
    with tempfile.TemporaryDirectory() as folder:
        places: dict[str, Path | ServerAddress] = {"embedded": Path(folder), "postgres": new_database()}
        for kind, address in places.items():
            figures |= {f"{kind}: {name}": value for name, value in asyncio.run(looked_up(address, STORED)).items()}
    return figures
