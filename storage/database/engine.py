"""Open the database: one writer, readers apart, WAL between them."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, create_engine, event

from retrieval.domain.errors import StorageBroken, StorageError, StorageUnwritable
from retrieval.text.normalize import fold_in_place
from storage.database.error_translation import translated
from storage.database.migration import bring_up_to_date

T = TypeVar("T")

FILE = "onrecord.db"
# Another process (an `onrecord add` beside the bot) may hold the write lock for a whole batch.
BUSY_MS = 15_000
READER_THREADS = 4
# In SQL: a text as its words are compared.  SQLite's own LIKE knows no letter but the ASCII ones.
FOLDED = "folded"


class Database:
    """The SQLite file of one data folder.

    A transaction is one function, run from its begin to its end on a thread (docs/decisions/0016): the event loop never
    waits for a query, and no transaction for the event loop.  Writing always begins IMMEDIATE: a transaction that
    reads first and writes later is refused at once when another process wrote in between, whatever the busy timeout.
    """

    def __init__(self, folder: Path) -> None:
        """Nothing is opened here: see `open`."""
        self.path = folder / FILE
        self._writing = _Side(self.path, "writer", begin="BEGIN IMMEDIATE", threads=1, read_only=False)
        self._reading = _Side(self.path, "reader", begin="BEGIN", threads=READER_THREADS, read_only=True)

    @classmethod
    async def open(cls, folder: Path) -> Database:
        """Make the folder and the tables if need be.  Raises StorageError."""
        await asyncio.to_thread(make_folder, folder)
        await asyncio.to_thread(bring_up_to_date, folder / FILE)
        return cls(folder)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that writes, and commit it.

        It is rolled back on any exception, and where the event loop has cancelled the caller before its end.
        """
        return await self._writing.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot: every query inside sees the same state."""
        return await self._reading.run(work)

    async def rows(self, query: Executable) -> Sequence[Any]:
        """The rows that one query finds."""
        return await self.read(lambda connection: connection.execute(query).all())

    async def change(self, statement: Executable) -> int:
        """How many rows one statement that writes has changed."""
        return await self.write(lambda connection: connection.execute(statement).rowcount)

    async def check(self) -> None:
        """Read through the file.  Raises StorageBroken where SQLite finds it damaged."""
        found = await self.read(lambda c: c.exec_driver_sql("PRAGMA quick_check").scalars().all())
        if found != ["ok"]:
            raise StorageBroken(f"{self.path} is damaged ({found[0].splitlines()[0]}); restore it from a backup")

    async def close(self) -> None:
        """Let what was asked for come to its end, and take nothing more."""
        await asyncio.to_thread(self._reading.close)
        await asyncio.to_thread(self._writing.close)


def make_folder(folder: Path) -> None:
    """The folder of a database.  Raises StorageUnwritable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnwritable(
            f"the data folder {folder} cannot be made ({error.strerror}); choose another with --data"
        ) from error


class _Side:
    """Threads with a connection each; one transaction after the other on each of them."""

    def __init__(self, path: Path, name: str, *, begin: str, threads: int, read_only: bool) -> None:
        self._path = path
        self._engine = _engine(path, begin=begin, pool_size=threads, read_only=read_only)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"database-{name}")

    async def run(self, work: Callable[[Connection], T]) -> T:
        dropped = threading.Event()
        try:
            begun = self._threads.submit(self._transaction, work, dropped)
        except RuntimeError as error:
            raise StorageError(f"{self._path} has been closed: the bot is stopping") from error
        try:
            return await asyncio.wrap_future(begun)
        except asyncio.CancelledError:
            dropped.set()
            raise

    def _transaction(self, work: Callable[[Connection], T], dropped: threading.Event) -> T:
        with translated(self._path), self._engine.connect() as connection, connection.begin() as transaction:
            found = work(connection)
            if dropped.is_set():
                # Nobody waits for it any more, and who was cancelled believes that it has not happened.
                transaction.rollback()
            return found

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._engine.dispose()


def _folded(text: str) -> str:
    # Composed first: a name printed letter by mark is the same name.
    return fold_in_place(unicodedata.normalize("NFC", text)).casefold()


def _engine(path: Path, *, begin: str, pool_size: int, read_only: bool) -> Engine:
    # By its parts: in an address, a folder's "?" would begin a query.
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, pool_size=pool_size, max_overflow=0)

    @event.listens_for(engine, "connect")
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

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
