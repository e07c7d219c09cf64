"""Each port's stand-in and its real thing, so that one suite runs on both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval.domain.ports import Encoder, Library
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from tests.contracts.encoders import FakeEncoder, packaged_encoder
from tests.contracts.memory import MemoryLibrary


@pytest.fixture(params=["memory", "sql"])
async def library(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Library]:
    if request.param == "memory":
        yield MemoryLibrary()
        return
    database = await Database.open(tmp_path)
    yield SqlLibrary(database)
    await database.close()


@pytest.fixture(params=["fake", "sentence-transformers"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return FakeEncoder() if request.param == "fake" else packaged_encoder()
