"""Run commands on two stored articles, and talk to them through pipes or a terminal while they run."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.commands import COMMAND, Ended, environment

RUST = "“We found rust – and č 🌉,”"
ARTICLES = [
    {"id": "bridge", "title": "Bridge", "publisher": "Harbour Times", "text": f"{RUST} said Mara Lindqvist. It shut."},
    {"id": "ferry", "title": "Ferry", "text": '"We sail," Tom Reyes said. "We always sail," said Mara Lindqvist.'},
]
SAIL = '"We sail," Tom Reyes said.'

PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def lines(ended: Ended) -> list[dict[str, Any]]:
    """Return the JSON lines of a command.  Fail unless it exited with 0 and left standard error empty."""
    assert (ended.code, ended.err) == (0, "")
    return ended.lines


def _heed_ctrl_c() -> None:
    """Undo that a shell lets its background jobs, and so their children, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(data: Path, *words: str, **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command that reacts to Ctrl-C as in a shell; kill it at the end if it still runs."""
    process = subprocess.Popen(
        [COMMAND, *words], env=environment(data), cwd=data.parent,
        preexec_fn=_heed_ctrl_c, **streams,  # noqa: PLW1509  it is one call, and no thread runs
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """Open a terminal; yield our end of it, and the end for a command."""
    ours, theirs = pty.openpty()
    try:
        yield ours, theirs
    finally:
        os.close(theirs)
        os.close(ours)
