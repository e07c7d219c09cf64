"""Run the real command without waiting for its imports: a process that has loaded them forks a child for each run.

A child is the command from `main()` on, with its own memory and files.  So a test can kill it at any moment or call,
as often as it likes.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn, cast

from tests.e2e.environment import PATIENCE, Ended, environment

ROOT = Path(__file__).parents[2]
# A pipe of Linux holds as much before anybody reads it.
MAX_STDIN = 65_536

Models = Literal["sentence-transformers", "packaged", "stand-ins"]


@dataclass(frozen=True, slots=True)
class Run:
    """A running command."""

    pid: int
    out: Path
    err: Path


class Preloaded:
    """The parent process of all runs."""

    def __init__(self, folder: Path, models: Models = "sentence-transformers") -> None:
        """Start the parent, with these models' libraries loaded; the output of the runs goes to `folder`.

        With "stand-ins", tests.chaos.cheap stands in for the models, and more moments count as steps (see `_Steps`).
        """
        self._folder = folder
        self._runs = 0
        words = [sys.executable, "-m", "tests.e2e.preloaded", models]
        self._parent = subprocess.Popen(
            words, cwd=ROOT, text=True, env=environment(folder / "none"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def start(
        self, data: Path, *words: str | Path, die_at: int = 0, env: dict[str, str] | None = None, stdin: bytes = b""
    ) -> Run:
        """Start a command beside its data folder, with more variables in `env` and a short `stdin`.

        At step `die_at` it kills itself (see `_Steps`).
        """
        self._runs += 1
        run = self._folder / f"{self._runs}"
        out, err = run.with_suffix(".out"), run.with_suffix(".err")
        # A run may be killed before it has opened them.
        out.touch()
        err.touch()
        order = {
            "words": [*map(str, words)], "out": str(out), "err": str(err), "die_at": die_at, "stdin": stdin.hex(),
            "cwd": str(data.parent), "env": {"ONRECORD_DATA": str(data), **(env or {})},
        }  # fmt: skip
        return Run(self._ask(order), out, err)

    def end(self, run: Run) -> Ended:
        """Wait for a run to end."""
        code = self._ask({"wait": run.pid})
        return Ended(code, run.out.read_text(), run.err.read_text())

    def run(self, data: Path, *words: str | Path) -> Ended:
        return self.end(self.start(data, *words))

    def kill_after(self, run: Run, seconds: float) -> Ended:
        """Kill a run after so many seconds, unless it ends before."""
        until = time.monotonic() + seconds
        return self.kill_when(run, lambda: time.monotonic() > until)

    def kill(self, run: Run) -> Ended:
        # Not yet waited for, so the pid is still its own even if it has ended.
        os.kill(run.pid, signal.SIGKILL)
        return self.end(run)

    def kill_when(self, run: Run, ripe: Callable[[], bool], then: float = 0.0) -> Ended:
        """Kill a run `then` seconds after `ripe()`, unless it ends before."""
        until = time.monotonic() + PATIENCE
        while not ripe() and self._ask({"alive": run.pid}):
            assert time.monotonic() < until, f"never ripe, never ended: {run.err.read_text()}"
            time.sleep(0.001)
        time.sleep(then)
        return self.kill(run)

    def _ask(self, order: dict[str, Any]) -> int:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        self._parent.communicate(timeout=PATIENCE)


@contextlib.contextmanager
def preloaded(folder: Path, models: Models = "sentence-transformers") -> Iterator[Preloaded]:
    parent = Preloaded(folder, models)
    try:
        yield parent
    finally:
        parent.close()


class _Steps:
    """Count before and after each step, and die at one of these counts.

    The steps are those of saving a file; SQLite syncs its files itself, so only indexes and exports go through `os`.
    `everywhere`, commits and messages sent to Telegram are steps too.
    """

    def __init__(self, die_at: int) -> None:
        self._left = die_at

    def step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.step()
            result = call(*args, **kwargs)
            self.step()
            return result

        return counted

    def around_async(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(*args: Any, **kwargs: Any) -> Any:
            if not str(kwargs.get("url", "")).rpartition("/")[2].startswith("send"):
                return await call(*args, **kwargs)
            self.step()
            result = await call(*args, **kwargs)
            self.step()
            return result

        return counted

    def everywhere(self) -> None:
        from sqlalchemy.engine.default import DefaultDialect
        from telegram.request import HTTPXRequest

        DefaultDialect.do_commit = self.around(DefaultDialect.do_commit)  # type: ignore[method-assign]
        HTTPXRequest.do_request = self.around_async(HTTPXRequest.do_request)  # type: ignore[assignment, method-assign]


def _pipe_with(content: bytes) -> int:
    """Return the reading end of a pipe that holds `content` and ends after it; it has room for MAX_STDIN bytes."""
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return reading


def _child(order: dict[str, Any], models: Models) -> NoReturn:
    code = 1
    try:
        for name, descriptor in (("out", 1), ("err", 2)):
            os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        os.dup2(_pipe_with(bytes.fromhex(order["stdin"])), 0)
        os.chdir(order["cwd"])
        # A test waits for its end.
        signal.alarm(int(PATIENCE))
        # As new as in a fresh interpreter, because the parent has read from its own.
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode) for n, mode in enumerate("rww"))
        steps = _Steps(order["die_at"])
        for call in ("fsync", "replace", "link"):
            setattr(os, call, steps.around(getattr(os, call)))
        if models == "stand-ins":
            steps.everywhere()
        os.environ |= order["env"]
        sys.argv = ["onrecord", *order["words"]]
        # Or else the usage says `python -m`.
        sys.modules["__main__"].__package__ = None
        from bot.cli.main import main

        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  reported as the interpreter would
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _load(models: Models) -> None:
    if models == "sentence-transformers":
        import sentence_transformers

        del sentence_transformers
    elif models == "stand-ins":
        from tests.chaos.cheap import install

        install()


def _serve(models: Models) -> None:
    import alembic.command
    import faiss
    import onnxruntime
    import tantivy

    import bot.cli.add
    import bot.cli.ask
    import bot.cli.chat
    import bot.cli.sources
    import bot.telegram.app  # noqa: F401
    from retrieval.text.language import is_supported_language

    del alembic, faiss, onnxruntime, tantivy
    # Long enough to load what tells languages apart.
    is_supported_language("The council met on Monday. " * 20)
    _load(models)
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        elif "alive" in order:
            # Check without reaping it.
            answer = int(os.waitid(os.P_PID, order["alive"], os.WEXITED | os.WNOHANG | os.WNOWAIT) is None)
        elif (answer := os.fork()) == 0:
            _child(order, models)
        print(answer, flush=True)  # noqa: T201  the answer to the test


if __name__ == "__main__":
    _serve(cast(Models, sys.argv[1]))
