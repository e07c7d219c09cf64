"""Make or migrate the tables of a PostgreSQL database, or say why not.  Blocking."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection, Engine

from retrieval.domain.errors import StorageBroken
from storage.database.migration import VERSIONS, remove_empty_tables, require_known, upgrade
from storage.database.postgres.locks import hold_writing
from storage.migrations import HEAD

MIN_VERSION = 14


def bring_up_to_date(engine: Engine, where: str) -> None:
    """Make or migrate the tables.  Raise StorageTooNew, StorageBroken or another StorageError."""
    with engine.connect() as connection:
        _require_usable(connection, where)
        if _version(connection, where) == HEAD:
            return
    with _alone(engine) as connection:
        found = _version(connection, where)
        require_known(where, found)
        upgrade(connection)
        settle_types(connection)


@contextlib.contextmanager
def empty_database(engine: Engine, where: str, revision: str) -> Iterator[Connection]:
    """Make empty tables of `revision`, let the block fill them, and migrate them, as Place.empty_at says."""
    with engine.connect() as connection:
        _require_usable(connection, where)
    with _alone(engine) as connection:
        found = _version(connection, where)
        require_known(where, found)
        if found is not None:
            remove_empty_tables(connection, where)
        upgrade(connection, revision)
        settle_types(connection)
        yield connection
        upgrade(connection)
        settle_types(connection)


def has_tables(engine: Engine, where: str) -> bool:
    """Return whether On Record's tables are there."""
    with engine.connect() as connection:
        return _version(connection, where) is not None


def settle_types(connection: Connection) -> None:
    """Let columns hold and sort what SQLite's do: integers of 64 bits, texts of any length by their code points.

    The migrations need not say so, and an export has the same rows in the same order.
    """
    columns = connection.exec_driver_sql(
        "select relname, attname, atttypid = 'int4'::regtype "
        "from pg_attribute join pg_class on pg_class.oid = attrelid "
        "where relnamespace = current_schema()::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped "
        "and (atttypid = 'int4'::regtype or atttypid in ('varchar'::regtype, 'text'::regtype) "
        "and (attcollation <> '\"C\"'::regcollation or atttypmod >= 0)) order by relname, attnum"
    ).all()
    changes: dict[str, list[str]] = {}
    for table, column, is_integer in columns:
        wanted = "bigint" if is_integer else 'varchar COLLATE "C"'
        changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE {wanted}')
    for table, of_columns in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(of_columns)}')
    sequences = connection.exec_driver_sql(
        "select sequencename from pg_sequences where schemaname = current_schema() and data_type = 'integer'::regtype"
    )
    for sequence in sequences.scalars().all():
        connection.exec_driver_sql(f'ALTER SEQUENCE "{sequence}" AS bigint')


@contextlib.contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction while no other process writes or migrates."""
    with engine.begin() as connection:
        hold_writing(connection, may_idle=True)
        yield connection


def _require_usable(connection: Connection, where: str) -> None:
    number, encoding = connection.exec_driver_sql(
        "select current_setting('server_version_num')::int, current_setting('server_encoding')"
    ).one()
    if number // 10_000 < MIN_VERSION:
        raise StorageBroken(f"{where} runs PostgreSQL {number // 10_000}; On Record needs {MIN_VERSION} or newer")
    if encoding != "UTF8":
        raise StorageBroken(f"{where} is encoded in {encoding}; create one with ENCODING 'UTF8' TEMPLATE template0")


def _version(connection: Connection, where: str) -> str | None:
    """Return the Alembic revision of the tables; None if there are none."""
    # Tables of extensions, such as PostGIS's, are nobody's store.
    tables = connection.exec_driver_sql(
        "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') "
        "and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')"
    )
    names = set(tables.scalars())
    if VERSIONS not in names:
        if names:
            raise StorageBroken(f"{where} has other tables, none of them On Record's; give it a database of its own")
        return None
    found = connection.exec_driver_sql(f"select version_num from {VERSIONS}").scalar_one_or_none()  # noqa: S608
    return None if found is None else str(found)
