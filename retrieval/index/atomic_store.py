"""Keep an index on disk: a kill at any instant leaves the old one or the new one, and processes take turns."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar, get_origin, get_type_hints

from retrieval.domain.errors import IndexBroken, StorageFull, StorageUnwritable
from retrieval.index import private_files

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class Manifest(DataclassInstance, Protocol):
        """Describes a saved index and names the file or folder that holds it."""

        @property
        def payload(self) -> str: ...

    M = TypeVar("M", bound=Manifest)

MANIFEST = "manifest.json"


def check_types(manifest: Manifest) -> None:
    """Raise ValueError if a field does not have its declared type; the items of a container are not checked."""
    # A damaged digit still makes JSON: 384 may read as 3e4, a float.
    for name, kind in get_type_hints(type(manifest)).items():
        if type(getattr(manifest, name)) is not (get_origin(kind) or kind):
            raise ValueError(f"{name} is {getattr(manifest, name)!r}")


def read_manifest(folder: Path, kind: type[M]) -> M | None:
    """Read the manifest of a saved index; None if nothing was saved.  Raise IndexBroken."""
    try:
        return kind(**json.loads((folder / MANIFEST).read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise IndexBroken(f"the manifest in {folder} cannot be read: {error}") from error


def saved_generation(folder: Path) -> int:
    """Return the number of the saved generation; 0 if the manifest does not give one."""
    try:
        return int(json.loads((folder / MANIFEST).read_bytes())["generation"])
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def write_manifest(folder: Path, manifest: Manifest) -> None:
    write(folder / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())


def sweep(folder: Path, kind: type[M], prefix: str, delete: Callable[[Path], None]) -> None:
    """Call `delete` on each payload named `prefix`… that the manifest does not name, and delete temp files.

    Call it under the lock.  If the manifest cannot be trusted, everything stays.
    """
    try:
        manifest = read_manifest(folder, kind)
    except IndexBroken:
        return
    named = None if manifest is None else manifest.payload
    for path in folder.glob(f"{prefix}*"):
        if path.name != named:
            delete(path)
    for stray in folder.glob("*.tmp"):
        stray.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Write by temp file, fsync and rename.  Raise OSError; the previous file then stays."""
    with written(path) as file:
        file.write(content)


@contextlib.contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Open a file, for its owner only, that replaces `path` once all of it is on disk.

    Raise OSError.  However it fails, the previous file stays.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    # A killed process may have had this number; and a link that somebody planted there must not be followed.
    temporary.unlink(missing_ok=True)
    try:
        with open(private_files.open_file(temporary, os.O_WRONLY | os.O_EXCL), "wb") as file:  # noqa: PTH123
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Flush a folder's entries to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one process at a time work on a folder; the lock goes with the process."""
    if not folder.is_dir():
        yield
        return
    # Lock the folder itself, not a file in it: a folder that cannot be written can still be read.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def saving(folder: Path) -> Iterator[None]:
    """Make and lock `folder` to save an index in it.

    Turn an OSError into StorageFull or StorageUnwritable, and refuse a link to a folder with the latter.
    """
    try:
        private_files.refuse_link(folder)
        private_files.make_folder(folder)
        with locked(folder):
            yield
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise StorageUnwritable(f"the index folder {folder} cannot be written; check its permissions") from error
        raise StorageFull(
            f"the index in {folder} could not be saved ({error.strerror}); free some space: "
            "nothing is lost, it is rebuilt from the database"
        ) from error
