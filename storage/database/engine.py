"""Open the database file with one writing thread, several reading threads, and WAL between them."""

from __future__ import annotations

import asyncio
import contextlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, create_engine, event

from retrieval.domain.errors import StorageBroken, StorageError, StorageUnwritable
from retrieval.index import private_files
from retrieval.text.normalize import fold_in_place
from storage.database.error_translation import translated
from storage.database.group_commit import GroupCommit
from storage.database.migration import bring_up_to_date

T = TypeVar("T")

FILE = "onrecord.db"
# Another process, say an `onrecord add` while the bot runs, may hold the write lock for a whole batch.
BUSY_MS = 15_000
READER_THREADS = 4
# The SQL function that folds a text, without case and accents.  SQLite's own LIKE folds only ASCII letters.
FOLDED = "folded"


class Database:
    """The SQLite file of one data folder.

    A transaction is one function, run from begin to end on one thread (docs/decisions/0016): the event loop never
    waits for a query, and no transaction waits for the event loop.  Writers always BEGIN IMMEDIATE: otherwise a
    transaction that reads first and writes later fails at once if another process wrote in between, whatever the
    busy timeout.
    """

    def __init__(self, folder: Path) -> None:
        """Open nothing yet: use `open`."""
        self.path = folder / FILE
        self._writing = _Side(self.path, "writer", begin="BEGIN IMMEDIATE", threads=1, read_only=False)
        self._reading = _Side(self.path, "reader", begin="BEGIN", threads=READER_THREADS, read_only=True)

    @classmethod
    async def open(cls, folder: Path) -> Database:
        """Open the database of a folder, making both if need be.  Raise StorageError."""
        await asyncio.to_thread(make_folder, folder)
        await asyncio.to_thread(bring_up_to_date, folder / FILE)
        return cls(folder)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that may write, and commit it.

        Roll it back on any exception, or if the caller was cancelled before it ended.  It may share a transaction with
        others, and be run a second time if one of them fails.
        """
        return await self._writing.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot, so that all its queries see the same state."""
        return await self._reading.run(work)

    async def rows(self, query: Executable) -> Sequence[Any]:
        """Return the rows of one query."""
        return await self.read(lambda connection: connection.execute(query).all())

    async def change(self, statement: Executable) -> int:
        """Run one statement that writes, and return how many rows it changed."""
        return await self.write(lambda connection: connection.execute(statement).rowcount)

    async def check(self) -> None:
        """Read through the file.  Raise StorageBroken if SQLite finds damage."""
        found = await self.read(lambda c: c.exec_driver_sql("PRAGMA quick_check").scalars().all())
        if found != ["ok"]:
            raise StorageBroken(f"{self.path} is damaged ({found[0].splitlines()[0]}); restore it from a backup")

    async def empty_log(self) -> None:
        """Move the write-ahead log into the database and empty it, so that it keeps nothing that was deleted.

        Readers that take long keep some of it until the next call.
        """
        await self._writing.truncate_log()

    async def close(self) -> None:
        """Finish what was begun, and accept nothing more."""
        await asyncio.to_thread(self._reading.close)
        await asyncio.to_thread(self._writing.close)


def make_folder(folder: Path) -> None:
    """Make the folder of a database, or take the rights of others from one that is ours.  Raise StorageUnwritable."""
    try:
        private_files.make_folder(folder)
        private_files.protect(folder, folder.glob(f"{FILE}*"))
    except OSError as error:
        raise StorageUnwritable(
            f"the data folder {folder} cannot be created ({error.strerror}); choose another with --data"
        ) from error


class _Side:
    """Threads with one connection each, on which transactions run one after another; writers commit together."""

    def __init__(self, path: Path, name: str, *, begin: str, threads: int, read_only: bool) -> None:
        self._path = path
        self._engine = _engine(path, begin=begin, pool_size=threads, read_only=read_only)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"database-{name}")
        self._submit: Callable[[Callable[[Connection], Any]], Future[Any]]
        self._submit = self._alone if read_only else GroupCommit(self._threads, self._transaction).submit

    async def run(self, work: Callable[[Connection], T]) -> T:
        try:
            begun = self._submit(work)
        except RuntimeError as error:
            raise StorageError(f"{self._path} has been closed: the bot is stopping") from error
        return await asyncio.wrap_future(begun)

    def _alone(self, work: Callable[[Connection], T]) -> Future[T]:
        return self._threads.submit(self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._transaction() as connection:
            return work(connection)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translated(self._path), self._engine.connect() as connection, connection.begin():
            yield connection

    async def truncate_log(self) -> None:
        """Empty the write-ahead log as far as that is possible without waiting: all who write would wait, too."""

        def run() -> None:
            with translated(self._path), contextlib.closing(self._engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA busy_timeout = 0")
                try:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                finally:
                    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

        await asyncio.wrap_future(self._threads.submit(run))

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._engine.dispose()


def _folded(text: str) -> str:
    # Composed first: a name printed as letters plus combining marks is the same name.
    return fold_in_place(unicodedata.normalize("NFC", text)).casefold()


def _engine(path: Path, *, begin: str, pool_size: int, read_only: bool) -> Engine:
    # From its parts: in a URL, a "?" in the folder's name would begin a query.
    url = URL.create("sqlite", database=str(path))
    # Parameters are readers' words, and errors are logged.
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # Left to itself, the driver begins a transaction too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            # What is deleted is overwritten, in free pages too.
            "secure_delete = ON",
            *(["query_only = ON"] if read_only else []),
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        connection.create_function(FOLDED, 1, _folded, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
