"""Stores with rows in every table, whichever tables there are, and exports of them."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
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
    insert,
)

from storage.database.sqlite.file import FILE
from storage.database.sqlite.migration import bring_up_to_date
from storage.schema.base import Base
from storage.transfer.export import export_rows
from storage.transfer.import_ import import_rows
from storage.transfer.reader import ExportLines
from tests.storage.databases import connected

ROWS = 4
TEXTS = ["plain", "NUL \0 in it", "🌉 e\u0301 \u202eback\u202c", 'line\r\nbreak \u2028 "and" \\', "Вучић — Vučić", ""]
NUMBERS = [0, -(2**63), 2**63 - 1, 7]
FRACTIONS = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, 1e22]
MOMENTS = [
    datetime(2026, 11, 24, 6, 0, 0, 123456, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]
DOCUMENTS: list[Any] = [[], {"b": 1.0, "a": [None, "č 🌉"]}, None, [["a", 1, 0, 10]]]


def fill(connection: Connection, metadata: MetaData = Base.metadata) -> None:
    """Insert rows into every table, with references that hold and values that are hard to keep."""
    numbers = count(1)
    pools = {
        Boolean: cycle([True, False, True]), DateTime: cycle(MOMENTS), Float: cycle(FRACTIONS),
        JSON: cycle(DOCUMENTS), LargeBinary: cycle([b"", b"\0\xff", b"minhash"]), String: cycle(TEXTS),
    }  # fmt: skip
    keys: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        made: list[dict[str, Any]] = []
        for n in range(ROWS):
            row: dict[str, Any] = {}
            for column in table.columns:
                if column.foreign_keys:
                    (key,) = column.foreign_keys
                    parents = made if key.column.table is table else keys[key.column.table.name]
                    row[column.name] = parents[n % len(parents)][key.column.name] if parents else None
                elif column.nullable and n == 0:
                    row[column.name] = None
                else:
                    row[column.name] = _value(column, numbers, pools)
            made.append(row)
        connection.execute(insert(table), made)
        keys[table.name] = made


def _value(column: Column[Any], numbers: Any, pools: dict[Any, Any]) -> Any:
    if isinstance(column.type, Integer):
        return (
            next(numbers)
            if column.primary_key or column.unique or column.name == "number"
            else NUMBERS[next(numbers) % 4]
        )
    for kind, pool in pools.items():
        # A column of another type needs values here, and a format in storage.transfer.format.
        if isinstance(getattr(column.type, "impl_instance", column.type), kind):
            value = next(pool)
            return f"{value}{next(numbers)}" if isinstance(value, str) else value
    raise AssertionError(f"{column} has a type that no test has values for")


def filled(folder: Path) -> Path:
    """Make a data folder with rows in every table."""
    folder.mkdir()
    bring_up_to_date(folder / FILE)
    with connected(folder / FILE) as connection:
        fill(connection)
    return folder


def exported(folder: Path) -> bytes:
    lines: list[bytes] = []
    with connected(folder / FILE) as connection:
        export_rows(connection, lines.append)
    return b"".join(lines)


def imported(folder: Path, export: bytes) -> Path:
    import_rows(folder, ExportLines(io.BytesIO(export), "the export"))
    return folder


def sealed(rows: Iterable[Any]) -> bytes:
    """Return an export of these lines, given as values or bytes, with a closing line that fits them."""
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows]
    end = {"onrecord": "end", "rows": len(lines) - 1, "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    return b"".join([*lines, json.dumps(end).encode() + b"\n"])


def kept(folder: Path) -> list[str]:
    """Return every value of every row as SQLite keeps it, and the last number given in each table."""
    found = []
    with closing(sqlite3.connect(folder / FILE)) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (name,) in names:
            columns = [row[1] for row in connection.execute(f"pragma table_info({name})")]
            values = " || '|' || ".join(f'typeof("{c}") || hex("{c}") || quote("{c}")' for c in columns)
            rows = connection.execute(f"select {values} from {name}")  # noqa: S608  tables of ours
            found += [f"{name}: {row}" for (row,) in rows]
    return sorted(found)
