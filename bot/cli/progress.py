"""Progress bars on standard error, if a person is watching."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

# Fewer passages are indexed in a moment and need no bar.
MIN_PASSAGES_FOR_BAR = 64


def counting(what: str, *, printing: bool = False) -> Progress:
    """Return a bar that counts.  It stays hidden if lines are `printing` on the same terminal meanwhile."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = not sys.stderr.isatty() or (printing and sys.stdout.isatty())
    # Output must not pass through the bar's console: it would land on standard error.
    return Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, disable=hidden)


class IndexingBar:
    """A bar that appears when many passages are to be indexed, and goes when they are."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __call__(self, done: int, of: int) -> None:
        if of <= MIN_PASSAGES_FOR_BAR or not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Indexing", total=of)
            self._bar.start()
        self._bar.update(self._task, completed=done, total=of)
        if done >= of:
            self._bar.stop()
            self._bar = None
