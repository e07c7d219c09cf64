"""Read an export line by line, and say which line is wrong.  Stores nothing."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from retrieval.domain.errors import UnusableExport
from storage.transfer.format import FORMAT, ExportedTable, ExportHeader

# The longest article takes 12 million bytes if every letter of it must be escaped.
MAX_LINE_BYTES = 64 * 1024 * 1024
_LARGEST = 2**63 - 1
_NO_EXPORT = "is not an export of On Record; `onrecord export` writes one, and `onrecord add` takes articles"


class ExportLines:
    """Reads an export: the header at once, then the rows one by one, then the closing line, which must match them."""

    def __init__(self, stream: IO[bytes], where: str) -> None:
        """`where` names the export in messages.  Raise UnusableExport if the first line is no header."""
        self._stream = stream
        self._where = where
        self._digest = hashlib.sha256()
        self.line = 0
        """The number of the line read last."""
        self.head = self._head()

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield (table, values) in the order of the header.  Raise UnusableExport unless the export is whole."""
        for exported in self.head.tables:
            for _ in range(exported.rows):
                row = self._next()
                if not isinstance(row, list) or row[:1] != [exported.name]:
                    self.refuse(f"is not a row of {exported.name}, which has {exported.rows:,} rows here")
                if len(row) != len(exported.columns) + 1:
                    self.refuse(f"has {len(row) - 1} values, but {exported.name} has {len(exported.columns)} columns")
                yield exported.name, row[1:]
        self._close()

    def refuse(self, why: str, line: int | None = None) -> NoReturn:
        """Raise UnusableExport about a line; None means the line read last."""
        raise UnusableExport(f"{self._where}, line {line or self.line:,} {why}; nothing was imported")

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what was read so far."""
        return self._digest.digest()

    def refuse_whole(self, why: str) -> NoReturn:
        """Raise UnusableExport about the export as a whole."""
        raise UnusableExport(f"{self._where} {why}; nothing was imported")

    def _cut_off(self) -> NoReturn:
        self.refuse_whole(f"is cut off after line {self.line - 1:,}: export it again, or copy it again")

    def _head(self) -> ExportHeader:
        first = self._next()
        if not isinstance(first, dict) or first.get("onrecord") != "export":
            self.refuse_whole(_NO_EXPORT)
        if first.get("format") != FORMAT:
            found = first.get("format")
            self.refuse_whole(f"has format {found!r}, but this On Record knows only format {FORMAT}: update it")
        try:
            tables = tuple(_exported_table(entry) for entry in first["tables"])
            if not isinstance(first["schema"], str) or len({t.name for t in tables}) != len(tables):
                raise ValueError
            return ExportHeader(first["schema"], str(first["version"]), tables)
        except (KeyError, TypeError, ValueError):
            self.refuse("is not the header of an export: it lacks the schema, or the tables with their columns")

    def _close(self) -> None:
        digest = self._digest.hexdigest()
        last = self._next()
        if not isinstance(last, dict) or last.get("onrecord") != "end":
            self.refuse("is not the closing line, which must follow the last row")
        if last.get("rows") != self.head.rows or last.get("sha256") != digest:
            self.refuse_whole("was changed or damaged after it was written: its checksum does not match")
        if self._read():
            self.refuse("comes after the end of the export")

    def _next(self) -> Any:
        line = self._read()
        if not line.endswith(b"\n"):
            if len(line) > MAX_LINE_BYTES:
                self.refuse(f"is too long for a line of an export (more than {MAX_LINE_BYTES:,} bytes)")
            if self.line == 1:
                self.refuse_whole(_NO_EXPORT)
            self._cut_off()
        self._digest.update(line)
        try:
            return json.loads(line.decode())
        except (ValueError, RecursionError):
            if self.line == 1:
                self.refuse_whole(_NO_EXPORT)
            self.refuse("is not JSON")

    def _read(self) -> bytes:
        self.line += 1
        try:
            return self._stream.readline(MAX_LINE_BYTES + 1)
        except EOFError:
            # Raised by gzip: the compressed file ends too early.
            self._cut_off()
        except (OSError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or "it is damaged"
            self.refuse_whole(f"cannot be read ({reason})")


def _exported_table(entry: Any) -> ExportedTable:
    """Check a table of the header.  Raise KeyError, TypeError or ValueError."""
    name, columns, rows, last = (entry[key] for key in ("name", "columns", "rows", "last"))
    if not isinstance(name, str) or not all(isinstance(column, str) for column in columns):
        raise TypeError
    if len(set(columns)) != len(columns):
        raise ValueError
    for number in (rows, 0 if last is None else last):
        if type(number) is not int or not 0 <= number <= _LARGEST:
            raise ValueError
    return ExportedTable(name, tuple(columns), rows, last)
