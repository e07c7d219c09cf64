"""Processes share one table of vectors, and find the nearest however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from retrieval.domain.ports import Generation, IndexStore, IndexStores, VectorIndex, Vectors
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from storage.database.engine import Database
from storage.database.place import Place, ServerAddress, place_of
from storage.database.postgres.vector_index import EXACT_BELOW
from storage.transfer.export import export_rows
from tests.contracts.drafts import HILL, MARIC, pair
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.contracts.plain_indexes import plain_indexes
from tests.postgres import new_database, stopped, transaction

DIMENSION = 16


@pytest.fixture
def address() -> ServerAddress:
    return new_database()


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder(dimension=DIMENSION)


@pytest.fixture
def opened(address: ServerAddress, encoder: FakeEncoder) -> Iterator[Callable[[], IndexStore[VectorIndex]]]:
    """Open the index as another process would."""
    places: list[Place] = []

    def another() -> IndexStore[VectorIndex]:
        places.append(place_of(address))
        found = places[-1].shared_vectors(encoder)
        assert found is not None
        return found

    yield another
    for place in places:
        place.close()


def unit(n: int, seed: int = 1) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(n, DIMENSION)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_a_large_index_finds_the_nearest_and_forgets_at_once(opened: Callable[[], IndexStore[VectorIndex]]) -> None:
    vectors, queries = unit(EXACT_BELOW + 500), unit(50, seed=2)
    index = opened().empty()
    index.add(range(len(vectors)), vectors)
    index.save()
    found = [[i for i, _ in index.search(query, 10)] for query in queries]
    nearest = [set(np.argsort(-(vectors @ query))[:10].tolist()) for query in queries]
    recall = np.mean([len(true.intersection(hits)) / 10 for true, hits in zip(nearest, found, strict=True)])
    assert recall >= 0.97
    for query, hits in zip(queries, found, strict=True):
        index.remove(hits)
        left = index.search(query, 10)
        assert len(left) == 10
        assert not {i for i, _ in left}.intersection(hits)
    # Few among many are all compared.
    some = list(range(0, len(vectors), 1000))
    assert len(index.search(queries[0], 5, some)) == 5


def test_what_one_process_saves_another_searches(opened: Callable[[], IndexStore[VectorIndex]]) -> None:
    first, vectors = opened().empty(), unit(4)
    first.add([1, 2], vectors[:2])
    first.generation = Generation(3, "token")
    first.save()
    second = opened().load()
    assert second is not None
    # Both add what came next, as two processes that follow the store may.
    for index in (first, second):
        index.add([3, 4], vectors[2:])
        index.remove([1])
        index.generation = Generation(4, "token")
        assert (len(index), index.ids()) == (3, {2, 3, 4})
    first.save()
    assert (len(second), second.ids(), second.present([1, 2, 3, 9])) == (3, {2, 3, 4}, {2, 3})
    assert [i for i, _ in second.search(vectors[3], 9)] == [i for i, _ in first.search(vectors[3], 9)]
    second.save()
    assert (len(second), opened().saved_generation()) == (3, 4)


async def test_a_passage_added_after_it_was_removed_elsewhere_is_taken_out_again(
    opened: Callable[[], IndexStore[VectorIndex]], encoder: FakeEncoder
) -> None:
    """Otherwise the count would not agree, and everything would be encoded again."""
    library, worker = MemoryLibrary(), RetrievalWorker()
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    search = PassageSearch(library, encoder, worker, IndexStores(opened(), plain_indexes(encoder).keywords))
    held = {i for i, _ in await search.nearest("anything", 99)}
    behind = opened().load()
    assert behind is not None
    behind.add([max(held) + 1000], unit(1))
    behind.save()
    encoder.encoded.clear()
    await library.put([pair("Rain fell on Tuesday.", "rain")])
    now = {i for i, _ in await search.nearest("anything else", 99)}
    assert now == {*(await library.changes(0)).added}
    assert not {HILL, MARIC}.intersection(encoder.encoded)
    await search.close()
    worker.close()


def test_the_index_is_searched_again_after_the_server_was_restarted(
    opened: Callable[[], IndexStore[VectorIndex]],
) -> None:
    index, vectors = opened().empty(), unit(3)
    index.add([1, 2], vectors[:2])
    index.save()
    with stopped():
        pass
    assert len(index.search(vectors[0], 5)) == 2
    index.add([3], vectors[2:])
    index.save()
    assert len(index) == 3


async def test_an_export_has_no_vectors(address: ServerAddress, opened: Callable[[], IndexStore[VectorIndex]]) -> None:
    database = await Database.open(address)
    written: list[bytes] = []
    await database.read(lambda connection: export_rows(connection, written.append))
    index = opened().empty()
    index.add([1], unit(1))
    index.save()
    again: list[bytes] = []
    await database.read(lambda connection: export_rows(connection, again.append))
    assert again == written
    await database.close()


def test_without_pgvector_vectors_stay_in_the_data_folder(address: ServerAddress, encoder: FakeEncoder) -> None:
    url = address.url
    with transaction(address) as connection:
        connection.exec_driver_sql("create role reader login")
    place = place_of(ServerAddress(url.replace("postgres:@", "reader:@")))
    assert place.shared_vectors(encoder) is None
    place.close()
    with transaction(address) as connection:
        connection.exec_driver_sql("drop role reader")
