"""The SQLite file of a data folder: WAL between one writing connection and several that read."""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from retrieval.domain.errors import StorageUnwritable
from retrieval.domain.ports import Encoder
from retrieval.index import private_files
from storage.database.folding import FOLDED, folded
from storage.database.sqlite.error_translation import translated
from storage.database.sqlite.migration import bring_up_to_date, empty_database_at

FILE = "onrecord.db"
# Another process, say an `onrecord add` while the bot runs, may hold the write lock for a whole batch.
BUSY_MS = 15_000


class SqliteFile:
    """The Place of a data folder's file.

    Writers always BEGIN IMMEDIATE: otherwise a transaction that reads first and writes later fails at once if another
    process wrote in between, whatever the busy timeout.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE

    @property
    def where(self) -> str:
        return str(self._path)

    def exists(self) -> bool:
        try:
            return self._path.exists()
        except OSError:
            # Opening it says what is wrong.
            return True

    def bring_up_to_date(self) -> None:
        make_folder(self._folder)
        bring_up_to_date(self._path)

    def empty_at(self, revision: str) -> AbstractContextManager[Connection]:
        make_folder(self._folder)
        return empty_database_at(self._path, revision)

    def writer(self) -> Engine:
        return _engine(self._path, begin="BEGIN IMMEDIATE", pool_size=1, read_only=False)

    def readers(self, connections: int) -> Engine:
        return _engine(self._path, begin="BEGIN", pool_size=connections, read_only=True)

    def connected(self, engine: Engine) -> Connection:
        return engine.connect()

    def translated(self) -> AbstractContextManager[None]:
        return translated(self._path)

    def held(self, *, shared: bool = False) -> AbstractContextManager[None]:
        """Do nothing: bots share a file only in one folder, and that has a lock (bot.usecases.operating.sole_bot)."""
        return contextlib.nullcontext()

    def shared_vectors(self, encoder: Encoder) -> None:
        """Return None: the index is a file beside this one."""

    def close(self) -> None:
        """Do nothing: nothing else is open."""

    def damage(self, connection: Connection) -> str | None:
        found = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        return None if found == ["ok"] else str(found[0]).splitlines()[0]

    def empty_log(self, writer: Engine) -> None:
        """Empty the write-ahead log as far as that is possible without waiting: all who write would wait, too."""
        with contextlib.closing(writer.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def make_folder(folder: Path) -> None:
    """Make the folder of a database, or take the rights of others from one that is ours.  Raise StorageUnwritable."""
    try:
        private_files.make_folder(folder)
        private_files.protect(folder, folder.glob(f"{FILE}*"))
    except OSError as error:
        raise StorageUnwritable(
            f"the data folder {folder} cannot be created ({error.strerror}); choose another with --data"
        ) from error


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
        connection.create_function(FOLDED, 1, folded, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
