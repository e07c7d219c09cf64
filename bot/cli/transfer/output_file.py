"""Where an export goes: standard output, or a file that is there whole or not at all, for its owner's eyes only."""

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
# It holds what readers asked, and who they are.
OWNERS_ONLY = 0o600
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Stopped(Exception):
    """Nobody waits for what is being written."""


class Failed(Exception):
    """An OSError of the file that is written: inside a transaction it would pass for one of the database."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class Outlet:
    """Takes lines, from another thread too."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._stopped = False

    def write(self, lines: bytes) -> None:
        """Raises Failed, and Stopped after `stop`."""
        if self._stopped:
            raise Stopped
        try:
            self._file.write(lines)
        except OSError as error:
            raise Failed(error) from error

    def stop(self) -> None:
        self._stopped = True


@contextmanager
def outlet(path: str) -> Iterator[Outlet]:
    """By what `path` names: compressed where it ends in .gz.  Raises BadInput, StorageFull or StorageUnwritable.

    A reader of standard output who has left is a BrokenPipeError.
    """
    if path == STANDARD_OUTPUT:
        with _told("standard output"):
            yield Outlet(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    # Where it is a link, the file that it leads to is replaced, not the link.
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        raise BadInput(f"{path} is no file that could be written; name one, or - for standard output")
    with _told(path), ExitStack() as open_files:
        open_files.enter_context(atomic_store.locked(target.parent))
        for stray in target.parent.glob(f"{glob.escape(target.name)}.*.tmp"):
            # Of an export that was killed.
            stray.unlink(missing_ok=True)
        file: IO[bytes] = open_files.enter_context(atomic_store.written(target, OWNERS_ONLY))
        if target.suffix == ".gz":
            # Neither a name nor a time in it: the same store gives the same bytes.
            packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0)
            file = open_files.enter_context(cast(IO[bytes], packed))
        yield Outlet(file)


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except (Failed, OSError) as raised:
        error = raised.error if isinstance(raised, Failed) else raised
        if isinstance(error, BrokenPipeError):
            raise error from raised
        if error.errno in _FULL:
            raise StorageFull(
                f"no space is left for {path}; free some and export again: nothing half done stays"
            ) from error
        raise StorageUnwritable(
            f"{path} cannot be written ({error.strerror}); check its folder and permissions, or name another file"
        ) from error
