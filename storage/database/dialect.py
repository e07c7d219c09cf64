"""Build the pieces of SQL that SQLite spells its own way, so that the stores themselves send only standard SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Function,
    Integer,
    Select,
    String,
    TableValuedAlias,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import Insert, insert

from storage.database.engine import FOLDED

T = TypeVar("T")

# A SQLite built with the former default takes 999 bound values in one statement; a query has a few of its own.
MAX_BOUND_VALUES = 900


def chunked(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split values into parts short enough to be bound in one statement each."""
    for first in range(0, len(values), MAX_BOUND_VALUES):
        yield values[first : first + MAX_BOUND_VALUES]


def insert_if_new(table: Any) -> Insert:
    """Build an INSERT that skips every row whose primary or unique key is there already."""
    return insert(table).on_conflict_do_nothing()


def upsert(table: Any, *key: Any, update: Iterable[str]) -> Insert:
    """Build an INSERT that, where a row with this `key` is there already, sets its columns `update` instead."""
    statement = insert(table)
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in update}
    )


def any_value(expression: Any) -> Any:
    """Pick the value of one row, whichever, in a query that groups rows.

    SQLite picks one when a column stands bare; standard SQL wants ANY_VALUE(…) around it.
    """
    return expression


def bare(flag: Any) -> ColumnElement[bool]:
    """Return a boolean column as a condition that uses no index.

    SQLAlchemy spells it "flag = 1" for SQLite, which then prefers an index on the flag to any better way.
    """
    return literal_column(f"{flag.class_.__tablename__}.{flag.key}", Boolean)


def json_items(document: Any, path: str = "$") -> TableValuedAlias:
    """Return the items of the JSON list at `path` as a table with one column, `value`, to join with the document's."""
    return func.json_each(document, path).table_valued("value")


def json_item(document: Any, index: int) -> Any:
    """Return one item of a JSON list."""
    return func.json_extract(document, f"$[{index}]")


def json_length(document: Any) -> ColumnElement[int]:
    """Return how many items a JSON list has."""
    return func.json_array_length(document)


def integers_in(parameter: str) -> Select[tuple[int]]:
    """Select the integers of a bound parameter that is a JSON list: one statement, however many there are."""
    return select(func.json_each(bindparam(parameter)).table_valued(column("value", Integer)).c.value)


def like_folded(text: Any, pattern: str) -> ColumnElement[bool]:
    r"""Return whether `text` matches a LIKE pattern (escape character \), ignoring case and accents."""
    # SQLite's LIKE ignores the case of ASCII letters only.  Folding takes a third of a millisecond a text: do it only
    # for texts with a letter that folding changes.
    foreign = text.op("GLOB")("*[\u00c0-\u1fff\u2c00-\ud7ff]*")
    return or_(
        text.like(pattern, escape="\\"),
        and_(foreign, Function(FOLDED, text, type_=String()).like(pattern, escape="\\")),
    )


def last_numbers(connection: Connection) -> dict[str, int]:
    """Return the last number given to a row, by table, for the tables that never give a number twice."""
    found = connection.exec_driver_sql("select name, seq from sqlite_sequence").all()
    return {row.name: row.seq for row in found}


def set_last_number(connection: Connection, table: str, last: int) -> None:
    """Make a table number its next row `last` + 1."""
    connection.exec_driver_sql("delete from sqlite_sequence where name = ?", (table,))
    connection.exec_driver_sql("insert into sqlite_sequence (name, seq) values (?, ?)", (table, last))


class BrokenReference(NamedTuple):
    """The `nth` row of a table (from 1, in the order of its keys) refers to a row of `parent` that is not there."""

    table: str
    nth: int
    parent: str


def find_broken_reference(connection: Connection) -> BrokenReference | None:
    """Check every foreign key of the database and return the first that is broken; None if all hold."""
    broken = connection.exec_driver_sql("pragma foreign_key_check").first()
    if broken is None:
        return None
    table, rowid, parent, _ = broken
    # Rows are numbered in the order in which they were inserted, or by their key; an import inserts by key.
    query = f'select count(*) from "{table}" where rowid <= ?'  # noqa: S608  a table of ours
    nth = connection.exec_driver_sql(query, (rowid,)).scalar_one()
    return BrokenReference(table, int(nth), parent)
