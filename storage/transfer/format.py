"""List the tables that an export holds, and turn each value into JSON and back.

The tables are read from the database, at whatever revision it is, so that a new table is exported without more code.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

from storage.database.dialect import StoredJson

# The version of the export's format.  It does not change with the tables: the header names their schema.
FORMAT = 1
# The largest integer of a database column.
_LARGEST = 2**63 - 1
# Alembic's own table; the header of an export has its content.
_ALEMBIC = "alembic_version"
# They belong to one running bot.  Imported elsewhere, what waits in its inbox would be answered twice.
LEFT_OUT = frozenset({_ALEMBIC, "inbox", "bots", "workers", "duties"})


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One table of an export: its columns in the order of their values, and how many rows follow.

    `last` is the last number given to a row in a table that never reuses one; None in other tables, or if none was.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    last: int | None


@dataclass(frozen=True, slots=True)
class ExportHeader:
    """The first line of an export: the revision of the schema, the version that wrote it, and the tables."""

    schema: str
    version: str
    tables: tuple[ExportedTable, ...]

    @property
    def rows(self) -> int:
        """How many rows the export has."""
        return sum(exported.rows for exported in self.tables)

    def rows_of(self, table: str) -> int:
        """Return how many rows a table has; 0 if it is not in the export."""
        return sum(exported.rows for exported in self.tables if exported.name == table)


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How the values of a column are written in JSON; None is always null.

    `decode` raises ValueError if a value is not what `expected` says.
    """

    expected: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def tables(connection: Connection) -> list[Table]:
    """Return the database's tables, those that others refer to first.  JSON columns yield the stored text."""
    metadata = MetaData()
    metadata.reflect(connection)
    found = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    for table in found:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.info["format"] = _JSON
                column.type = StoredJson()
            else:
                column.info["format"] = format_of_type(column)
    return found


def column_format(column: Column[Any]) -> ColumnFormat:
    """Return how the values of a column are written; the column comes from `tables`."""
    found: ColumnFormat = column.info["format"]
    return found


def schema(connection: Connection) -> str:
    """Return the Alembic revision of the tables."""
    return str(connection.exec_driver_sql(f"select version_num from {_ALEMBIC}").scalar_one())  # noqa: S608  a constant


def format_of_type(column: Column[Any]) -> ColumnFormat:
    """Return the format for a column's type.  Raise RuntimeError for a type that has none yet; add it to _FORMATS."""
    for kind, known in _FORMATS.items():
        if isinstance(column.type, kind):
            return known
    raise RuntimeError(f"{column} has a type that exports do not support yet: {column.type}")


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    # Raises for lone surrogates, which JSON can spell and a database cannot store.
    value.encode()
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_LARGEST - 1 <= value <= _LARGEST:
        raise ValueError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError from error


def _time(value: Any) -> datetime:
    time = datetime.fromisoformat(_text(value))
    if time.utcoffset() is None:
        raise ValueError
    try:
        # As the database keeps it: naive, in UTC.
        return time.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError from error


def _time_text(value: datetime) -> str:
    return f"{value.isoformat(timespec='microseconds')}Z"


def _bytes(value: Any) -> bytes:
    return base64.b64decode(_text(value), validate=True)


def _bytes_text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _json(value: Any) -> str:
    try:
        json.loads(_text(value))
    except RecursionError as error:
        raise ValueError from error
    return str(value)


_JSON = ColumnFormat("JSON as text", _same, _json)
_FORMATS: dict[type[Any], ColumnFormat] = {
    Boolean: ColumnFormat("true or false", _same, _flag),
    DateTime: ColumnFormat("a time like 2026-11-24T06:00:00.000000Z", _time_text, _time),
    Integer: ColumnFormat("a whole number", _same, _whole),
    Float: ColumnFormat("a number", _same, _number),
    LargeBinary: ColumnFormat("bytes in base64", _bytes_text, _bytes),
    String: ColumnFormat("text", _same, _text),
}
