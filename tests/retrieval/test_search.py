"""Both indexes follow the store: what came and went is made up for, and what cannot be trusted is rebuilt, alone."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from retrieval.domain.changes import OPERATOR
from retrieval.domain.errors import StorageFull, StorageUnwritable
from retrieval.domain.ports import Generation
from retrieval.index.atomic_store import MANIFEST
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.search import PassageSearch, word_folder
from retrieval.index.tantivy_index import TantivyIndex
from retrieval.index.threads import RetrievalWorker
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair
from tests.contracts.encoders import BATCH, FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.disks import flip
from tests.retrieval.searching import printing

Open = Callable[..., PassageSearch]


@pytest.fixture
def opened(library: MemoryLibrary, worker: RetrievalWorker, folder: Path) -> Open:
    """A search as another process would open it over the same folder."""

    def open_(source: MemoryLibrary = library, encoder: FakeEncoder | None = None) -> PassageSearch:
        return PassageSearch(source, encoder or FakeEncoder(), worker, folder)

    return open_


async def ids(search: PassageSearch) -> list[int]:
    return sorted(i for i, _ in await search.nearest("anything", 10_000))


async def printed(search: PassageSearch, word: str = "river") -> list[int]:
    return sorted(await printing(search, {word: 1.0}))


async def many(library: MemoryLibrary, n: int) -> list[int]:
    await library.put([pair(f"Article number {i} is about river {i}.", str(i)) for i in range(n)])
    return sorted((await library.changes(0)).added)


async def test_what_is_stored_is_found(library: MemoryLibrary, search: PassageSearch) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    (best, score), *_ = await search.nearest(MARIC, 5)
    assert [best] == await library.passage_ids_of("maric")
    assert score == pytest.approx(1.0, abs=2e-3)


async def test_an_empty_store_gives_nothing(search: PassageSearch) -> None:
    assert await search.nearest("anything", 5) == []


async def test_what_another_process_adds_and_takes_away_is_made_up_for(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder
) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    before = await ids(search)
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    after = await ids(search)
    assert set(after) == set((await library.changes(0)).added)
    assert before != after
    assert Counter(encoder.encoded)[MARIC] == 1


async def test_searching_within_some_passages_finds_no_others(library: MemoryLibrary, search: PassageSearch) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    mine = await library.passage_ids_of("hill")
    assert [i for i, _ in await search.nearest(MARIC, 5, mine)] == mine
    assert await search.nearest(MARIC, 5, []) == []


async def test_a_restart_encodes_nothing_again(library: MemoryLibrary, search: PassageSearch, opened: Open) -> None:
    expected = await many(library, 5)
    await search.catch_up()
    again = FakeEncoder()
    assert await ids(opened(encoder=again)) == expected
    assert again.encoded == ["anything"]


async def test_what_is_stored_is_found_by_its_words(library: MemoryLibrary, search: PassageSearch) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    mine = await library.passage_ids_of("maric")
    assert await printed(search, "Marić") == await printed(search, "maric") == mine
    assert await printing(search, {}, ["is rising faster"], 5) == mine
    assert await printing(search, {"Marić": 1.0}, within=await library.passage_ids_of("hill")) == []


async def test_what_is_replaced_is_gone_from_both(library: MemoryLibrary, search: PassageSearch, opened: Open) -> None:
    await library.put([pair("The old ferry sank.", "ferry"), pair(MARIC, "maric")])
    assert await printed(search, "sank") == await library.passage_ids_of("ferry")
    await library.put([pair("The new ferry floats.", "ferry")])
    for one in (search, opened()):
        assert await printed(one, "sank") == []
        assert await printed(one, "floats") == await library.passage_ids_of("ferry")
        assert await ids(one) == sorted((await library.changes(0)).added)


async def test_what_is_retracted_leaves_its_place_to_the_next_best(
    library: MemoryLibrary, search: PassageSearch, opened: Open
) -> None:
    expected = await many(library, 12)
    by_day = [i for n in range(6) for i in await library.passage_ids_of(str(n))]
    best, *others = [i for i, _ in await search.nearest("Article number 3 is about river 3.", 6, by_day)]
    assert [best] == await library.passage_ids_of("3")
    worded = await printing(search, {"river": 1.0, "3": 1.0}, k=5)
    assert worded[0] == best
    await library.retract("3", OPERATOR)
    within = [i for i in by_day if i != best]
    for one in (search, opened()):
        found = [i for i, _ in await one.nearest("Article number 3 is about river 3.", 5)]
        assert len(found) == 5
        assert best not in found
        assert [i for i, _ in await one.nearest("Article number 3 is about river 3.", 5, by_day)] == others
        assert [i for i, _ in await one.nearest("Article number 3 is about river 3.", 5, within)] == others
        worded = await printing(one, {"river": 1.0, "3": 1.0}, k=5)
        assert len(worded) == 5
        assert best not in worded
        assert await ids(one) == await printed(one) == [i for i in expected if i != best]
    await library.restore("3", OPERATOR)
    (back,) = await library.passage_ids_of("3")
    for one in (search, opened()):
        assert (await one.nearest("Article number 3 is about river 3.", 1))[0][0] == back
        assert back in await printed(one)


class Watched(MemoryLibrary):
    """A store that remembers the passages whose texts it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        self.asked += ids
        return await super().passage_texts(ids)


