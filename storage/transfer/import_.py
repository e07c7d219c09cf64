"""Import an export into an empty store, all of it or nothing.  Blocking, for a process that does nothing else."""

from __future__ import annotations

import hashlib
import reprlib
from collections.abc import Callable, Sequence
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Column, Connection, Table, insert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from storage.database.catalogue import (
    find_broken_reference,
    hold_references_back,
    require_references,
    set_last_numbers,
)
from storage.database.engine import Database
from storage.database.migration import is_known_revision
from storage.database.place import Address, place_of
from storage.migrations import HEAD
from storage.transfer.export import export_rows, head_of
from storage.transfer.format import ExportedTable, column_format, tables
from storage.transfer.reader import ExportLines

# Rows held in memory at once; a text may be long.
BATCH_ROWS = 100

Progress = Callable[[int], None]
"""Called with the number of rows read since the last call."""


def import_rows(address: Address, export: ExportLines, progress: Progress | None = None) -> None:
    """Store the rows of an export in tables of its schema, and migrate them to this version.

    Change nothing unless all of it is right.  Raise UnusableExport, StoreNotEmpty or StorageError.
    """
    head = export.head
    if not is_known_revision(head.schema):
        export.refuse_whole(
            f"was written by a newer On Record (schema {head.schema!r}, this one knows up to {HEAD!r}): update this one"
        )
    with place_of(address).empty_at(head.schema) as connection:
        _Import(connection, export).run(progress)


async def store_matches(address: Address, export: ExportLines) -> bool:
    """Return whether the store at an address holds what `export` has, and nothing else.  Raise StorageError."""
    database = await Database.open(address)
    try:
        return await database.read(lambda connection: matches(connection, export))
    finally:
        await database.close()


def matches(connection: Connection, export: ExportLines) -> bool:
    """Return whether the store is exactly what the export holds; read the export to its end.

    Raise UnusableExport.
    """
    if head_of(connection) != export.head:
        return False
    own = hashlib.sha256()
    export_rows(connection, own.update)
    for _ in export.rows():
        pass
    return own.digest() == export.digest


class _Import:
    """Puts one export into empty tables, in one transaction."""

    def __init__(self, connection: Connection, export: ExportLines) -> None:
        self._connection = connection
        self._export = export
        self._tables = {table.name: table for table in tables(connection)}
        self._columns = {t.name: self._columns_of(t) for t in export.head.tables}
        if missing := [name for name in self._tables if name not in self._columns]:
            export.refuse(f"lacks the table {', '.join(missing)}")

    def run(self, progress: Progress | None) -> None:
        hold_references_back(self._connection)
        for name, rows in groupby(self._export.rows(), key=lambda row: row[0]):
            table, columns = self._tables[name], self._columns[name]
            keys = [i for i, column in enumerate(columns) if column.primary_key]
            last: tuple[Any, ...] | None = None
            decoded = ((self._export.line, self._decoded(columns, values)) for _, values in rows)
            while batch := list(islice(decoded, BATCH_ROWS)):
                for line, values in batch:
                    key = tuple(values[i] for i in keys)
                    if last is not None and not last < key:
                        self._export.refuse("is out of order: the rows of a table are sorted by key", line)
                    last = key
                self._insert(table, [column.name for column in columns], batch)
                if progress is not None:
                    progress(len(batch))
        self._number()
        self._require_whole()

    def _columns_of(self, exported: ExportedTable) -> list[Column[Any]]:
        """Return the columns of a table in the order of the export."""
        table = self._tables.get(exported.name)
        if table is None:
            self._export.refuse(f"has a table {exported.name!r}, which schema {self._export.head.schema} does not have")
        names = {column.name for column in table.columns}
        if names != set(exported.columns):
            other = ", ".join(sorted(names ^ set(exported.columns)))
            self._export.refuse(f"has other columns of {exported.name} than its schema: {other}")
        return [table.c[name] for name in exported.columns]

    def _decoded(self, columns: Sequence[Column[Any]], values: Sequence[Any]) -> list[Any]:
        return [self._value(column, value) for column, value in zip(columns, values, strict=True)]

    def _value(self, column: Column[Any], value: Any) -> Any:
        if value is None and column.nullable:
            return None
        wanted = column_format(column)
        try:
            return wanted.decode(value)
        except ValueError:
            self._export.refuse(f"has {reprlib.repr(value)} for {column}, which must be {wanted.expected}")

    def _insert(self, table: Table, names: Sequence[str], batch: Sequence[tuple[int, list[Any]]]) -> None:
        rows = [dict(zip(names, values, strict=True)) for _, values in batch]
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(table), rows)
        except (IntegrityError, DataError):
            for row, (line, _) in zip(rows, batch, strict=True):
                try:
                    self._connection.execute(insert(table), [row])
                except IntegrityError as error:
                    self._export.refuse(f"conflicts with another row ({_first_line(error)})", line)
                except DataError as error:
                    self._export.refuse(f"has a value that this database cannot keep ({_first_line(error)})", line)

    def _number(self) -> None:
        """Let tables number their next rows as the exported store would have, so that no number is given twice."""
        lasts = {exported.name: exported.last for exported in self._export.head.tables if exported.last is not None}
        set_last_numbers(self._connection, lasts)

    def _require_whole(self) -> None:
        """Refuse the export if a row refers to one that is not there; at the end, since some refer to later rows."""
        broken = find_broken_reference(self._connection)
        if broken is None:
            require_references(self._connection)
            return
        before = 1
        for exported in self._export.head.tables:
            if exported.name == broken.table:
                break
            before += exported.rows
        self._export.refuse(f"refers to a row of {broken.parent} that does not exist", before + broken.nth)


def _first_line(error: DBAPIError) -> str:
    """Return what the database says, without the values, which PostgreSQL repeats below."""
    return str(error.orig).splitlines()[0]
