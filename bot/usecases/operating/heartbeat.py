"""Show that the bot works: it writes the time into a file whenever it has received, and others look at that time.

The time is that of the computer's steady clock, which all processes share and nobody can set.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from pathlib import Path

from retrieval.domain.errors import StorageUnwritable
from retrieval.index import private_files

log = logging.getLogger(__name__)

HEARTBEAT_FILE = "heartbeat"
# It is written every few seconds; after this many without it the bot hangs, or cannot reach Telegram.
MAX_HEARTBEAT_AGE_SECONDS = 60.0
BEAT_INTERVAL_SECONDS = 5.0


class Heartbeat:
    """The heartbeat of the bot on a data folder."""

    def __init__(self, data: Path) -> None:
        self._file = data / HEARTBEAT_FILE
        self._last = float("-inf")

    async def beat(self) -> None:
        """Show that the bot works, if that was not shown just now."""
        now = time.monotonic()
        if now - self._last >= BEAT_INTERVAL_SECONDS:
            self._last = now
            await asyncio.to_thread(self._write, now)

    def _write(self, now: float) -> None:
        try:
            descriptor = private_files.open_file(self._file, os.O_WRONLY)
            try:
                # In place, and always as long: a full disk takes that too.
                os.pwrite(descriptor, f"{now:024.6f}\n".encode(), 0)
            finally:
                os.close(descriptor)
        except (OSError, StorageUnwritable) as error:
            log.warning("cannot write the heartbeat: %s", error)


def seconds_since_heartbeat(data: Path, now: float) -> float | None:
    """Return how long ago the bot last received, at `now` of the steady clock; None if that is not known."""
    try:
        age = now - float((data / HEARTBEAT_FILE).read_text())
    except (OSError, ValueError):
        return None
    # From before the computer started again.
    return age if age >= 0 else None
