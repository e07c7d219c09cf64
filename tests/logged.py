"""Logging as set up for a long run, for a while."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.logs import OWN, set_up_logs
from bot.settings import LogFormat


@contextmanager
def logged(level: str, secrets: Iterable[str] = (), form: LogFormat = LogFormat.TEXT) -> Iterator[io.StringIO]:
    """Yield what is logged, and restore the old set-up afterwards."""
    root = logging.getLogger()
    handlers, before = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in OWN}
    # Else pytest's own handlers would be closed.
    root.handlers[:] = []
    stream = io.StringIO()
    set_up_logs(level, secrets, stream, form)
    try:
        yield stream
    finally:
        root.handlers[:] = handlers
        root.setLevel(before)
        for name, was in levels.items():
            logging.getLogger(name).setLevel(was)
