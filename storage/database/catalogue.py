"""Ask a database about its tables, for export and import: last numbers, and references that do not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, ForeignKeyConstraint, MetaData, Table, and_, func, select, text

from storage.database.dialect import POSTGRES
from storage.schema.base import Base


def last_numbers(connection: Connection) -> dict[str, int]:
    """Return the last number given to a row, by table, for the tables that never give a number twice."""
    if connection.dialect.name != POSTGRES:
        found = connection.exec_driver_sql("select name, seq from sqlite_sequence").all()
        return {row.name: row.seq for row in found}
    known = dict(_sequences(connection))
    # PostgreSQL never gives a number twice in any table; the others need not say so.
    named = {table.name for table in Base.metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]}
    given = {table: _last_of(connection, sequence) for table, sequence in known.items() if table in named}
    return {table: last for table, last in given.items() if last is not None}


def set_last_numbers(connection: Connection, lasts: Mapping[str, int]) -> None:
    """Make each table number its next row after all it has, and after the number given here."""
    if connection.dialect.name != POSTGRES:
        for table, last in lasts.items():
            connection.exec_driver_sql("delete from sqlite_sequence where name = ?", (table,))
            connection.exec_driver_sql("insert into sqlite_sequence (name, seq) values (?, ?)", (table, last))
        return
    for table, sequence in _sequences(connection):
        highest = connection.exec_driver_sql(f'select max(id) from "{table}"').scalar_one()  # noqa: S608  ours
        last = lasts.get(table, highest)
        if last is not None:
            connection.execute(text("select setval(:sequence, :last)"), {"sequence": sequence, "last": last})


class BrokenReference(NamedTuple):
    """The `nth` row of a table (from 1, in the order of its keys) refers to a row of `parent` that is not there."""

    table: str
    nth: int
    parent: str


def hold_references_back(connection: Connection) -> None:
    """Let rows refer to rows that come later in this transaction, until `require_references`."""
    # SQLite does not look at references while it migrates.
    if connection.dialect.name == POSTGRES:
        _alter_references(connection, "DEFERRABLE INITIALLY DEFERRED")


def require_references(connection: Connection) -> None:
    """Require references to hold again, at once."""
    if connection.dialect.name == POSTGRES:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        _alter_references(connection, "NOT DEFERRABLE")


def find_broken_reference(connection: Connection) -> BrokenReference | None:
    """Check every foreign key of the database and return the first that is broken; None if all hold."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            if (nth := _first_broken(connection, table, constraint)) is not None:
                return BrokenReference(table.name, nth, constraint.referred_table.name)
    return None


def _first_broken(connection: Connection, table: Table, constraint: ForeignKeyConstraint) -> int | None:
    (key,) = constraint.elements
    parent = key.column.table.alias()
    missing = ~select(1).where(parent.c[key.column.name] == table.c[key.parent.name]).correlate(table).exists()
    broken = key.parent.is_not(None), missing
    if connection.execute(select(1).select_from(table).where(*broken).limit(1)).first() is None:
        return None
    keys = list(table.primary_key.columns)
    numbered = select(*keys, func.row_number().over(order_by=keys).label("nth")).subquery()
    same = [numbered.c[column.name] == column for column in keys]
    query = select(numbered.c.nth).select_from(table).join(numbered, and_(*same)).where(*broken)
    return int(connection.execute(query.order_by(numbered.c.nth).limit(1)).scalar_one())


def _alter_references(connection: Connection, when: str) -> None:
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ALTER CONSTRAINT "{constraint.name}" {when}')


def _sequences(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the tables that number their rows, and what numbers them."""
    found = connection.exec_driver_sql(
        "select relname, pg_get_serial_sequence(quote_ident(relname), 'id') from pg_class join pg_attribute "
        "on attrelid = pg_class.oid and attname = 'id' "
        "where relnamespace = current_schema()::regnamespace and relkind = 'r' order by relname"
    )
    for table, sequence in found.all():
        if sequence is not None:
            yield table, sequence


def _last_of(connection: Connection, sequence: str) -> int | None:
    last, is_given = connection.exec_driver_sql(f"select last_value, is_called from {sequence}").one()  # noqa: S608
    return int(last) if is_given else None
