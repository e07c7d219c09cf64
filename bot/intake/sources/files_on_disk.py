"""Find the files that a path names: a file, a folder with all files in it, or a pattern."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from glob import glob
from pathlib import Path

from bot.intake.base.refusal import Refused

_PATTERN = re.compile(r"[*?\[]")


def files_at(path: str) -> Iterator[Path | Refused]:
    """Yield the files that `path` names, sorted, each once; hidden files only if named themselves."""
    named = Path(path)
    if named.is_dir():
        yield from _within(named)
    elif _PATTERN.search(path) and not named.exists():
        # Path.glob does not take absolute patterns.
        matches = sorted(glob(path, recursive=True))  # noqa: PTH207
        found = dict.fromkeys(item for match in matches for item in _matched(Path(match)))
        yield from found or [Refused(path, "matches no file; check the spelling")]
    else:
        yield named


def _matched(path: Path) -> Iterator[Path | Refused]:
    yield from _within(path) if path.is_dir() else [path]


def _within(folder: Path) -> Iterator[Path | Refused]:
    """Yield the files below a folder.  Links to folders are not followed, because they could form a circle."""
    unreadable: list[Refused] = []
    empty = True

    def refuse(error: OSError) -> None:
        unreadable.append(Refused(str(error.filename), f"cannot be read ({error.strerror}); check its permissions"))

    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(where, name)
            # Reading a pipe or a device could wait forever.
            if not name.startswith(".") and file.is_file():
                empty = False
                yield file
    yield from unreadable
    if empty and not unreadable:
        yield Refused(str(folder), "has no files in it; name another folder")
