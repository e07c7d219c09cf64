"""The environment that tests give a command, and what is left when it has ended."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Ended:
    """The exit code and output of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """Return the line on standard error; fail if there is not exactly one."""
        lines = self.err.splitlines()
        assert len(lines) == 1, f"not one line on standard error but {len(lines)}:\n{self.err}"
        assert lines[0].startswith("onrecord: "), lines[0]
        return lines[0].removeprefix("onrecord: ")


# Variables that an operator may have set for On Record, or a developer for all programs.
UNSET = ("ONRECORD_", "PYTHONIOENCODING", "FORCE_COLOR", "NO_COLOR", "CLICOLOR", "COLUMNS")


def environment(data: Path, **further: str) -> dict[str, str]:
    """Return this process's environment without variables that change the answers or how they are printed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(UNSET)}
    # With other tests on the machine, two threads that wait for each other are slower than one.
    return {**kept, "TERM": "xterm-256color", "OMP_NUM_THREADS": "1", "ONRECORD_DATA": str(data), **further}
