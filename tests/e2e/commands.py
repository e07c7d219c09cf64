"""Run the real command as a user would, on its own data folder, and drop root's privileges."""

from __future__ import annotations

import atexit
import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.e2e.environment import PATIENCE, UNSET, Ended, environment
from tests.e2e.preloaded import MAX_STDIN, Preloaded

__all__ = ["COMMAND", "PATIENCE", "UNSET", "Ended", "as_ordinary_user", "environment", "onrecord"]

COMMAND = Path(sys.executable).parent / "onrecord"

# From linux/prctl.h and linux/capability.h.
_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


@cache
def _parent() -> Preloaded:
    """Return the process that has loaded the command for all tests of this one."""
    folder = tempfile.TemporaryDirectory()
    parent = Preloaded(Path(folder.name), "packaged")

    @atexit.register
    def end() -> None:
        parent.close()
        folder.cleanup()

    return parent


def onrecord(
    data: Path,
    *words: str | bytes | Path,
    stdin: str | bytes = b"",
    env: dict[str, str] | None = None,
    user: Callable[[], None] | None = None,
) -> Ended:
    """Run a command to its end; the new process first calls `user`.

    It is forked from one that has loaded the command, which saves a second or two, unless what is asked for matters
    while it is being loaded.
    """
    given = stdin.encode() if isinstance(stdin, str) else stdin
    variables = env or {}
    texts = [word for word in words if not isinstance(word, bytes)]
    is_forked = user is None and len(texts) == len(words) and len(given) <= MAX_STDIN
    if is_forked and all(key.startswith("ONRECORD_") for key in variables):
        parent = _parent()
        ended = parent.end(parent.start(data, *texts, env=variables, stdin=given))
    else:
        ended = _onrecord(data, *words, stdin=given, env=variables, user=user)
    assert "Traceback" not in ended.err, ended.err
    return ended


def _onrecord(
    data: Path, *words: str | bytes | Path, stdin: bytes, env: dict[str, str], user: Callable[[], None] | None
) -> Ended:
    # The folder above the data holds no .env of the developer.
    done = subprocess.run(
        [COMMAND, *words], env=environment(data, **env), cwd=data.parent, input=stdin,
        timeout=PATIENCE, capture_output=True, check=False, preexec_fn=user,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


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
