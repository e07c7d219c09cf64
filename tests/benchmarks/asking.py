"""Measure one warm question over many passages: `python -m tests.benchmarks.asking [--json] [--passages 100000]`.

The texts are invented and their vectors random: it measures finding and ranking passages and reading them from the
store, next to the bare encoder and bare FAISS in the same run.  Then it measures what reading the best passages adds,
on real sentences.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from retrieval.domain.article import Article, Draft, Reading, Span
from retrieval.domain.ports import Encoder, PassageSource, Vectors
from retrieval.domain.reply import Excerpt
from retrieval.index.embedded import embedded_indexes
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.models.history_tagger import ContextWords
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.questions import read_question
from retrieval.ranking.candidates import PassageRetriever, RetrievedPassages
from retrieval.ranking.rank_sentences import MAX_READ
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.passage_order import Asked
from retrieval.ranking.scoring.sentence_scoring import SentenceScorer
from retrieval.text.chunking import passages
from retrieval.text.normalize import content_words
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from tests.benchmarks.retrieval import news

PASSAGES = 100_000
PASSAGES_PER_ARTICLE, WORDS_PER_PASSAGE, VOCABULARY = 10, 90, 50_000
QUESTIONS = 200
DIMENSION = 384
BATCH = 500
READINGS = 20
NOW = datetime.now(UTC)


class RandomEncoder:
    """An encoder that makes a random vector of each text, always the same one; `costly` runs only to take its time."""

    def __init__(self, costly: MiniLMEncoder | None = None) -> None:
        self._costly = costly

    @property
    def fingerprint(self) -> str:
        return "drawn"

    @property
    def dimension(self) -> int:
        return DIMENSION

    def check(self) -> None:
        """Nothing can be wrong with it."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self._costly is not None:
            self._costly.encode(texts)
        seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:8], "big") for t in texts]
        drawn = [np.random.default_rng(s).standard_normal(DIMENSION, np.float32) for s in seeds]
        return np.array([v / np.linalg.norm(v) for v in drawn], np.float32).reshape(-1, DIMENSION)

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        for first in range(0, len(texts), BATCH):
            batch = [*range(first, min(first + BATCH, len(texts)))]
            yield batch, self.encode([texts[i] for i in batch])


def words(draw: random.Random, count: int) -> list[str]:
    """Draw words by Zipf's law: the n-th most frequent is n times as rare as the first."""
    return [f"word{int(VOCABULARY ** draw.random())}" for _ in range(count)]


async def fill(folder: Path, passages: int) -> None:
    """Store this many passages, and index them."""
    database, worker, draw = await Database.open(folder), RetrievalWorker(), random.Random(7)  # noqa: S311
    library = SqlLibrary(database)
    articles = passages // PASSAGES_PER_ARTICLE
    for first in range(0, articles, BATCH):
        await library.put([_article(n, draw) for n in range(first, min(first + BATCH, articles))])
        sys.stderr.write(f"\rstored {first * PASSAGES_PER_ARTICLE:,} passages")
    sys.stderr.write("\n")
    await _search(library, RandomEncoder(), worker, folder / "index").catch_up()
    worker.close()
    await database.close()


def _search(source: PassageSource, encoder: Encoder, worker: RetrievalWorker, folder: Path) -> PassageSearch:
    return PassageSearch(source, encoder, worker, embedded_indexes(folder, encoder))


def _article(number: int, draw: random.Random) -> tuple[Draft, Reading]:
    parts = [" ".join(words(draw, WORDS_PER_PASSAGE)) + "." for _ in range(PASSAGES_PER_ARTICLE)]
    spans, start = [], 0
    for part in parts:
        spans.append(Span(start, start + len(part)))
        start += len(part) + 1
    draft = Draft(text=" ".join(parts), id=str(number), title=" ".join(words(draw, 5)))
    return draft, Reading(passages=tuple(spans), statements=(), mentions=())


@dataclass(frozen=True)
class Measured:
    """In milliseconds, except the last two: bytes per passage, and seconds to the first answer."""

    without_p50: float
    without_p99: float
    faiss_p50: float
    encoder_p50: float
    with_encoder_p50: float
    look_p50: float
    bytes_a_passage: float
    first_answer: float


