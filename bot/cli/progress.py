"""Bars for what takes long, on standard error, where a person watches."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

# What takes no longer than a breath needs no bar.
SHORT = 64


def counting(what: str, *, printing: bool = False) -> Progress:
    """A bar that counts; there is none where lines are `printing` on the same terminal meanwhile."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = not sys.stderr.isatty() or (printing and sys.stdout.isatty())
    # What is printed must not pass through the bar's console on its way out: it would land on standard error.
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, disable=hidden)


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
