"""The implementations of each port, so that one suite runs on all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from retrieval.domain.clock import utc_now
from retrieval.domain.ports import Encoder, Library
from storage.database.place import Address
from tests.contracts.encoders import FakeEncoder, packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.contracts.stores import DATABASES, Clock, Open, Stores, opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    return DATABASES[request.param](tmp_path)


@pytest.fixture
def open_stores(address: Address, clock: Clock) -> Open:
    return partial(opened, address, clock)


@pytest.fixture
async def stores(open_stores: Open) -> AsyncIterator[Stores]:
    async with open_stores() as opened:
        yield opened


@pytest.fixture
async def second(stores: Stores, open_stores: Open) -> AsyncIterator[Stores]:
    """The same store opened once more, as another process would."""
    async with open_stores() as opened:
        yield opened


@pytest.fixture(params=["memory", *DATABASES])
async def library(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Library]:
    if request.param == "memory":
        yield MemoryLibrary()
        return
    async with opened(DATABASES[request.param](tmp_path), utc_now) as stores:
        yield stores.library


@pytest.fixture(params=["fake", "sentence-transformers"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return FakeEncoder() if request.param == "fake" else packaged_encoder()
