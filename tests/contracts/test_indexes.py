"""What every vector index, keyword index and index store promises: FAISS, tantivy, and the plain ones of tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.domain.errors import IndexBroken
from retrieval.domain.ports import NO_GENERATION, Generation, IndexStore, IndexStores, PassageIndex, Vectors
from retrieval.index.embedded import embedded_indexes
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from storage.database.place import place_of
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.contracts.plain_indexes import plain_indexes
from tests.postgres import new_database
from tests.retrieval.searching import printing

# Stores may keep vectors at half precision, which has 11 significant bits.
HALF = 2e-3
DIMENSION = 16
TEXTS = {1: "Hill spoke about the bridge.", 2: "The ferry sank near the old bridge.", 3: "Rain fell."}

Restart = Callable[[], IndexStores]


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder(dimension=DIMENSION)


@pytest.fixture(params=["embedded", "plain", "pgvector"])
def restart(request: pytest.FixtureRequest, encoder: FakeEncoder, tmp_path: Path) -> Restart:
    """Opens the stores as the next start of the program would."""
    if request.param == "embedded":
        return lambda: embedded_indexes(tmp_path / "index", encoder)
    stores = plain_indexes(encoder)
    if request.param == "pgvector":
        place = place_of(new_database())
        request.addfinalizer(place.close)  # noqa: PT021  only this one has something to close
        return lambda: replace(stores, vectors=place.shared_vectors(encoder) or stores.vectors)
    return lambda: stores


@pytest.fixture
def stores(restart: Restart) -> IndexStores:
    return restart()


@pytest.fixture
def worker() -> Iterator[RetrievalWorker]:
    worker = RetrievalWorker()
    yield worker
    worker.close()


def unit(rng: np.random.Generator, n: int) -> Vectors:
    rows = rng.normal(size=(n, DIMENSION)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def filled(stores: IndexStores, kind: str) -> PassageIndex:
    """An index of one kind that holds passages 1, 2 and 3."""
    if kind == "vectors":
        vectors = stores.vectors.empty()
        vectors.add([1, 2, 3], np.eye(3, DIMENSION, dtype=np.float32))
        return vectors
    keywords = stores.keywords.empty()
    keywords.add(list(TEXTS), list(TEXTS.values()))
    return keywords


def store(stores: IndexStores, kind: str) -> IndexStore[PassageIndex]:
    return stores.vectors if kind == "vectors" else stores.keywords


kinds = pytest.mark.parametrize("kind", ["vectors", "keywords"])


# -- both kinds


@kinds
def test_an_empty_index_is_of_no_generation(stores: IndexStores, kind: str) -> None:
    index = store(stores, kind).empty()
    assert (len(index), index.ids(), index.generation) == (0, set(), NO_GENERATION)


@kinds
def test_removing_leaves_the_others_and_ignores_unknown_ids(stores: IndexStores, kind: str) -> None:
    index = filled(stores, kind)
    index.remove([2, 99])
    index.remove([])
    assert (len(index), index.ids()) == (2, {1, 3})


@kinds
def test_nothing_is_loaded_before_anything_is_saved(stores: IndexStores, kind: str) -> None:
    filled(stores, kind)
    assert store(stores, kind).load() is None
    assert store(stores, kind).saved_generation() == 0


@kinds
def test_a_saved_index_is_loaded_at_the_next_start(restart: Restart, kind: str) -> None:
    index = filled(restart(), kind)
    index.generation = Generation(7, "token")
    index.save()
    loaded = store(restart(), kind).load()
    assert loaded is not None
    assert (len(loaded), loaded.ids(), loaded.generation) == (3, {1, 2, 3}, Generation(7, "token"))
    assert store(restart(), kind).saved_generation() == 7


@kinds
def test_changes_that_are_not_saved_are_not_loaded(restart: Restart, kind: str) -> None:
    index = filled(restart(), kind)
    index.save()
    index.remove([1])
    loaded = store(restart(), kind).load()
    assert loaded is not None
    assert loaded.ids() == {1, 2, 3}
    index.save()
    again = store(restart(), kind).load()
    assert again is not None
    assert again.ids() == {2, 3}


@kinds
def test_a_loaded_index_can_be_changed_and_saved(restart: Restart, kind: str) -> None:
    filled(restart(), kind).save()
    index = store(restart(), kind).load()
    assert index is not None
    index.remove([3])
    index.generation = Generation(8, "token")
    index.save()
    loaded = store(restart(), kind).load()
    assert loaded is not None
    assert (loaded.ids(), loaded.generation.number) == ({1, 2}, 8)


@kinds
def test_an_empty_index_replaces_the_saved_one_once_it_is_saved(restart: Restart, kind: str) -> None:
    filled(restart(), kind).save()
    store(restart(), kind).empty().save()
    loaded = store(restart(), kind).load()
    assert loaded is not None
    assert loaded.ids() == set()


@kinds
def test_a_store_says_where_it_keeps_its_index(stores: IndexStores, kind: str) -> None:
    assert store(stores, kind).location


# -- vectors


@pytest.mark.parametrize("seed", range(5))
def test_vectors_are_ranked_as_by_brute_force(stores: IndexStores, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 100))
    ids = rng.choice(10**9, size=n, replace=False).tolist()
    vectors, query = unit(rng, n), unit(rng, 1)[0]
    index = stores.vectors.empty()
    index.add(ids, vectors)
    some = ids[: max(1, n // 3)]
    for within, k in ((None, 1), (None, n + 5), (some, 3), (some, n), ([], 3)):
        allowed = {i: float(v @ query) for i, v in zip(ids, vectors, strict=True) if within is None or i in within}
        found = index.search(query, k, within)
        best = sorted(allowed.values(), reverse=True)[:k]
        assert [score for _, score in found] == pytest.approx(best, abs=HALF)
        assert dict(found) == pytest.approx({i: allowed[i] for i, _ in found}, abs=HALF)
        assert len(dict(found)) == len(found)


def test_an_empty_vector_index_and_a_search_for_no_hits_find_nothing(stores: IndexStores) -> None:
    index, query = stores.vectors.empty(), unit(np.random.default_rng(1), 1)[0]
    assert index.search(query, 5) == index.search(query, 5, [1]) == []
    index.add([1], query[None])
    assert index.search(query, 0) == []


def test_vectors_come_back_by_id_and_unknown_ids_are_left_out(stores: IndexStores) -> None:
    index, rows = stores.vectors.empty(), unit(np.random.default_rng(1), 2)
    index.add([5, 6], rows)
    found = index.vectors([6, 99, 5])
    assert list(found) == [6, 5]
    assert np.stack([found[5], found[6]]) == pytest.approx(rows, abs=HALF)
    assert index.vectors([]) == {}


def test_an_index_made_with_another_encoder_is_broken(restart: Restart, encoder: FakeEncoder) -> None:
    filled(restart(), "vectors").save()
    encoder._fingerprint = "another"
    with pytest.raises(IndexBroken, match="built with fake, not another"):
        restart().vectors.load()
    assert restart().keywords.load() is None


# -- keywords


def test_passages_are_found_by_words_and_phrases(stores: IndexStores) -> None:
    index = stores.keywords.empty()
    index.add(list(TEXTS), list(TEXTS.values()))
    assert [i for i, _ in index.search({"bridge": 1.0, "ferry": 1.0})] == [2, 1]
    assert [i for i, _ in index.search({"BRIDGE": 1.0}, within=[1, 3])] == [1]
    assert [i for i, _ in index.search({}, ["sank near the old"])] == [2]
    assert [i for i, _ in index.search({"bridge": 1.0, "rain": 1.0}, k=1)] in ([1], [2], [3])


def test_weights_decide_the_order(stores: IndexStores) -> None:
    index = stores.keywords.empty()
    index.add(list(TEXTS), list(TEXTS.values()))
    assert [i for i, _ in index.search({"rain": 1.0, "ferry": 0.1})] == [3, 2]
    assert [i for i, _ in index.search({"rain": 0.1, "ferry": 1.0})] == [2, 3]


@pytest.mark.parametrize("odd", ["", "\0", 'AND "', "*:", "🌞", "word " * 800])
def test_a_query_that_prints_nothing_finds_nothing(stores: IndexStores, odd: str) -> None:
    index = stores.keywords.empty()
    index.add(list(TEXTS), list(TEXTS.values()))
    assert index.search({odd: 1.0}, [odd]) == index.search({}, []) == index.search({"bridge": 1.0}, k=0) == []


# -- the search on top of them


async def test_a_search_follows_the_store_and_a_restart_encodes_nothing_again(
    restart: Restart, encoder: FakeEncoder, worker: RetrievalWorker
) -> None:
    library = MemoryLibrary()
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    search = PassageSearch(library, encoder, worker, restart())
    assert [i for i, _ in await search.nearest(MARIC, 1)] == await library.passage_ids_within(["maric"])
    assert await printing(search, {"Marić": 1.0}) == await library.passage_ids_within(["maric"])
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    held = sorted((await library.changes(0)).added)
    assert sorted(i for i, _ in await search.nearest("anything", 99)) == held
    encoder.encoded.clear()
    again = PassageSearch(library, encoder, worker, restart())
    assert sorted(i for i, _ in await again.nearest("anything", 99)) == held
    assert encoder.encoded == ["anything"]
