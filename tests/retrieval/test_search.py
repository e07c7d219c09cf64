"""Both indexes follow the store: what is stored is found, and nothing is indexed twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from retrieval.domain.changes import OPERATOR
from retrieval.domain.errors import StorageFull, StorageUnwritable
from retrieval.index import atomic_store
from retrieval.index.atomic_store import MANIFEST
from retrieval.index.embedded import embedded_indexes, keyword_folder
from retrieval.index.faiss_index import FaissIndex, FaissManifest
from retrieval.index.search import PassageSearch
from retrieval.index.tantivy_index import TantivyIndex, TantivyManifest
from retrieval.index.threads import RetrievalWorker
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair
from tests.contracts.encoders import BATCH, FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.searching import Open, ids, many, printed, printing


async def test_what_is_stored_is_found(library: MemoryLibrary, search: PassageSearch) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    (best, score), *_ = await search.nearest(MARIC, 5)
    assert [best] == await library.passage_ids_within(["maric"])
    assert score == pytest.approx(1.0, abs=2e-3)


async def test_an_empty_store_has_no_hits(search: PassageSearch) -> None:
    assert await search.nearest("anything", 5) == []


async def test_what_another_process_adds_and_removes_is_followed(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder
) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    before = await ids(search)
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    after = await ids(search)
    assert set(after) == set((await library.changes(0)).added)
    assert before != after
    assert Counter(encoder.encoded)[MARIC] == 1


async def test_a_search_within_some_passages_finds_no_others(library: MemoryLibrary, search: PassageSearch) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    mine = await library.passage_ids_within(["hill"])
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
    mine = await library.passage_ids_within(["maric"])
    assert await printed(search, "Marić") == await printed(search, "maric") == mine
    assert await printing(search, {}, ["is rising faster"], 5) == mine
    assert await printing(search, {"Marić": 1.0}, within=await library.passage_ids_within(["hill"])) == []


async def test_a_replaced_text_is_gone_from_both_indexes(
    library: MemoryLibrary, search: PassageSearch, opened: Open
) -> None:
    await library.put([pair("The old ferry sank.", "ferry"), pair(MARIC, "maric")])
    assert await printed(search, "sank") == await library.passage_ids_within(["ferry"])
    await library.put([pair("The new ferry floats.", "ferry")])
    for one in (search, opened()):
        assert await printed(one, "sank") == []
        assert await printed(one, "floats") == await library.passage_ids_within(["ferry"])
        assert await ids(one) == sorted((await library.changes(0)).added)


async def test_a_retracted_passage_makes_room_for_the_next_best(
    library: MemoryLibrary, search: PassageSearch, opened: Open
) -> None:
    expected = await many(library, 12)
    by_day = [i for n in range(6) for i in await library.passage_ids_within([str(n)])]
    best, *others = [i for i, _ in await search.nearest("Article number 3 is about river 3.", 6, by_day)]
    assert [best] == await library.passage_ids_within(["3"])
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
    (back,) = await library.passage_ids_within(["3"])
    for one in (search, opened()):
        assert (await one.nearest("Article number 3 is about river 3.", 1))[0][0] == back
        assert back in await printed(one)


class Watched(MemoryLibrary):
    """A store that records the passages whose texts were asked for."""

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


async def test_a_cancelled_catch_up_is_continued_and_adds_nothing_twice(
    library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path
) -> None:
    expected = await many(library, 3 * BATCH)
    reached = asyncio.Event()
    heard: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        heard.append((done, of))
        reached.set()

    search = PassageSearch(library, encoder, worker, embedded_indexes(folder, encoder), progress)
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


async def test_simultaneous_questions_catch_up_once(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder
) -> None:
    expected = await many(library, 100)
    found = await asyncio.gather(*(ids(search) for _ in range(10)))
    assert found == [expected] * 10
    assert len([t for t in encoder.encoded if t != "anything"]) == 100


async def test_progress_is_reported_to_the_end(
    library: MemoryLibrary, encoder: FakeEncoder, worker: RetrievalWorker, folder: Path
) -> None:
    await many(library, BATCH + 3)
    heard: list[tuple[int, int]] = []
    indexes = embedded_indexes(folder, encoder)
    await PassageSearch(library, encoder, worker, indexes, lambda done, of: heard.append((done, of))).catch_up()
    assert heard == [(BATCH, BATCH + 3), (BATCH + 3, BATCH + 3)]


async def test_the_indexes_are_saved_once_enough_is_unsaved(
    library: MemoryLibrary, search: PassageSearch, folder: Path
) -> None:
    await many(library, 5)
    await search.catch_up(save_from=100)
    manifests = [folder / MANIFEST, keyword_folder(folder) / MANIFEST]
    assert [m.exists() for m in manifests] == [False, False]
    assert await printed(search) == await ids(search)
    assert [m.exists() for m in manifests] == [True, True]


@pytest.mark.parametrize("failing", [FaissManifest, TantivyManifest])
@pytest.mark.parametrize(
    ("fault", "raised"),
    [(OSError(28, "No space left on device"), StorageFull), (PermissionError(13, "denied"), StorageUnwritable)],
)
async def test_a_failed_save_harms_neither_answers_nor_the_other_index(
    *, library: MemoryLibrary, search: PassageSearch, folder: Path, monkeypatch: pytest.MonkeyPatch,
    failing: type, fault: OSError, raised: type[Exception],
) -> None:  # fmt: skip
    expected = await many(library, 5)

    write_manifest = atomic_store.write_manifest

    def write(where: Path, manifest: atomic_store.Manifest) -> None:
        if isinstance(manifest, failing):
            raise fault
        write_manifest(where, manifest)

    with monkeypatch.context() as patched:
        patched.setattr(atomic_store, "write_manifest", write)
        with pytest.raises(raised) as failed:
            await search.catch_up()
        assert str(folder) in str(failed.value)
        assert await ids(search) == await printed(search) == expected
        saved = [FaissIndex.load(folder) is not None, TantivyIndex.load(keyword_folder(folder)) is not None]
        assert saved == [failing is TantivyManifest, failing is FaissManifest]
    await search.catch_up()
    assert FaissIndex.load(folder) is not None
    assert TantivyIndex.load(keyword_folder(folder)) is not None


async def test_the_model_runs_on_the_worker_only(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder, opened: Open
) -> None:
    await many(library, 3)
    await search.warm()
    await opened(encoder=encoder).nearest("again", 1)
    assert all(t.startswith("retrieval") for t in encoder.threads)


async def test_vectors_are_in_the_order_of_their_texts(search: PassageSearch) -> None:
    one, two, three = await search.vectors(["river", "bridge", "river"])
    assert one @ three == pytest.approx(1.0)
    assert one @ two < 0.9
