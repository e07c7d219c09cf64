"""Run the real command as a user would, on its own data folder, and drop root's privileges."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).parent / "onrecord"
PATIENCE = 120.0

# From linux/prctl.h and linux/capability.h.
_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


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


def onrecord(
    data: Path,
    *words: str | bytes | Path,
    stdin: str | bytes = b"",
    env: dict[str, str] | None = None,
    user: Callable[[], None] | None = None,
) -> Ended:
    """Run a command to its end; the new process first calls `user`."""
    # The folder above the data holds no .env of the developer.
    done = subprocess.run(
        [COMMAND, *words], env=environment(data, **(env or {})), cwd=data.parent,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        timeout=PATIENCE, capture_output=True, check=False, preexec_fn=user,
    )  # fmt: skip
    ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ended.err, ended.err
    return ended


def _drop_privileges_of_root() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "the capability cannot be dropped")


@contextmanager
def as_ordinary_user() -> Iterator[Callable[[], None] | None]:
    """Yield what a new process must call so that file permissions apply to it: nothing, unless we are root.

    Another user's id would not do, because the interpreter may be in root's own folder.
    """
    yield _drop_privileges_of_root if os.geteuid() == 0 else None
