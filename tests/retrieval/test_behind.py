"""While much is missing from the indexes, what they hold is searched, and a refusal says how much is missing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.changes import OPERATOR
from retrieval.domain.errors import StorageError
from retrieval.domain.ports import Vectors
from retrieval.domain.reply import Note, Refusal
from retrieval.index import index_sync
from retrieval.index.embedded import embedded_indexes
from retrieval.index.search import MAX_AWAITED_PASSAGES, PassageSearch
from retrieval.index.threads import Precedence, RetrievalWorker
from tests.contracts.drafts import HILL, MARIC, pair
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.searching import printing

# Seconds that a search waits: so few that the tests are fast, or more than any test takes.
PATIENCE, LONG = 0.1, 60.0


class Gate(Precedence):
    """Lets intake go on while `on` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.on = asyncio.Event()
        self.reached = asyncio.Event()

    async def wait_for_quiet(self) -> None:
        self.reached.set()
        await self.on.wait()


class Failing(MemoryLibrary):
    """A store whose disk can be taken away."""

    gone = False

    async def passage_count(self) -> int:
        if self.gone:
            raise StorageError("the disk is gone")
        return await super().passage_count()


@pytest.fixture
def library() -> Failing:
    return Failing()


def opened(library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path) -> PassageSearch:
    return PassageSearch(library, encoder, worker, embedded_indexes(folder, encoder))


async def add_articles(library: MemoryLibrary, n: int, what: str = "Article") -> None:
    await library.put([pair(f"{what} number {i} is about river {i}.", f"{what}-{i}") for i in range(n)])


@pytest.fixture
def gate(worker: RetrievalWorker) -> Gate:
    worker.precedence = gate = Gate()
    gate.on.set()
    return gate


@pytest.fixture
async def impatient(
    library: MemoryLibrary, encoder: FakeEncoder, gate: Gate, worker: RetrievalWorker, folder: Path
) -> AsyncIterator[PassageSearch]:
    """A search that waits only a moment; another process fills its store; nothing is indexed until the gate opens."""
    search = PassageSearch(library, encoder, worker, embedded_indexes(folder, encoder), patience=PATIENCE)
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    await until_found(search, 2)
    gate.on.clear()
    yield search
    await search.close()


async def until_found(search: PassageSearch, count: int) -> None:
    """Wait until so many passages are found."""
    for _ in range(500):
        if len(await search.nearest("anything", 10_000)) == count:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"{count} passages were never found")


async def test_a_search_waits_for_a_few_missing_passages(
    library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path
) -> None:
    search = PassageSearch(library, encoder, worker, embedded_indexes(folder, encoder), patience=LONG)
    for n in range(3):
        await add_articles(library, 1, f"Ferry {n}")
        assert len(await search.nearest("anything", 9)) == n + 1
    assert not search.behind
    await search.close()


async def test_a_search_does_not_wait_for_many_missing_passages(
    library: MemoryLibrary, impatient: PassageSearch, gate: Gate
) -> None:
    await add_articles(library, 4 * MAX_AWAITED_PASSAGES)
    for _ in range(3):
        assert len(await impatient.nearest("anything", 9)) == 2
    assert impatient.behind == 4 * MAX_AWAITED_PASSAGES
    gate.on.set()
    await until_found(impatient, 4 * MAX_AWAITED_PASSAGES + 2)
    assert not impatient.behind


async def test_a_passage_retracted_meanwhile_makes_room_for_the_next_best(
    library: MemoryLibrary, impatient: PassageSearch, gate: Gate
) -> None:
    gate.on.set()
    await add_articles(library, 5, "Bridge")
    await until_found(impatient, 7)
    gate.on.clear()
    (gone,) = await library.passage_ids_within(["Bridge-3"])
    asked = "Bridge number 3 is about river 3."
    await add_articles(library, 4 * MAX_AWAITED_PASSAGES)
    assert gone in {i for i, _ in await impatient.nearest(asked, 4)}
    await library.retract("Bridge-3", OPERATOR)
    found = [i for i, _ in await impatient.nearest(asked, 4)]
    assert len(found) == 4
    assert gone not in found
    worded = await printing(impatient, {"bridge": 1.0, "3": 1.0}, k=4)
    assert len(worded) == 4
    assert gone not in worded


