"""A clock that goes wrong on purpose, so that tests can set it while the bot runs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from retrieval.domain.clock import utc_now


class ShiftedClock:
    """The computer's clock, off by as many seconds as a file says; the file may change at any time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._shift = timedelta()

    def __call__(self) -> datetime:
        # Missing, or just being written: what it said before still holds.
        with suppress(OSError, ValueError, OverflowError):
            self._shift = timedelta(seconds=float(self._file.read_text()))
        return utc_now() + self._shift
