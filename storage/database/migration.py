"""Migrate a database to this version's tables, or say why not.  Blocking; loads Alembic only if there is work."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.domain.errors import StorageBroken, StorageTooNew, StoreNotEmpty
from retrieval.index import private_files
from storage import migrations
from storage.database.error_translation import translated
from storage.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Engine

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
    from alembic import command  # noqa: PLC0415

    with translated(database), _exclusively(database):
        found = _version(database)
        _require_known(database, found)
        with _transaction(database) as connection:
            if found is not None:
                _require_empty(connection, database)
                command.downgrade(alembic_config(connection), "base")
            command.upgrade(alembic_config(connection), revision)
            yield connection
            command.upgrade(alembic_config(connection), "head")


def is_known_revision(revision: str) -> bool:
    """Return whether this version has migrations up to `revision`; others come from a newer On Record, or from none."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return revision in {s.revision for s in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


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
        if "alembic_version" not in tables:
            if tables:
                raise StorageBroken(f"{database} is a database, but not one of On Record's; choose another data folder")
            return None
        row = connection.execute("select version_num from alembic_version").fetchone()
    return None if row is None else str(row[0])


def _upgrade(database: Path, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415  takes a third of a second, which most starts need not spend

    _require_known(database, found)
    with _transaction(database) as connection:
        command.upgrade(alembic_config(connection), "head")


def _rewrite(database: Path) -> None:
    """Write a database anew: earlier versions left deleted words in free pages.  It stays as it is if that fails."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_known(database: Path, found: str | None) -> None:
    if found is not None and not is_known_revision(found):
        raise StorageTooNew(
            f"{database} was written by a newer On Record (schema {found!r}, this one knows up to {HEAD!r}); "
            "update On Record, or choose another data folder"
        )


def _require_empty(connection: Connection, database: Path) -> None:
    from sqlalchemy import MetaData, select  # noqa: PLC0415

    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version" and connection.execute(select(1).select_from(table).limit(1)).first():
            raise StoreNotEmpty(f"{database.parent} is not empty")


@contextlib.contextmanager
def _transaction(database: Path) -> Iterator[Connection]:
    from sqlalchemy import URL, create_engine  # noqa: PLC0415

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
    from sqlalchemy import event  # noqa: PLC0415

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        # Set while nobody else has the file open: SQLite does not wait to change the mode, whatever the busy timeout.
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the packaged scripts, to run over `connection`."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


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
