"""Keep a folder of finished files, with a checksum for each; the next folder is made from it by hard links.

A process locks each folder that it has open, so that no other process deletes what it still builds on.
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
from tempfile import mkdtemp

from retrieval.domain.errors import IndexBroken
from retrieval.index import atomic_store, private_files

PREFIX = "words-"
# tantivy's lock files, and the files that it replaces at each commit.  It writes all its other files once.
LOCKS = frozenset({".tantivy-meta.lock", ".tantivy-writer.lock"})
REPLACED = frozenset({"meta.json", ".managed.json"})
REMOVALS_TRIED = 3


class Segment:
    """A folder, locked for as long as this object lives."""

    def __init__(self, path: Path, checksums: dict[str, str]) -> None:
        """`checksums` are sha256 by file name.  Raise OSError if there is no such folder."""
        self.path = path
        self.checksums = checksums
        descriptor = os.open(path, os.O_RDONLY)
        self.release = weakref.finalize(self, os.close, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_SH)

    @classmethod
    def create(cls, path: Path) -> Segment:
        """Make a new folder, to be written to and then sealed.  Raise OSError."""
        path.mkdir(private_files.FOLDER_MODE)
        return cls(path, {})

    def link_files(self, old: Segment) -> None:
        """Take the files of `old` into this folder.  Raise OSError."""
        for name, checksum in old.checksums.items():
            if name in REPLACED:
                shutil.copyfile(old.path / name, self.path / name)
            else:
                _link(old.path / name, self.path / name)
                self.checksums[name] = checksum

    def seal(self) -> None:
        """Compute the checksums of new files; a file from an older segment keeps the checksum it had there."""
        before, self.checksums = self.checksums, {}
        for file in self.path.iterdir():
            # tantivy leaves most of them to the umask; nobody else reaches them, because the folder is private.
            file.chmod(private_files.FILE_MODE)
        for file in self._files():
            self.checksums[file.name] = before.get(file.name) or _sha256(file)
        atomic_store.sync(self.path)

    def check(self) -> None:
        """Raise IndexBroken if a file has changed, and OSError if one is missing."""
        for name, checksum in self.checksums.items():
            if _sha256(self.path / name) != checksum:
                raise IndexBroken(f"the index file {name} is damaged: its checksum differs from the manifest's")
        if strays := {file.name for file in self._files()} - self.checksums.keys():
            raise IndexBroken(f"the keyword index has a file {min(strays)} that its manifest does not name")

    def _files(self) -> list[Path]:
        return sorted(file for file in self.path.iterdir() if file.name not in LOCKS)

    @contextlib.contextmanager
    def openable(self) -> Iterator[Path]:
        """Yield a folder with these files in which tantivy can make its lock file; once opened, it needs none."""
        if os.access(self.path, os.W_OK):
            yield self.path
            return
        writable = Path(mkdtemp(prefix="onrecord-"))
        try:
            for name in self.checksums:
                (writable / name).symlink_to((self.path / name).absolute())
            yield writable
        finally:
            _remove_watched(writable)


def delete(path: Path) -> None:
    """Delete a segment, unless a process has it open."""
    if not _is_open(path):
        shutil.rmtree(path, ignore_errors=True)


def _remove_watched(folder: Path) -> None:
    """Remove a folder that tantivy opened: the thread that watches it may still make its lock file once."""
    for _ in range(REMOVALS_TRIED):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _is_open(path: Path) -> bool:
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
        # A file system without hard links.  If the disk is full instead, copying raises that error.
        shutil.copyfile(source, target)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
