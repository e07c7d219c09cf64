"""Read an export line by line, and say which line is not as it must be.  Stores nothing."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from retrieval.domain.errors import UnusableExport
from storage.transfer.format import FORMAT, ExportedTable, ExportHeader

# Bytes.  The longest article takes 12 million where every letter of it must be escaped.
MAX_LINE_BYTES = 64 * 1024 * 1024
_LARGEST = 2**63 - 1
_NO_EXPORT = "is no export of On Record; `onrecord export` writes one, and `onrecord add` takes articles"


class ExportLines:
    """An export as it is read: the head at once, the rows one by one, and the closing line, which must be right."""

    def __init__(self, stream: IO[bytes], where: str) -> None:
        """`where` is how the export is called in messages.  Raises UnusableExport where the first line is no head."""
        self._stream = stream
        self._where = where
        self._digest = hashlib.sha256()
        self.line = 0
        """The number of the line that was read last."""
        self.head = self._head()

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """(table, values), in the order of the head.  Raises UnusableExport; ended without it, the export is whole."""
        for exported in self.head.tables:
            for _ in range(exported.rows):
                told = self._next()
                if not isinstance(told, list) or told[:1] != [exported.name]:
                    self.refuse(f"is no row of {exported.name}, of which {exported.rows:,} must stand here")
                if len(told) != len(exported.columns) + 1:
                    self.refuse(f"has {len(told) - 1} values, and {exported.name} has {len(exported.columns)} columns")
                yield exported.name, told[1:]
        self._close()

    def refuse(self, why: str, line: int | None = None) -> NoReturn:
        """Raises UnusableExport about a line, the last that was read unless another is named."""
        raise UnusableExport(f"{self._where}, line {line or self.line:,} {why}; nothing was imported")

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was read so far."""
        return self._digest.digest()

    def refuse_whole(self, why: str) -> NoReturn:
        """Raises UnusableExport about the whole of it."""
        raise UnusableExport(f"{self._where} {why}; nothing was imported")

    def _cut_off(self) -> NoReturn:
        self.refuse_whole(f"is cut off after line {self.line - 1:,}: export it again, or copy it again")

    def _head(self) -> ExportHeader:
        told = self._next()
        if not isinstance(told, dict) or told.get("onrecord") != "export":
            self.refuse_whole(_NO_EXPORT)
        if told.get("format") != FORMAT:
            self.refuse_whole(f"is in form {told.get('format')!r}, and this On Record knows form {FORMAT}: update it")
        try:
            tables = tuple(_exported_table(entry) for entry in told["tables"])
            if not isinstance(told["schema"], str) or len({p.name for p in tables}) != len(tables):
                raise ValueError
            return ExportHeader(told["schema"], str(told["version"]), tables)
        except (KeyError, TypeError, ValueError):
            self.refuse("is no head of an export: it does not tell the schema and the tables with their columns")

    def _close(self) -> None:
        digest = self._digest.hexdigest()
        told = self._next()
        if not isinstance(told, dict) or told.get("onrecord") != "end":
            self.refuse("is not the end, which must stand after the last row")
        if told.get("rows") != self.head.rows or told.get("sha256") != digest:
            self.refuse_whole("has been changed or damaged since it was written: its checksum is another")
        if self._read():
            self.refuse("stands after the end of the export")

    def _next(self) -> Any:
        line = self._read()
        if not line.endswith(b"\n"):
            if len(line) > MAX_LINE_BYTES:
                self.refuse(f"is longer than any of an export ({MAX_LINE_BYTES:,} bytes)")
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
            # Of what is packed; of its last letters some are lost.
            self._cut_off()
        except (OSError, zlib.error) as error:
            said = getattr(error, "strerror", None) or "it is damaged"
            self.refuse_whole(f"cannot be read ({said})")


def _exported_table(told: Any) -> ExportedTable:
    """Raises KeyError, TypeError or ValueError where it is none."""
    name, columns, rows, last = (told[key] for key in ("name", "columns", "rows", "last"))
    if not isinstance(name, str) or not all(isinstance(column, str) for column in columns):
        raise TypeError
    if len(set(columns)) != len(columns):
        raise ValueError
    for number in (rows, 0 if last is None else last):
        if type(number) is not int or not 0 <= number <= _LARGEST:
            raise ValueError
    return ExportedTable(name, tuple(columns), rows, last)