async def test_a_refusal_says_how_much_is_not_searched_yet(
    library: MemoryLibrary, impatient: PassageSearch, gate: Gate
) -> None:
    answer = AnswerQuestion(library, impatient)
    await add_articles(library, 4 * MAX_AWAITED_PASSAGES)
    reply = await answer("Why did the volcano erupt?")
    assert isinstance(reply, Refusal)
    assert [r.count for r in reply.remarks if r.about is Note.BEHIND] == [4 * MAX_AWAITED_PASSAGES]
    gate.on.set()
    await until_found(impatient, 4 * MAX_AWAITED_PASSAGES + 2)
    reply = await answer("Why did the volcano erupt?")
    assert Note.BEHIND not in {r.about for r in reply.remarks}


async def test_what_another_process_saved_meanwhile_is_not_encoded_again(
    *, library: MemoryLibrary, impatient: PassageSearch, encoder: FakeEncoder, gate: Gate, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(index_sync, "PASSAGES_PER_READ", 2 * MAX_AWAITED_PASSAGES)
    await add_articles(library, 6 * MAX_AWAITED_PASSAGES)
    gate.reached.clear()
    await impatient.nearest("anything", 1)
    await gate.reached.wait()
    other = RetrievalWorker()
    await opened(library, FakeEncoder(), other, folder).catch_up()
    other.close()
    gate.on.set()
    await until_found(impatient, 6 * MAX_AWAITED_PASSAGES + 2)
    # The passages already read are finished first.
    assert len([t for t in encoder.encoded if t.startswith("Article")]) == 2 * MAX_AWAITED_PASSAGES
    assert not impatient.behind


async def test_what_was_encoded_before_a_kill_is_not_encoded_again(
    library: MemoryLibrary, worker: RetrievalWorker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a rebuild: the saved index is useless, although it says that it is of this generation."""
    monkeypatch.setattr(index_sync, "PASSAGES_PER_READ", 32)
    monkeypatch.setattr(index_sync, "PASSAGES_PER_SAVE", 32)
    for n in range(6):
        await add_articles(library, 16, f"Ferry {n}")
    await opened(library, FakeEncoder("another"), worker, folder).catch_up()
    with pytest.raises(Stopped):
        await opened(library, Stopping(64), worker, folder).catch_up()
    # Meanwhile passages are retracted: some are in the saved index, some are not.
    for name in ("Ferry 0-1", "Ferry 1-7", "Ferry 5-9"):
        await library.retract(name, OPERATOR)
    again = FakeEncoder()
    search = opened(library, again, worker, folder)
    await search.catch_up()
    assert len(again.encoded) == 96 - 64 - 1
    assert not search.behind
    found = {i for i, _ in await search.nearest("anything", 99)}
    assert found == {*await library.passages(range(99))}


class Stopped(Exception):
    """Stands in for a kill."""


class Stopping(FakeEncoder):
    """Raises Stopped after so many texts."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(self.encoded) + len(texts) > self._most:
            raise Stopped
        return super().encode(texts)


async def test_a_failure_in_the_background_is_logged_and_tried_again(
    library: Failing, impatient: PassageSearch, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    await add_articles(library, 4 * MAX_AWAITED_PASSAGES)
    await impatient.nearest("anything", 9)
    library.gone = True
    gate.on.set()
    with caplog.at_level(logging.WARNING):
        for _ in range(500):
            if caplog.records:
                break
            await asyncio.sleep(0.01)
    assert "could not follow the store: the disk is gone" in caplog.text
    library.gone = False
    await until_found(impatient, 4 * MAX_AWAITED_PASSAGES + 2)


async def test_closing_leaves_nothing_running(library: MemoryLibrary, impatient: PassageSearch) -> None:
    mine = asyncio.current_task()
    await add_articles(library, 4 * MAX_AWAITED_PASSAGES)
    await impatient.nearest("anything", 1)
    assert {t for t in asyncio.all_tasks() if not t.done()} > {mine}
    await impatient.close()
    assert {t for t in asyncio.all_tasks() if not t.done()} == {mine}
