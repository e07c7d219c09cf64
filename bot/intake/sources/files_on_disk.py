"""The files that somebody names: a folder stands for all that is in it, a pattern for what it matches."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from glob import glob
from pathlib import Path

from bot.intake.base.refusal import Refused

_PATTERN = re.compile(r"[*?\[]")


def files_at(path: str) -> Iterator[Path | Refused]:
    """The files that `path` stands for, in the order of their names, none twice; hidden ones only by their own name."""
    named = Path(path)
    if named.is_dir():
        yield from _within(named)
    elif _PATTERN.search(path) and not named.exists():
        # Path.glob takes no absolute pattern.
        matches = sorted(glob(path, recursive=True))  # noqa: PTH207
        found = dict.fromkeys(item for match in matches for item in _matched(Path(match)))
        yield from found or [Refused(path, "matches no file; check how it is spelt")]
    else:
        yield named


def _matched(path: Path) -> Iterator[Path | Refused]:
    yield from _within(path) if path.is_dir() else [path]


def _within(folder: Path) -> Iterator[Path | Refused]:
    """Recursively; a link to a folder is not followed, so that none can lead in a circle."""
    unreadable: list[Refused] = []
    empty = True

    def refuse(error: OSError) -> None:
        unreadable.append(Refused(str(error.filename), f"cannot be read ({error.strerror}); check its permissions"))

    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(where, name)
            # A pipe or a device would be waited for without end.
            if not name.startswith(".") and file.is_file():
                empty = False
                yield file
    yield from unreadable
    if empty and not unreadable:
        yield Refused(str(folder), "holds no files; name another folder")
