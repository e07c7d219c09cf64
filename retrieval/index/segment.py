"""Keep a folder of files that nobody changes any more: made from another by hard links, with a checksum for each.

Who has one open holds it by a lock on the folder, so that no process sweeps away what another still builds upon.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.domain.errors import IndexBroken
from retrieval.index import atomic_store

PREFIX = "words-"
# tantivy's own: what it locks, and what it replaces at each commit, of whose files all others are written once.
LOCKS = frozenset({".tantivy-meta.lock", ".tantivy-writer.lock"})
REPLACED = frozenset({"meta.json", ".managed.json"})


class Segment:
    """A folder, held for as long as this is referred to."""

    def __init__(self, path: Path, checksums: dict[str, str]) -> None:
        """`checksums` by file name, sha256 each.  Raises OSError where there is no such folder."""
        self.path = path
        self.checksums = checksums
        descriptor = os.open(path, os.O_RDONLY)
        self.let_go = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)

    @classmethod
    def made(cls, path: Path) -> Segment:
        """A new folder, to be written to and sealed.  Raises OSError."""
        path.mkdir()
        return cls(path, {})

    def take_over(self, old: Segment) -> None:
        """The files of `old`.  Raises OSError."""
        for name, checksum in old.checksums.items():
            if name in REPLACED:
                shutil.copyfile(old.path / name, self.path / name)
            else:
                _link(old.path / name, self.path / name)
                self.checksums[name] = checksum

    def seal(self) -> None:
        """Take the checksums of what was written; a file that was there before keeps the one it had then."""
        before, self.checksums = self.checksums, {}
        for file in self._files():
            if file.name in REPLACED:
                # tantivy makes them for its user alone, whatever the umask.
                file.chmod(self.path.stat().st_mode & 0o666)
            self.checksums[file.name] = before.get(file.name) or _sha256(file)
        atomic_store.sync(self.path)

    def check(self) -> None:
        """Raises IndexBroken where a file is not what it was, and OSError where it is not there."""
        for name, checksum in self.checksums.items():
            if _sha256(self.path / name) != checksum:
                raise IndexBroken(f"the word index's file {name} is damaged: its checksum differs from the manifest's")
        if strays := {file.name for file in self._files()} - self.checksums.keys():
            raise IndexBroken(f"the word index's file {min(strays)} is none that its manifest names")

    def _files(self) -> list[Path]:
        return sorted(file for file in self.path.iterdir() if file.name not in LOCKS)

    @contextlib.contextmanager
    def openable(self) -> Iterator[Path]:
        """A folder with these files where tantivy can make its lock file; what it has opened needs none any more."""
        if os.access(self.path, os.W_OK):
            yield self.path
            return
        with TemporaryDirectory(prefix="onrecord-") as beside:
            for name in self.checksums:
                (Path(beside) / name).symlink_to((self.path / name).absolute())
            yield Path(beside)


def delete(path: Path) -> None:
    """Delete a payload, unless some process holds it."""
    if not _held(path):
        shutil.rmtree(path, ignore_errors=True)


def _held(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        # A file system without hard links; where it is full, copying says so.
        shutil.copyfile(source, target)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
