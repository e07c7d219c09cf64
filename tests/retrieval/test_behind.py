"""While much is stored that the indexes do not hold yet, what they hold is searched, and silence says so."""

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
from retrieval.index.search import FEW, PassageSearch
from retrieval.index.threads import Precedence, RetrievalWorker
from tests.contracts.drafts import HILL, MARIC, pair
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.searching import printing

# Seconds that a search waits here: so short that tests are, or so long that none is.
PATIENCE, LONG = 0.1, 60.0


class Held(Precedence):
    """Intake goes on while `on` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.on = asyncio.Event()
        self.reached = asyncio.Event()

    async def quiet(self) -> None:
        self.reached.set()
        await self.on.wait()


class Failing(MemoryLibrary):
    """A store whose disk may be gone."""

    gone = False

    async def passage_count(self) -> int:
        if self.gone:
            raise StorageError("the disk is gone")
        return await super().passage_count()


@pytest.fixture
def library() -> Failing:
    return Failing()


async def more(library: MemoryLibrary, n: int, what: str = "Article") -> None:
    await library.put([pair(f"{what} number {i} is about river {i}.", f"{what}-{i}") for i in range(n)])


@pytest.fixture
def held(worker: RetrievalWorker) -> Held:
    worker.precedence = held = Held()
    held.on.set()
    return held


@pytest.fixture
async def hurried(
    library: MemoryLibrary, encoder: FakeEncoder, held: Held, worker: RetrievalWorker, folder: Path
) -> AsyncIterator[PassageSearch]:
    """A search that waits a moment for what is missing, over a store that another process fills; nothing goes in."""
    search = PassageSearch(library, encoder, worker, folder, patience=PATIENCE)
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    await follows(search, 2)
    held.on.clear()
    yield search
    await search.close()


async def follows(search: PassageSearch, count: int) -> None:
    """Until so many passages are found."""
    for _ in range(500):
        if len(await search.nearest("anything", 10_000)) == count:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"never were {count} passages found")


async def test_what_little_is_missing_is_waited_for(
    library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path
) -> None:
    search = PassageSearch(library, encoder, worker, folder, patience=LONG)
    for n in range(3):
        await more(library, 1, f"Ferry {n}")
        assert len(await search.nearest("anything", 9)) == n + 1
    assert not search.behind
    await search.close()


async def test_what_much_is_missing_is_not_waited_for(
    library: MemoryLibrary, hurried: PassageSearch, held: Held
) -> None:
    await more(library, 4 * FEW)
    for _ in range(3):
        assert len(await hurried.nearest("anything", 9)) == 2
    assert hurried.behind == 4 * FEW
    held.on.set()
    await follows(hurried, 4 * FEW + 2)
    assert not hurried.behind


async def test_what_is_retracted_meanwhile_makes_room_for_the_next_best(
    library: MemoryLibrary, hurried: PassageSearch, held: Held
) -> None:
    held.on.set()
    await more(library, 5, "Bridge")
    await follows(hurried, 7)
    held.on.clear()
    (gone,) = await library.passage_ids_of("Bridge-3")
    asked = "Bridge number 3 is about river 3."
    await more(library, 4 * FEW)
    assert gone in {i for i, _ in await hurried.nearest(asked, 4)}
    await library.retract("Bridge-3", OPERATOR)
    found = [i for i, _ in await hurried.nearest(asked, 4)]
    assert len(found) == 4
    assert gone not in found
    worded = await printing(hurried, {"bridge": 1.0, "3": 1.0}, k=4)
    assert len(worded) == 4
    assert gone not in worded


async def test_silence_says_how_much_is_not_searched_yet(
    library: MemoryLibrary, hurried: PassageSearch, held: Held
) -> None:
    answer = AnswerQuestion(library, hurried)
    await more(library, 4 * FEW)
    reply = await answer("Why did the volcano erupt?")
    assert isinstance(reply, Refusal)
    assert [r.count for r in reply.remarks if r.about is Note.BEHIND] == [4 * FEW]
    held.on.set()
    await follows(hurried, 4 * FEW + 2)
    reply = await answer("Why did the volcano erupt?")
    assert Note.BEHIND not in {r.about for r in reply.remarks}


async def test_what_another_process_has_saved_meanwhile_is_not_encoded_again(
    *, library: MemoryLibrary, hurried: PassageSearch, encoder: FakeEncoder, held: Held, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(index_sync, "LOT", 2 * FEW)
    await more(library, 6 * FEW)
    held.reached.clear()
    await hurried.nearest("anything", 1)
    await held.reached.wait()
    other = RetrievalWorker()
    await PassageSearch(library, FakeEncoder(), other, folder).catch_up()
    other.close()
    held.on.set()
    await follows(hurried, 6 * FEW + 2)
    # The lot that was begun is gone on with.
    assert len([t for t in encoder.encoded if t.startswith("Article")]) == 2 * FEW
    assert not hurried.behind


async def test_what_was_encoded_before_a_kill_is_not_encoded_again(
    library: MemoryLibrary, worker: RetrievalWorker, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a rebuild, too: the saved index is of no use, and says that it is of this very generation."""
    monkeypatch.setattr(index_sync, "LOT", 32)
    monkeypatch.setattr(index_sync, "SOME", 32)
    for n in range(6):
        await more(library, 16, f"Ferry {n}")
    await PassageSearch(library, FakeEncoder("another"), worker, folder).catch_up()
    with pytest.raises(Stopped):
        await PassageSearch(library, Stopping(64), worker, folder).catch_up()
    # Meanwhile some of what is in it goes, and some of what is not.
    for name in ("Ferry 0-1", "Ferry 1-7", "Ferry 5-9"):
        await library.retract(name, OPERATOR)
    again = FakeEncoder()
    search = PassageSearch(library, again, worker, folder)
    await search.catch_up()
    assert len(again.encoded) == 96 - 64 - 1
    assert not search.behind
    found = {i for i, _ in await search.nearest("anything", 99)}
    assert found == {*await library.passages(range(99))}


class Stopped(Exception):
    """Stands for a kill."""


class Stopping(FakeEncoder):
    """It ends after so many texts."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def encode(self, texts: Sequence[str]) -> Vectors:
        if len(self.encoded) + len(texts) > self._most:
            raise Stopped
        return super().encode(texts)


async def test_what_fails_while_nobody_waits_is_told_and_tried_again(
    library: Failing, hurried: PassageSearch, held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    await more(library, 4 * FEW)
    await hurried.nearest("anything", 9)
    library.gone = True
    held.on.set()
    with caplog.at_level(logging.WARNING):
        for _ in range(500):
            if caplog.records:
                break
            await asyncio.sleep(0.01)
    assert "could not follow the store: the disk is gone" in caplog.text
    library.gone = False
    await follows(hurried, 4 * FEW + 2)


async def test_closing_leaves_nothing_running(library: MemoryLibrary, hurried: PassageSearch) -> None:
    mine = asyncio.current_task()
    await more(library, 4 * FEW)
    await hurried.nearest("anything", 1)
    assert {t for t in asyncio.all_tasks() if not t.done()} > {mine}
    await hurried.close()
    assert {t for t in asyncio.all_tasks() if not t.done()} == {mine}
