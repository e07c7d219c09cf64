"""A bar for long indexing, on standard error, where a person watches."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import Progress, TaskID

# What takes no longer than a breath needs no bar.
SHORT = 64


class IndexingBar:
    """Shows itself when much is to be indexed, and goes when it is done."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __call__(self, done: int, of: int) -> None:
        if of <= SHORT or not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Indexing", total=of)
            self._bar.start()
        self._bar.update(self._task, completed=done, total=of)
        if done >= of:
            self._bar.stop()
            self._bar = None
