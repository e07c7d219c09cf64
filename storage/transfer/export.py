"""Write everything in a database as JSON lines, one row a line, from one snapshot.  See docs/export.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from sqlalchemy import Connection, Table, func, select

from retrieval.domain.article import Article
from storage.database.catalogue import last_numbers
from storage.library.rows import article_from, current_articles
from storage.schema.tables import RevisionRow
from storage.transfer.format import FORMAT, ExportedTable, ExportHeader, column_format, schema, tables

# Rows held in memory at once; a text may be long.
BATCH_ROWS = 100
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Write = Callable[[bytes], None]
"""Writes the next lines; an exception ends the export."""
Progress = Callable[[int], None]
"""Called with the number of rows written since the last call."""


Begin = Callable[[int], Progress]
"""Called once with the number of rows to write; returns the Progress to report to."""


def export_rows(connection: Connection, write: Write, begin: Begin | None = None) -> ExportHeader:
    """Write an export and return its header.  The same rows always give the same bytes."""
    found = tables(connection)
    head = _head(connection, found)
    progress = None if begin is None else begin(head.rows)
    digest = hashlib.sha256()

    def put(lines: bytes) -> None:
        digest.update(lines)
        write(lines)

    put(_line(_first(head)))
    for table in found:
        for lines in _batches(connection, table):
            put(b"".join(lines))
            if progress is not None:
                progress(len(lines))
    write(_line({"onrecord": "end", "rows": head.rows, "sha256": digest.hexdigest()}))
    return head


def head_of(connection: Connection) -> ExportHeader:
    """Return the header of what would be exported now."""
    return _head(connection, tables(connection))


def export_articles(connection: Connection, each: Callable[[Article], None], begin: Begin | None = None) -> int:
    """Pass on the current articles one by one, in the order in which they were last changed; return how many."""
    # In the order of an index: sorting whole articles would copy the store.
    query = current_articles().order_by(RevisionRow.added, RevisionRow.id)
    count = connection.execute(select(func.count()).select_from(RevisionRow).where(RevisionRow.current)).scalar_one()
    progress = None if begin is None else begin(count)
    for row in connection.execute(query.execution_options(yield_per=BATCH_ROWS)):
        each(article_from(row))
        if progress is not None:
            progress(1)
    return count


def _head(connection: Connection, found: list[Table]) -> ExportHeader:
    lasts = last_numbers(connection)
    exported = (
        ExportedTable(
            table.name,
            tuple(column.name for column in table.columns),
            connection.execute(select(func.count()).select_from(table)).scalar_one(),
            lasts.get(table.name),
        )
        for table in found
    )
    return ExportHeader(schema(connection), version("onrecord"), tuple(exported))


def _first(head: ExportHeader) -> dict[str, Any]:
    # No date, so that the same store gives the same bytes.
    return {
        "onrecord": "export", "format": FORMAT, "schema": head.schema, "version": head.version,
        "tables": [{"name": p.name, "columns": p.columns, "rows": p.rows, "last": p.last} for p in head.tables],
    }  # fmt: skip


def _batches(connection: Connection, table: Table) -> Iterator[list[bytes]]:
    encoders = [column_format(column).encode for column in table.columns]
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH_ROWS)
    for rows in connection.execute(query).partitions():
        yield [
            _line([table.name, *(v if v is None else encode(v) for encode, v in zip(encoders, row, strict=True))])
            for row in rows
        ]


def _line(value: Any) -> bytes:
    return f"{_encoded(value)}\n".encode()
