"""Show that the bot is alive: it touches a file every few seconds, and others look at the file's time."""

from __future__ import annotations

from pathlib import Path

from retrieval.index import private_files

HEARTBEAT_FILE = "heartbeat"
# The file is touched every few seconds; after this many without it the event loop hangs or the bot has ended.
MAX_HEARTBEAT_AGE_SECONDS = 60.0


def touch_heartbeat(data: Path) -> None:
    """Raise StorageUnwritable if a link stands in its place, and OSError."""
    private_files.touch(data / HEARTBEAT_FILE)


def is_alive(data: Path, now: float) -> bool:
    """Return whether a bot that works on this data folder has lately touched its heartbeat; `now` is a timestamp."""
    try:
        return now - (data / HEARTBEAT_FILE).stat().st_mtime < MAX_HEARTBEAT_AGE_SECONDS
    except OSError:
        return False
