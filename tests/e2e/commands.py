"""Run the real command as a user would, on a data folder of its own; make users ordinary."""

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
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def sentence(self) -> str:
        """The one line on standard error; fails where there is another number of them."""
        lines = self.err.splitlines()
        assert len(lines) == 1, f"not one line on standard error but {len(lines)}:\n{self.err}"
        assert lines[0].startswith("onrecord: "), lines[0]
        return lines[0].removeprefix("onrecord: ")


# What an operator may have set for On Record, and a developer for all that prints.
UNSET = ("ONRECORD_", "PYTHONIOENCODING", "FORCE_COLOR", "NO_COLOR", "CLICOLOR", "COLUMNS")


def environment(data: Path, **further: str) -> dict[str, str]:
    """This process's, without what would change what is answered or how it is printed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(UNSET)}
    # One thread: two that wait for each other are slower than one wherever other tests run beside.
    return {**kept, "TERM": "xterm-256color", "OMP_NUM_THREADS": "1", "ONRECORD_DATA": str(data), **further}


def onrecord(
    data: Path,
    *words: str | bytes | Path,
    stdin: str | bytes = b"",
    env: dict[str, str] | None = None,
    user: Callable[[], None] | None = None,
) -> Ended:
    """Run it to its end.  `user`: what the new process does to itself first."""
    # The folder above the data: no .env of the developer is found there.
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
    """What a new process must do so that permissions hold for it: nothing, unless this one is root's.

    Another user's id would do too, but the interpreter may lie in root's own folder.
    """
    yield _drop_privileges_of_root if os.geteuid() == 0 else None
