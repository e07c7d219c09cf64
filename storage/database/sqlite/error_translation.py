"""Translate errors of SQLite and the file system into StorageErrors that tell the operator what to do."""

from __future__ import annotations

import contextlib
import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from retrieval.domain.errors import StorageBroken, StorageBusy, StorageError, StorageFull, StorageUnwritable

_FULL = ("disk is full", "no space left", "file too large")
# The shared memory of a write-ahead log takes 32 kB.
_MIN_FREE_BYTES = 64 * 1024
_UNWRITABLE = ("readonly database", "unable to open", "read-only", "permission denied", "attempt to write")
_BROKEN = ("not a database", "malformed", "no such table", "no such column")


@contextlib.contextmanager
def translated(database: Path) -> Iterator[None]:
    """Raise database and file errors of the block as StorageErrors about `database`."""
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error, OSError) as error:
        raise _translate(error, database) from error


def _translate(error: Exception, database: Path) -> StorageError:
    said = str(getattr(error, "orig", None) or error).lower()
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        said = "no space left"
    if any(s in said for s in _FULL) or ("disk i/o error" in said and not _has_space(database.parent)):
        return StorageFull(f"no space is left for {database}; free some and run the command again: nothing is lost")
    if any(s in said for s in _UNWRITABLE) or isinstance(error, OSError):
        return StorageUnwritable(
            f"{database.parent} cannot be written; check its permissions, or choose another folder with --data"
        )
    if any(s in said for s in _BROKEN):
        return StorageBroken(f"{database} is damaged or not a database of On Record; restore it from a backup")
    if "disk i/o error" in said:
        return StorageBroken(f"the disk fails to read or write {database}; check it, and move to another with --data")
    if "locked" in said or isinstance(error, PoolTimeout):
        return StorageBusy(f"{database} was kept busy by others for too long; try again")
    return StorageError(f"{database}: {said}")


def _has_space(folder: Path) -> bool:
    """Return whether the disk has room: SQLite reports a full disk as an I/O error when it maps its shared memory."""
    try:
        return shutil.disk_usage(folder).free > _MIN_FREE_BYTES
    except OSError:
        return True