async def measure(folder: Path) -> Measured:
    before = _resident()
    began = time.perf_counter()
    database, worker = await Database.open(folder), RetrievalWorker()
    library = SqlLibrary(database)
    search = _search(library, RandomEncoder(), worker, folder / "index")
    ask = _asking(library, search)
    draw = random.Random(11)  # noqa: S311
    asked = [f"when did the {' '.join(words(draw, 6))}?" for _ in range(QUESTIONS)]
    await ask(asked[0])
    first = time.perf_counter() - began
    count = await library.passage_count()
    without = [await _timed(ask(q)) for q in asked]
    # The vectors take two bytes per number.
    own = (_resident() - before) / count - 2 * DIMENSION
    encoder = MiniLMEncoder()
    encoder.encode(["warm"])
    with_encoder = _asking(library, _search(library, RandomEncoder(encoder), worker, folder / "index"))
    await with_encoder(asked[0])
    bare, both = [], []
    for question in asked:
        # In turns, so that other load on the machine affects both.
        bare.append(_clocked(encoder.encode, [question]))
        both.append(await _timed(with_encoder(question)))
    index = FaissIndex.load(folder / "index")
    vectors = RandomEncoder().encode(asked)
    searched = [_clocked(index.search, v, 50) for v in vectors] if index else []
    look = await _reading(worker, encoder)
    worker.close()
    await database.close()
    return Measured(
        without_p50=float(np.median(without)), without_p99=float(np.percentile(without, 99)),
        faiss_p50=float(np.median(searched)), encoder_p50=float(np.median(bare)),
        with_encoder_p50=float(np.median(both)), look_p50=float(np.median(look)),
        bytes_a_passage=own, first_answer=first,
    )  # fmt: skip


def _asking(library: SqlLibrary, search: PassageSearch) -> Callable[[str], Awaitable[RetrievedPassages]]:
    """Return everything an open question takes before the passages are read."""
    find = PassageRetriever(library, search)

    async def ask(text: str) -> RetrievedPassages:
        question = read_question(text, NOW)
        return await find(question.text)

    return ask


async def _reading(worker: RetrievalWorker, encoder: MiniLMEncoder) -> list[float]:
    """Measure reading as many new passages of real sentences as a question has read."""
    question = "who said the harvest would be late?"
    score = SentenceScorer()
    asked = Asked(Coverage(dict.fromkeys(content_words(question), 1.0)), 0.5, {})
    vector = encoder.encode([question])[0]

    async def look(number: int) -> None:
        # A number in each sentence, so that no vector is cached from the round before.
        article = Article(id="news", revision=number, text=news(4200).replace(" the ", f" the {number} "), added=NOW)
        spans = passages(article.text)[1 : 1 + MAX_READ]
        near = [Excerpt(article=article, span=span) for span in spans]
        found = RetrievedPassages(
            question, vector, ContextWords(), tuple(near), [0.6] * len(near), np.zeros((len(near), 8))
        )
        await worker.run(score, found, near, asked)

    await look(0)
    return [await _timed(look(n)) for n in range(1, READINGS)]


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return 1000 * (time.perf_counter() - began)


def _clocked(work: Callable[..., object], *given: object) -> float:
    began = time.perf_counter()
    work(*given)
    return 1000 * (time.perf_counter() - began)


def _resident() -> int:
    """Return the resident memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def show(found: Measured, passages: int) -> None:
    table = Table(title=f"One warm question over {passages:,} passages", title_justify="left")
    for name in ("", "measured", "asked"):
        table.add_column(name, justify="left" if not name else "right")
    for row in (
        ("without the encoder, p50", f"{found.without_p50:.1f} ms", "≤ 5 ms"),
        ("without the encoder, p99", f"{found.without_p99:.1f} ms", "≤ 25 ms"),
        ("the same against bare FAISS, p50", f"{found.without_p50 / found.faiss_p50:.2f} ×", ""),
        (
            "with the encoder against the bare encoder, p50",
            f"{found.with_encoder_p50 / found.encoder_p50:.2f} ×",
            "≤ 1.4 ×",
        ),
        ("reading the best passages adds, p50", f"{found.look_p50:.0f} ms", "≤ 100 ms"),
        ("memory beyond vectors, per passage", f"{found.bytes_a_passage:,.0f} bytes", "≤ 1,024 bytes"),
        ("first answer after the start, without the encoder", f"{found.first_answer:.2f} s", "≤ 2 s"),
    ):
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.asking",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    parser.add_argument("--passages", type=int, default=PASSAGES)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.folder is not None:
        sys.stdout.write(json.dumps(asdict(asyncio.run(measure(chosen.folder)))) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(fill(Path(folder), chosen.passages))
        # In a process of its own, so that memory left over from filling does not count.
        again = [sys.executable, "-m", "tests.benchmarks.asking", "--folder", folder]
        ran = subprocess.run(again, check=True, capture_output=True, text=True)
    found = Measured(**json.loads(ran.stdout))
    show(found, chosen.passages)
    if chosen.json:
        printed = {"benchmark": "asking", "passages": chosen.passages, **asdict(found)}
        sys.stdout.write(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in printed.items()}) + "\n")


if __name__ == "__main__":
    main()