async def test_a_restart_reads_no_text_again(opened: Open) -> None:
    library = Watched()
    expected = await many(library, 5)
    await opened(library).catch_up()
    before = list(library.asked)
    assert await printed(opened(library)) == expected
    assert library.asked == before


def unworded(folder: Path) -> None:
    shutil.rmtree(word_folder(folder))


def words_damaged(folder: Path) -> None:
    victim = next(f for f in word_folder(folder).glob("words-*/*.idx"))
    os.truncate(victim, victim.stat().st_size - 1)


def words_miscounted(folder: Path) -> None:
    index = TantivyIndex.load(word_folder(folder))
    assert index is not None
    index.remove([next(iter(index.ids()))])
    index.save(word_folder(folder))


def words_elsewhere(folder: Path) -> None:
    index = TantivyIndex.load(word_folder(folder))
    assert index is not None
    index.generation = Generation(index.generation.number, "another")
    index.save(word_folder(folder))


@pytest.mark.parametrize("harm", [words_damaged, words_miscounted, words_elsewhere, unworded])
async def test_a_broken_word_index_is_rebuilt_and_encodes_nothing(
    *, library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path, harm: Callable[[Path], object],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    expected = await many(library, 5)
    await search.catch_up()
    harm(folder)
    again = FakeEncoder()
    with caplog.at_level(logging.WARNING):
        assert await printed(opened(encoder=again)) == expected
    assert [r.message.count("rebuilt") for r in caplog.records] == ([] if harm is unworded else [1])
    assert again.encoded == []
    mended = TantivyIndex.load(word_folder(folder))
    assert mended is not None
    assert mended.ids() == set(expected)


async def test_a_broken_dense_index_leaves_the_words(
    library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path
) -> None:
    expected = await many(library, 5)
    await search.catch_up()
    before = sorted(word_folder(folder).glob("words-*"))
    damaged(folder)
    assert await ids(opened()) == expected
    assert sorted(word_folder(folder).glob("words-*")) == before


@pytest.mark.parametrize("behind", ["dense", "words"])
async def test_one_that_is_behind_the_other_catches_up_by_itself(
    library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path, behind: str
) -> None:
    """As a kill between the two saves leaves them."""
    await many(library, 5)
    await search.catch_up()
    old = shutil.copytree(folder, folder.with_name("old"))
    await library.put([pair(HILL, "hill")])
    await search.catch_up()
    if behind == "words":
        shutil.rmtree(word_folder(folder))
        shutil.copytree(word_folder(old), word_folder(folder))
    else:
        shutil.copytree(old, folder, ignore=shutil.ignore_patterns("words"), dirs_exist_ok=True)
    again = FakeEncoder()
    late = opened(encoder=again)
    assert await printed(late, "Hill") == await library.passage_ids_of("hill")
    assert await ids(late) == sorted((await library.changes(0)).added)
    assert again.encoded == ([HILL] if behind == "dense" else []) + ["anything"]
    index = TantivyIndex.load(word_folder(folder))
    assert index is not None
    assert index.generation == await library.generation()


def damaged(folder: Path) -> None:
    (payload,) = folder.glob("passages-*")
    flip(payload, payload.stat().st_size - 1)


def unmanifested(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"{")


def miscounted(folder: Path) -> None:
    index = FaissIndex.load(folder)
    assert index is not None
    index.remove([next(iter(index.ids()))])
    index.save(folder)


@pytest.mark.parametrize("harm", [damaged, unmanifested, miscounted])
async def test_an_index_that_cannot_be_trusted_is_rebuilt(
    *, library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path, harm: Callable[[Path], object],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    expected = await many(library, 5)
    await search.catch_up()
    harm(folder)
    with caplog.at_level(logging.WARNING):
        assert await ids(opened()) == expected
    assert "rebuilt" in caplog.text
    mended = FaissIndex.load(folder)
    assert mended is not None
    assert mended.ids() == set(expected)


async def test_another_encoder_rebuilds(
    library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path
) -> None:
    expected = await many(library, 5)
    await search.catch_up()
    other = FakeEncoder("other", dimension=32)
    assert await ids(opened(encoder=other)) == expected
    assert len(other.encoded) == 6
    saved = FaissIndex.load(folder)
    assert saved is not None
    assert (saved.encoder, saved.dimension) == ("other", 32)


async def test_an_index_of_another_database_is_rebuilt(
    library: MemoryLibrary, search: PassageSearch, opened: Open
) -> None:
    await many(library, 5)
    await search.catch_up()
    other = MemoryLibrary()
    await other.put([pair(MARIC, "maric"), *(pair(f"Other {i}.", f"o{i}") for i in range(4))])
    (best, _), *_ = await opened(other).nearest(MARIC, 1)
    assert [best] == await other.passage_ids_of("maric")


class Miscounting(MemoryLibrary):
    """A store whose past changes do not add up: one passage was left out of them once."""

    forgets = True

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        found = await super().passage_texts(ids)
        if self.forgets and len(found) > 1:
            self.forgets = False
            return dict(list(found.items())[:-1])
        return found


async def test_an_index_that_holds_another_number_than_the_store_is_made_anew(opened: Open) -> None:
    source = Miscounting()
    await source.put([pair(HILL, "hill"), pair(MARIC, "maric"), pair(HILL_ON_BRIDGES, "bridges")])
    assert await ids(opened(source)) == sorted((await source.changes(0)).added)


async def test_a_cancelled_catch_up_is_taken_up_without_doubles(
    library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path
) -> None:
    expected = await many(library, 3 * BATCH)
    reached = asyncio.Event()
    heard: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        heard.append((done, of))
        reached.set()

    search = PassageSearch(library, encoder, worker, folder, progress)
    catching_up = asyncio.ensure_future(search.catch_up())
    await reached.wait()
    catching_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await catching_up
    assert heard[0] == (BATCH, 3 * BATCH)
    assert await ids(search) == expected
    encoded = Counter(encoder.encoded)
    assert max(encoded.values()) == 1
    assert len(encoded) == len(expected) + 1


async def test_questions_at_once_catch_up_once(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder
) -> None:
    expected = await many(library, 100)
    found = await asyncio.gather(*(ids(search) for _ in range(10)))
    assert found == [expected] * 10
    assert len([t for t in encoder.encoded if t != "anything"]) == 100


async def test_progress_runs_to_the_end(
    library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path
) -> None:
    await many(library, BATCH + 3)
    heard: list[tuple[int, int]] = []
    await PassageSearch(library, encoder, worker, folder, lambda done, of: heard.append((done, of))).catch_up()
    assert heard == [(BATCH, BATCH + 3), (BATCH + 3, BATCH + 3)]


async def test_in_bulk_the_index_is_saved_only_so_often(
    library: MemoryLibrary, search: PassageSearch, folder: Path
) -> None:
    await many(library, 5)
    await search.catch_up(save_from=100)
    manifests = [folder / MANIFEST, word_folder(folder) / MANIFEST]
    assert [m.exists() for m in manifests] == [False, False]
    assert await printed(search) == await ids(search)
    assert [m.exists() for m in manifests] == [True, True]


@pytest.mark.parametrize("failing", [FaissIndex, TantivyIndex])
@pytest.mark.parametrize(
    ("fault", "raised"),
    [(OSError(28, "No space left on device"), StorageFull), (PermissionError(13, "denied"), StorageUnwritable)],
)
async def test_a_save_that_fails_spoils_neither_answers_nor_the_other(
    *, library: MemoryLibrary, search: PassageSearch, folder: Path, monkeypatch: pytest.MonkeyPatch,
    failing: type, fault: OSError, raised: type[Exception],
) -> None:  # fmt: skip
    expected = await many(library, 5)

    def save(self: object, where: Path) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(failing, "save", save)
        with pytest.raises(raised) as told:
            await search.catch_up()
        assert str(folder) in str(told.value)
        assert await ids(search) == await printed(search) == expected
        saved = [FaissIndex.load(folder) is not None, TantivyIndex.load(word_folder(folder)) is not None]
        assert saved == [failing is TantivyIndex, failing is FaissIndex]
    await search.catch_up()
    assert FaissIndex.load(folder) is not None
    assert TantivyIndex.load(word_folder(folder)) is not None


async def test_the_model_is_asked_on_the_worker_only(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder, opened: Open
) -> None:
    await many(library, 3)
    await search.warm()
    await opened(encoder=encoder).nearest("again", 1)
    assert all(t.startswith("retrieval") for t in encoder.threads)


async def test_vectors_stand_in_the_order_of_their_texts(search: PassageSearch) -> None:
    one, two, three = await search.vectors(["river", "bridge", "river"])
    assert one @ three == pytest.approx(1.0)
    assert one @ two < 0.9
