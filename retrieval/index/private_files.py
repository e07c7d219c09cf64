"""Keep what On Record stores to its owner: rights of new and older files, and no links in their place."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from retrieval.domain.errors import StorageUnwritable

FILE_MODE = 0o600
FOLDER_MODE = 0o700
GROUP, OTHERS = 0o070, 0o007
# A folder with anything else in it is not only ours, so its rights stay as they are.
OWN_NAMES = (
    "onrecord.db*",
    "index",
    "heartbeat",
    "published.json",
    "pages.key",
    "*.lock",
    "*.jsonl",
    "*.jsonl.gz",
    "*.tmp",
    ".env",
)
# Set on purpose: users share the folder, or it is one like /tmp.
_SHARED = stat.S_ISGID | stat.S_ISVTX


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for their owner only, whatever the umask.  Raise OSError."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(FOLDER_MODE, exist_ok=True)
        if path.stat().st_mode & FOLDER_MODE != FOLDER_MODE:
            # The umask took the owner's rights, too.
            path.chmod(FOLDER_MODE)
    if not folder.is_dir():
        # Raise what mkdir raises for a file in the folder's place.
        folder.mkdir()


def open_file(path: Path, flags: int = os.O_RDWR) -> int:
    """Open a file of ours, or make it for its owner only, and return its descriptor.

    Raise StorageUnwritable for a link, and OSError.
    """
    refuse_link(path)
    is_new = not path.exists()
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE)
    found = os.fstat(descriptor)
    # The umask may have taken rights of the owner, too; and an older version left files to it.
    if is_new or (found.st_mode & OTHERS and found.st_uid == os.geteuid()):
        os.fchmod(descriptor, FILE_MODE)
    return descriptor


def refuse_link(path: Path) -> None:
    """Raise StorageUnwritable if a link stands where a file or folder of ours belongs.

    A second name of a file counts as one: SQLite keeps its log beside the name, so two names damage a database.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(found.st_mode):
        raise StorageUnwritable(
            f"{path} is a symbolic link, and On Record follows none inside its data folder; remove it (the data folder "
            "itself may be a link)"
        )
    if not stat.S_ISDIR(found.st_mode) and found.st_nlink > 1:
        raise StorageUnwritable(
            f"{path} has a second name (a hard link), so another program could change it; replace it by a copy"
        )


def protect(folder: Path, files: Iterable[Path]) -> None:
    """Take the rights of others from a folder that is clearly ours, and from `files` of ours.

    Rights of the group alone were given on purpose and stay; rights of everybody came from a umask.  Nothing changes
    on a disk that cannot be written.
    """
    if _is_ours(folder):
        _take_rights(folder.resolve(), GROUP | OTHERS)
    taken = OTHERS if is_shared_by_group(folder) else GROUP | OTHERS
    for path in files:
        _take_rights(path, taken)


def protect_tree(folder: Path) -> None:
    """Take the rights of others from a folder of ours and all in it.  Raise StorageUnwritable if it is a link."""
    refuse_link(folder)
    if folder.is_dir():
        taken = OTHERS if is_shared_by_group(folder.parent) else GROUP | OTHERS
        for path in (folder, *folder.rglob("*")):
            _take_rights(path, taken)


def is_shared_by_group(folder: Path) -> bool:
    """Return whether the group, but not everybody, may use a folder: somebody chose that."""
    mode = folder.stat().st_mode
    return bool(mode & GROUP) and not mode & OTHERS


def readable_by_others(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each path that users other than its owner may use, and who these are; skip what is not there."""
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError:
            continue
        if mode & OTHERS:
            yield path, "every user of this machine"
        elif mode & GROUP:
            yield path, "its group"


def _is_ours(folder: Path) -> bool:
    """Return whether a folder holds nothing but our files and has rights that a umask left, not a person."""
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & _SHARED or not found.st_mode & OTHERS:
        return False
    return all(any(fnmatch(path.name, own) for own in OWN_NAMES) for path in folder.iterdir())


def _take_rights(path: Path, taken: int) -> None:
    try:
        found = path.lstat()
        if found.st_uid == os.geteuid() and found.st_mode & taken and not stat.S_ISLNK(found.st_mode):
            # By name: closing a descriptor of a database would end the locks that SQLite holds on it.
            path.chmod(stat.S_IMODE(found.st_mode) & ~taken)
    except OSError:
        return
