"""Keep an index on disk: what a kill at any instant leaves is the old one or the new one, and processes take turns."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar, get_origin, get_type_hints

from retrieval.domain.errors import IndexBroken

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class Manifest(DataclassInstance, Protocol):
        """What a saved index says of itself, and the name of what holds it."""

        @property
        def payload(self) -> str: ...

    M = TypeVar("M", bound=Manifest)

MANIFEST = "manifest.json"


def check_types(manifest: Manifest) -> None:
    """Raises ValueError where a field has not its declared type; of what a container holds nothing is said."""
    # A damaged digit still makes JSON: 384 may read as 3e4, a float.
    for name, kind in get_type_hints(type(manifest)).items():
        if type(getattr(manifest, name)) is not (get_origin(kind) or kind):
            raise ValueError(f"{name} is {getattr(manifest, name)!r}")


def read_manifest(folder: Path, kind: type[M]) -> M | None:
    """What a saved index says of itself; None where nothing was saved.  Raises IndexBroken."""
    try:
        return kind(**json.loads((folder / MANIFEST).read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise IndexBroken(f"the manifest in {folder} cannot be read: {error}") from error


def saved_generation(folder: Path) -> int:
    """The number of the generation that is saved; 0 where no manifest tells it."""
    try:
        return int(json.loads((folder / MANIFEST).read_bytes())["generation"])
    except (OSError, ValueError, TypeError, KeyError):
        return 0


def write_manifest(folder: Path, manifest: Manifest) -> None:
    write(folder / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())


def sweep(folder: Path, kind: type[M], prefix: str, delete: Callable[[Path], None]) -> None:
    """`delete` each payload, called `prefix` and more, that the manifest does not name; and temp files go.

    Call it under the lock.  Where the manifest cannot be trusted, everything stays.
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
    """By temp file, fsync and rename.  Raises OSError; what was there then stays."""
    with written(path) as file:
        file.write(content)


@contextlib.contextmanager
def written(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when all of it is on disk; its permissions are `mode` without the umask's.

    Raises OSError.  Whatever ends it before, what was there stays.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    # Another process of the same number may have been killed; and a link that somebody laid there is not followed.
    temporary.unlink(missing_ok=True)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:  # noqa: PTH123
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Two processes on one folder take turns; the lock goes with the process."""
    if not folder.is_dir():
        yield
        return
    # The folder itself, not a file in it: a folder that cannot be written is read all the same.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
