"""An index that is behind, damaged or made from another store is caught up or rebuilt, without the other index."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from retrieval.domain.ports import Generation
from retrieval.index.atomic_store import MANIFEST
from retrieval.index.embedded import keyword_folder
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.search import PassageSearch
from retrieval.index.tantivy_index import TantivyIndex
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.disks import flip
from tests.retrieval.searching import Open, ids, many, printed


def keywords_deleted(folder: Path) -> None:
    shutil.rmtree(keyword_folder(folder))


def keywords_damaged(folder: Path) -> None:
    victim = next(f for f in keyword_folder(folder).glob("words-*/*.idx"))
    os.truncate(victim, victim.stat().st_size - 1)


def keywords_miscounted(folder: Path) -> None:
    index = TantivyIndex.load(keyword_folder(folder))
    assert index is not None
    index.remove([next(iter(index.ids()))])
    index.save()


def keywords_of_another_store(folder: Path) -> None:
    index = TantivyIndex.load(keyword_folder(folder))
    assert index is not None
    index.generation = Generation(index.generation.number, "another")
    index.save()


@pytest.mark.parametrize("harm", [keywords_damaged, keywords_miscounted, keywords_of_another_store, keywords_deleted])
async def test_a_broken_keyword_index_is_rebuilt_without_encoding(
    *, library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path, harm: Callable[[Path], object],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    expected = await many(library, 5)
    await search.catch_up()
    harm(folder)
    again = FakeEncoder()
    with caplog.at_level(logging.WARNING):
        assert await printed(opened(encoder=again)) == expected
    assert [r.message.count("rebuilt") for r in caplog.records] == ([] if harm is keywords_deleted else [1])
    assert again.encoded == []
    repaired = TantivyIndex.load(keyword_folder(folder))
    assert repaired is not None
    assert repaired.ids() == set(expected)


async def test_a_broken_vector_index_leaves_the_keyword_index_alone(
    library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path
) -> None:
    expected = await many(library, 5)
    await search.catch_up()
    before = sorted(keyword_folder(folder).glob("words-*"))
    vectors_damaged(folder)
    assert await ids(opened()) == expected
    assert sorted(keyword_folder(folder).glob("words-*")) == before


@pytest.mark.parametrize("behind", ["vectors", "keywords"])
async def test_the_index_that_is_behind_catches_up_alone(
    library: MemoryLibrary, search: PassageSearch, opened: Open, folder: Path, behind: str
) -> None:
    """A kill between the two saves leaves them so."""
    await many(library, 5)
    await search.catch_up()
    old = shutil.copytree(folder, folder.with_name("old"))
    await library.put([pair(HILL, "hill")])
    await search.catch_up()
    if behind == "keywords":
        shutil.rmtree(keyword_folder(folder))
        shutil.copytree(keyword_folder(old), keyword_folder(folder))
    else:
        shutil.copytree(old, folder, ignore=shutil.ignore_patterns("words"), dirs_exist_ok=True)
    again = FakeEncoder()
    late = opened(encoder=again)
    assert await printed(late, "Hill") == await library.passage_ids_within(["hill"])
    assert await ids(late) == sorted((await library.changes(0)).added)
    assert again.encoded == ([HILL] if behind == "vectors" else []) + ["anything"]
    index = TantivyIndex.load(keyword_folder(folder))
    assert index is not None
    assert index.generation == await library.generation()


def vectors_damaged(folder: Path) -> None:
    (payload,) = folder.glob("passages-*")
    flip(payload, payload.stat().st_size - 1)


def manifest_damaged(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"{")


def vectors_miscounted(folder: Path) -> None:
    index = FaissIndex.load(folder)
    assert index is not None
    index.remove([next(iter(index.ids()))])
    index.save()


@pytest.mark.parametrize("harm", [vectors_damaged, manifest_damaged, vectors_miscounted])
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
    repaired = FaissIndex.load(folder)
    assert repaired is not None
    assert repaired.ids() == set(expected)


async def test_another_encoder_rebuilds_the_vector_index(
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
    assert [best] == await other.passage_ids_within(["maric"])


class Miscounting(MemoryLibrary):
    """A store whose past changes do not add up: one of them left out a passage."""

    forgets = True

    async def passage_texts(self, ids: Sequence[int]) -> Mapping[int, str]:
        found = await super().passage_texts(ids)
        if self.forgets and len(found) > 1:
            self.forgets = False
            return dict(list(found.items())[:-1])
        return found


async def test_an_index_with_another_count_than_the_store_is_rebuilt(opened: Open) -> None:
    source = Miscounting()
    await source.put([pair(HILL, "hill"), pair(MARIC, "maric"), pair(HILL_ON_BRIDGES, "bridges")])
    assert await ids(opened(source)) == sorted((await source.changes(0)).added)
