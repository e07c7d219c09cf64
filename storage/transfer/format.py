"""The tables of a database as an export tells them: which there are, and each value as JSON and back.

The database itself is asked, at whatever revision it is: a new table is exported without anybody thinking of it.
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
    Text,
)

# Of the export's form; a change of the tables is none, for the schema is told beside.
FORMAT = 1
# What SQLite keeps in a whole number.
_LARGEST = 2**63 - 1
# Alembic's own; what it holds is the schema of the head.
_ALEMBIC = "alembic_version"


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One table of an export: its columns in the order of their values, and how many rows follow.

    `last` is the last number that was given to a row, where numbers never come again; None where none was, or they may.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    last: int | None


@dataclass(frozen=True, slots=True)
class ExportHeader:
    """The first line of an export: the schema's revision, the version of On Record that wrote it, the tables."""

    schema: str
    version: str
    tables: tuple[ExportedTable, ...]

    @property
    def rows(self) -> int:
        return sum(exported.rows for exported in self.tables)

    def rows_of(self, table: str) -> int:
        return sum(exported.rows for exported in self.tables if exported.name == table)


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How the values of one column stand in JSON; None is null in all of them.

    `decode` raises ValueError where a value is not `what` it should be.
    """

    what: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def tables(connection: Connection) -> list[Table]:
    """Those of the database, the ones that others refer to first.  JSON columns give their text as it is stored."""
    metadata = MetaData()
    metadata.reflect(connection)
    found = [table for table in metadata.sorted_tables if table.name != _ALEMBIC]
    for table in found:
        for column in table.columns:
            if isinstance(column.type, JSON):
                # Letter for letter: parsed and written anew, 1.0 and 1e0 would be the same, and null no value at all.
                column.info["form"] = _JSON
                column.type = Text()
            else:
                column.info["form"] = format_of_type(column)
    return found


def column_format(column: Column[Any]) -> ColumnFormat:
    """How the values of a column that `tables` gave stand in an export."""
    told: ColumnFormat = column.info["form"]
    return told


def schema(connection: Connection) -> str:
    """The Alembic revision that the tables are of."""
    return str(connection.exec_driver_sql(f"select version_num from {_ALEMBIC}").scalar_one())  # noqa: S608  a constant


def format_of_type(column: Column[Any]) -> ColumnFormat:
    """By its type.  Raises RuntimeError for one that has no form yet: whoever uses it first gives it one."""
    for kind, known in _FORMATS.items():
        if isinstance(column.type, kind):
            return known
    raise RuntimeError(f"{column} is of a type that exports do not know yet: {column.type}")


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    # Raises for halves of surrogate pairs: JSON can spell them, a database cannot keep them.
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


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.utcoffset() is None:
        raise ValueError
    try:
        # As the database keeps it, where all is UTC.
        return moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError from error


def _moment_told(value: datetime) -> str:
    return f"{value.isoformat(timespec='microseconds')}Z"


def _bytes(value: Any) -> bytes:
    return base64.b64decode(_text(value), validate=True)


def _bytes_told(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _json(value: Any) -> str:
    try:
        json.loads(_text(value))
    except RecursionError as error:
        raise ValueError from error
    return str(value)


_JSON = ColumnFormat("JSON in a text", _same, _json)
_FORMATS: dict[type[Any], ColumnFormat] = {
    Boolean: ColumnFormat("true or false", _same, _flag),
    DateTime: ColumnFormat("a moment like 2026-11-24T06:00:00.000000Z", _moment_told, _moment),
    Integer: ColumnFormat("a whole number", _same, _whole),
    Float: ColumnFormat("a number", _same, _number),
    LargeBinary: ColumnFormat("bytes in base64", _bytes_told, _bytes),
    String: ColumnFormat("text", _same, _text),
}
