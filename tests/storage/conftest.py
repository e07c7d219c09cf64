"""A database in a folder of its own, and the stores over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import Database
from storage.library import SqlLibrary
from storage.outbox import Outbox
from storage.subscriptions import Subscriptions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
async def database(folder: Path) -> AsyncIterator[Database]:
    opened = await Database.open(folder)
    yield opened
    await opened.close()


@pytest.fixture
async def second(database: Database, folder: Path) -> AsyncIterator[Database]:
    """The same folder opened again, as another process would."""
    opened = await Database.open(folder)
    yield opened
    await opened.close()


@pytest.fixture
def library(database: Database) -> SqlLibrary:
    return SqlLibrary(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


@pytest.fixture
def subscriptions(database: Database) -> Subscriptions:
    return Subscriptions(database)
