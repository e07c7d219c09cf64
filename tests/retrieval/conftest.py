"""A worker, a library in memory, and the use cases on them, with an encoder that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.index.embedded import embedded_indexes
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import AddArticles
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.reading import READER
from tests.retrieval.searching import Open


@pytest.fixture
def worker() -> Iterator[RetrievalWorker]:
    worker = RetrievalWorker()
    yield worker
    worker.close()


@pytest.fixture
def library() -> MemoryLibrary:
    return MemoryLibrary()


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def search(library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path) -> PassageSearch:
    return PassageSearch(library, encoder, worker, embedded_indexes(folder, encoder))


@pytest.fixture
def opened(library: MemoryLibrary, worker: RetrievalWorker, folder: Path) -> Open:
    """Opens a search as another process would, on the same folder."""

    def open_(source: MemoryLibrary = library, encoder: FakeEncoder | None = None) -> PassageSearch:
        encoder = encoder or FakeEncoder()
        return PassageSearch(source, encoder, worker, embedded_indexes(folder, encoder))

    return open_


@pytest.fixture
def add(library: MemoryLibrary, search: PassageSearch, worker: RetrievalWorker) -> AddArticles:
    return AddArticles(library, search, worker, READER)


@pytest.fixture
def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    return AnswerQuestion(library, search)
