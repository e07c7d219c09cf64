"""Write an export to standard output or to a file, which appears whole or not at all; only its owner may read it."""

from __future__ import annotations

import errno
import glob
import gzip
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from retrieval.domain.errors import BadInput, StorageFull, StorageUnwritable
from retrieval.index import atomic_store

STANDARD_OUTPUT = "-"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Stopped(Exception):
    """The export was cancelled: no further write is wanted."""


class WriteFailed(Exception):
    """An OSError of the target file.  Raised as such inside a transaction, it would pass for one of the database."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class Outlet:
    """Writes lines; may be called from another thread."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._stopped = False

    def write(self, lines: bytes) -> None:
        """Raise WriteFailed, or Stopped after `stop`."""
        if self._stopped:
            raise Stopped
        try:
            self._file.write(lines)
        except OSError as error:
            raise WriteFailed(error) from error

    def stop(self) -> None:
        self._stopped = True


@contextmanager
def outlet(path: str) -> Iterator[Outlet]:
    """Open `path`, compressed if it ends in .gz.  Raise BadInput, StorageFull or StorageUnwritable.

    Raise BrokenPipeError if the reader of standard output has left.
    """
    if path == STANDARD_OUTPUT:
        with _translated("standard output"):
            yield Outlet(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    # Replace the file that a link leads to, not the link.
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        raise BadInput(f"{path} is not a file; name a file, or - for standard output")
    with _translated(path), ExitStack() as open_files:
        open_files.enter_context(atomic_store.locked(target.parent))
        for stray in target.parent.glob(f"{glob.escape(target.name)}.*.tmp"):
            # Left by an export that was killed.
            stray.unlink(missing_ok=True)
        file: IO[bytes] = open_files.enter_context(atomic_store.written(target))
        if target.suffix == ".gz":
            # No name or time inside: the same store gives the same bytes.
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0)
            file = open_files.enter_context(cast(IO[bytes], packed))
        yield Outlet(file)


@contextmanager
def _translated(path: str) -> Iterator[None]:
    try:
        yield
    except (WriteFailed, OSError) as raised:
        error = raised.error if isinstance(raised, WriteFailed) else raised
        if isinstance(error, BrokenPipeError):
            raise error from raised
        if error.errno in _FULL:
            raise StorageFull(
                f"no space is left for {path}; free some and export again; no partial file is left"
            ) from error
        raise StorageUnwritable(
            f"{path} cannot be written ({error.strerror}); check its folder and permissions, or name another file"
        ) from error
