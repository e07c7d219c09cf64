"""Find files of ours that other users of the machine may read: the settings, the data folder, exports."""

from __future__ import annotations

import gzip
import shlex
import zlib
from collections.abc import Iterator
from pathlib import Path

from bot.usecases.pages.key import KEY_FILE
from retrieval.index.private_files import readable_by_others

SETTINGS_FILE = ".env"
# How every export begins (docs/export.md).
_EXPORT = b'{"onrecord": "export"'
_GZIP = b"\x1f\x8b"
MAX_NAMED = 5


def exposed_files(data: Path, here: Path) -> str | None:
    """Return a sentence about what others may read in the data folder and in the folder `here`; None if nothing.

    `here` is where the command runs: its `.env` is read, and exports are often written there.
    """
    paths = [here / SETTINGS_FILE, data, *_in_data(data), *_exports(here), *_exports(data)]
    found = list(dict.fromkeys(readable_by_others(paths)))
    if not found:
        return None
    named = ", ".join(f"{path} by {who}" for path, who in found[:MAX_NAMED])
    more = f" and {len(found) - MAX_NAMED} more" if len(found) > MAX_NAMED else ""
    first = shlex.quote(str(found[0][0]))
    return f"can be read by others: {named}{more}; if you didn't mean that, run `chmod go= {first}`"


def _in_data(data: Path) -> Iterator[Path]:
    # Nobody reaches anything in a folder that they may not enter.
    if any(readable_by_others([data])):
        yield from (*data.glob("onrecord.db*"), data / KEY_FILE)
        yield from (data / "index").rglob("*")


def _exports(folder: Path) -> Iterator[Path]:
    for pattern in ("*.jsonl", "*.jsonl.gz"):
        for path in sorted(folder.glob(pattern)):
            if _is_export(path):
                yield path


def _is_export(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(len(_EXPORT))
            if head.startswith(_GZIP):
                file.seek(0)
                head = gzip.GzipFile(fileobj=file).read(len(_EXPORT))
    except (OSError, EOFError, zlib.error):
        return False
    return head == _EXPORT
