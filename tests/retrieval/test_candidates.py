"""Retrieving passages while the store changes, or cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrieval.domain.article import StoredPassage
from retrieval.domain.errors import StorageError
from retrieval.domain.ports import Generation
from retrieval.index.search import PassageSearch
from retrieval.ranking.candidates import PassageRetriever
from tests.contracts.drafts import HILL, MARIC, pair
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary

REVISED = "The river has fallen again, and Hill has gone home."


class Changing(MemoryLibrary):
    """A store in which, while `waiting` is set, an article is revised just before passages are read."""

    waiting = False

    async def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        if self.waiting:
            self.waiting = False
            await self.put([pair(REVISED, "hill")])
        return await super().passages(ids)


class Busy(MemoryLibrary):
    """A store that cannot be read while `busy` is set."""

    busy = False

    async def generation(self) -> Generation:
        if self.busy:
            raise StorageError("it was kept busy by others for too long; try again")
        return await super().generation()


class TestRevised:
    @pytest.fixture
    def library(self) -> MemoryLibrary:
        return Changing()

    async def test_an_article_revised_between_searching_and_reading_is_found_as_it_is_now(
        self, library: Changing, search: PassageSearch
    ) -> None:
        await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
        await search.catch_up()
        library.waiting = True
        found = await PassageRetriever(library, search)(HILL)
        assert {p.article.id for p in found.passages} == {"hill", "maric"}
        assert REVISED in {p.article.text for p in found.passages}


class TestBusy:
    @pytest.fixture
    def library(self) -> MemoryLibrary:
        return Busy()

    @pytest.mark.parametrize("asked_before", [False, True])
    async def test_a_store_that_cannot_be_read_is_not_taken_as_empty(
        self, library: Busy, search: PassageSearch, *, asked_before: bool
    ) -> None:
        find = PassageRetriever(library, search)
        await library.put([pair(HILL, "hill")])
        if asked_before:
            await find("anything")
        library.busy = True
        with pytest.raises(StorageError, match="try again"):
            await find(HILL)
        library.busy = False
        assert [p.article.id for p in (await find(HILL)).passages] == ["hill"]


async def test_an_error_of_the_model_is_raised_unchanged(
    library: MemoryLibrary, search: PassageSearch, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.put([pair(HILL, "hill")])
    await search.catch_up()

    def broken(texts: Sequence[str]) -> object:
        raise LookupError(texts[0])

    monkeypatch.setattr(encoder, "encode", broken)
    with pytest.raises(LookupError, match="river"):
        await PassageRetriever(library, search)("river")
