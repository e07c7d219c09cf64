"""Migrate the file to this version's tables, or say why not.  Blocking."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from retrieval.domain.errors import StorageBroken
from retrieval.index import private_files
from storage.database.migration import VERSIONS, remove_empty_tables, require_known, upgrade
from storage.database.sqlite.error_translation import translated
from storage.migrations import HEAD

_MAGIC = b"SQLite format 3\0"


def bring_up_to_date(database: Path) -> None:
    """Make or migrate the file.  Raise StorageTooNew, StorageBroken, StorageUnwritable or StorageFull."""
    with translated(database), _exclusively(database):
        found = _version(database)
        if found == HEAD:
            return
        _upgrade(database, found)
        if found is not None:
            _rewrite(database)


@contextlib.contextmanager
def empty_database_at(database: Path, revision: str) -> Iterator[Connection]:
    """Make empty tables of `revision`, let the block fill them, and migrate them to this version, in one transaction.

    All of it or nothing is done, and no other process opens the folder meanwhile.  Raise StoreNotEmpty if anything is
    stored, and whatever bring_up_to_date raises.
    """
    with translated(database), _exclusively(database):
        found = _version(database)
        require_known(str(database), found)
        with _transaction(database) as connection:
            if found is not None:
                remove_empty_tables(connection, str(database.parent))
            upgrade(connection, revision)
            yield connection
            upgrade(connection)


def _version(database: Path) -> str | None:
    """Return the Alembic revision of the file; None if it does not exist or is empty."""
    if not database.exists() or database.stat().st_size == 0:
        return None
    _require_header(database)
    try:
        # Read-only: a file that is not ours, or is too new, stays byte for byte as it is.
        return _version_over(database, mode="ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        # A migration was killed and left its journal, which only a writer may play back.
        return _version_over(database, mode="rw")


def _require_header(database: Path) -> None:
    """Raise DatabaseError if the file is no SQLite database: SQLite would overwrite a very short one."""
    if database.with_name(f"{database.name}-journal").exists():
        # A killed writer may have left half a first page; the journal will restore it.
        return
    with database.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise sqlite3.DatabaseError("file is not a database")


def _version_over(database: Path, mode: str) -> str | None:
    with contextlib.closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode={mode}", uri=True)) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
        if VERSIONS not in tables:
            if tables:
                raise StorageBroken(f"{database} is a database, but not one of On Record's; choose another data folder")
            return None
        row = connection.execute(f"select version_num from {VERSIONS}").fetchone()  # noqa: S608  a constant
    return None if row is None else str(row[0])


def _upgrade(database: Path, found: str | None) -> None:
    require_known(str(database), found)
    with _transaction(database) as connection:
        upgrade(connection)


def _rewrite(database: Path) -> None:
    """Write a database anew: earlier versions left deleted words in free pages.  It stays as it is if that fails."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def _transaction(database: Path) -> Iterator[Connection]:
    # From its parts: in a URL, a "?" in the folder's name would begin a query, and the tables land elsewhere.
    engine = create_engine(URL.create("sqlite", database=str(database)), hide_parameters=True)
    _begin_at_once(engine)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _begin_at_once(engine: Engine) -> None:
    """Begin every transaction explicitly: left to itself, the driver commits each CREATE TABLE at once."""

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        # Set while nobody else has the file open: SQLite does not wait to change the mode, whatever the busy timeout.
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextlib.contextmanager
def _exclusively(database: Path) -> Iterator[None]:
    """Hold the folder's migration lock: of two processes that start at once, one makes the tables.

    Raise StorageUnwritable if a link stands where the lock, the database or one of its logs belongs.
    """
    lock = private_files.open_file(database.parent / ".migrating.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for suffix in ("", "-wal", "-shm", "-journal"):
            private_files.refuse_link(database.with_name(f"{database.name}{suffix}"))
        if not database.exists():
            # SQLite would leave its rights to the umask; those of its logs are always the same as the database's.
            os.close(private_files.open_file(database))
        yield
    finally:
        os.close(lock)
