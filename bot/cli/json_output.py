"""Print JSON lines for programs."""

from __future__ import annotations

import sys

from bot.views.json.base import JsonLine


def print_line(line: JsonLine) -> None:
    """Print an object at once: whoever reads the pipe need not wait for the next."""
    sys.stdout.write(line.as_line())
    sys.stdout.flush()
