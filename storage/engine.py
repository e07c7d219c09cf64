"""Open the database: one writer behind a lock, readers apart, WAL between them."""

from __future__ import annotations

import asyncio
import contextlib
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from retrieval.errors import StorageBroken, StorageUnwritable
from retrieval.folding import fold_in_place
from storage.migrating import bring_up_to_date
from storage.translating import translated

T = TypeVar("T")

FILE = "onrecord.db"
# Another process (an `onrecord add` beside the bot) may hold the write lock for a whole batch.
BUSY_MS = 15_000
# In SQL: a text as its words are compared.  SQLite's own LIKE knows no letter but the ASCII ones.
FOLDED = "folded"


class Database:
    """The SQLite file of one data folder.

    Writing always begins IMMEDIATE: a transaction that reads first and writes later is refused at once when another
    process wrote in between, whatever the busy timeout.
    """

    def __init__(self, folder: Path) -> None:
        """Nothing is opened here: see `open`."""
        self.path = folder / FILE
        self._writer = _engine(self.path, begin="BEGIN IMMEDIATE", pool_size=1, read_only=False)
        self._readers = _engine(self.path, begin="BEGIN", pool_size=4, read_only=True)
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path) -> Database:
        """Make the folder and the tables if need be.  Raises StorageError."""
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnwritable(
                f"the data folder {folder} cannot be made ({error.strerror}); choose another with --data"
            ) from error
        await asyncio.to_thread(bring_up_to_date, folder / FILE)
        return cls(folder)

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that writes; committed at the end, rolled back on any exception."""
        async with self._turn:
            with translated(self.path):
                async with _transaction(self._writer) as connection:
                    yield connection

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One snapshot: every query inside sees the same state."""
        with translated(self.path):
            async with _transaction(self._readers) as connection:
                yield connection

    async def check(self) -> None:
        """Read through the file.  Raises StorageBroken where SQLite finds it damaged."""
        async with self.reading() as connection:
            found = (await connection.exec_driver_sql("PRAGMA quick_check")).scalars().all()
        if found != ["ok"]:
            raise StorageBroken(f"{self.path} is damaged ({found[0].splitlines()[0]}); restore it from a backup")

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.dispose()


@contextlib.asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection and a transaction on it.  Cancelled while it is opened or given back, it is never left to itself."""
    connection = await _opened(engine)
    try:
        async with connection.begin():
            yield connection
    finally:
        await _to_the_end(asyncio.ensure_future(connection.close()))


async def _opened(engine: AsyncEngine) -> AsyncConnection:
    opening = asyncio.ensure_future(_connect(engine))
    try:
        return await _to_the_end(opening)
    except asyncio.CancelledError:
        # The opening went on to its end: what it opened is nobody's now.
        if not opening.cancelled() and opening.exception() is None:
            await _to_the_end(asyncio.ensure_future(opening.result().close()))
        raise


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect().start()


async def _to_the_end(work: asyncio.Future[T]) -> T:
    """Wait for `work` even when cancelled, which takes effect once it is done."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _folded(text: str) -> str:
    # Composed first: a name printed letter by mark is the same name.
    return fold_in_place(unicodedata.normalize("NFC", text)).casefold()


def _engine(path: Path, *, begin: str, pool_size: int, read_only: bool) -> AsyncEngine:
    # By its parts: in an address, a folder's "?" would begin a query.
    url = URL.create("sqlite+aiosqlite", database=str(path))
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # The driver's own idea of when to begin would come too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            *(["query_only = ON"] if read_only else []),
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function(FOLDED, 1, _folded, deterministic=True)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
