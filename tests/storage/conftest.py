"""A database in a folder of its own, and the stores on top of it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.chats.subscriptions import SqlSubscriptions
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from storage.outbox.deliveries import SqlOutbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def old_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit bound values as a SQLite built with the former default does."""

    def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*args, **kwargs)
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
        return connection

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)


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
def outbox(database: Database) -> SqlOutbox:
    return SqlOutbox(database)


@pytest.fixture
def subscriptions(database: Database) -> SqlSubscriptions:
    return SqlSubscriptions(database)
