"""Commit what several callers write at once in one transaction, because each commit waits for the disk."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from retrieval.domain.errors import StorageUnreachable

T = TypeVar("T")

# A transaction that has taken longer takes in no further work: those who came first wait for its end.
MAX_SECONDS = 0.02


class GroupCommit:
    """Runs works on one thread, those that wait for it together.

    If one of several fails, or its caller is cancelled, nothing of the transaction stays, and each runs once more, in a
    transaction of its own.  So a work must have no effect but on the database.
    """

    def __init__(self, thread: Executor, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        """`transaction` begins one, commits it at the end of its block, and rolls it back on an exception."""
        self._thread, self._transaction = thread, transaction
        self._waiting: deque[_Waiting] = deque()

    def submit(self, work: Callable[[Connection], T]) -> Future[T]:
        """Have a work run.  It is undone if what is returned is cancelled before the commit begins.

        Raise RuntimeError if the thread has been shut down.
        """
        waiting = _Waiting(work)
        self._waiting.append(waiting)
        try:
            # One run for each work, so that there is always one to come; many find theirs done.
            self._thread.submit(self._commit)
        except RuntimeError:
            waiting.outcome.cancel()
            raise
        return waiting.outcome

    def _commit(self) -> None:
        if (first := self._next()) is not None:
            self._together([first])

    def _next(self) -> _Waiting | None:
        while self._waiting:
            if not (one := self._waiting.popleft()).outcome.cancelled():
                return one
        return None

    def _together(self, some: list[_Waiting], *, alone: bool = False) -> None:
        """Commit `some`, which grows by what waits unless it is to be committed `alone`."""
        try:
            with self._transaction() as connection:
                found = [one.work(connection) for one in (some if alone else self._joined(some))]
                for one in some:
                    one.keep()
        except BaseException as error:  # noqa: BLE001  it is raised where somebody waits for the outcome
            # A lost server may have committed all the same: what is run again might be done twice.
            if len(some) == 1 or isinstance(error, StorageUnreachable):
                for one in some:
                    one.fail(error)
                return
            for one in some:
                if not one.outcome.cancelled():
                    self._together([one], alone=True)
        else:
            for one, result in zip(some, found, strict=True):
                one.outcome.set_result(result)

    def _joined(self, some: list[_Waiting]) -> Iterator[_Waiting]:
        yield from some
        until = time.monotonic() + MAX_SECONDS
        while time.monotonic() < until and (one := self._next()) is not None:
            some.append(one)
            yield one


class _Abandoned(Exception):
    """Nobody waits for the outcome any more, and a cancelled caller assumes that it did not happen."""


@dataclass(slots=True, eq=False)
class _Waiting:
    work: Callable[[Connection], Any]
    outcome: Future[Any] = field(default_factory=Future)

    def keep(self) -> None:
        """Let the outcome no longer be cancelled.  Raise _Abandoned if it was."""
        if self.outcome.cancelled() or not (self.outcome.running() or self.outcome.set_running_or_notify_cancel()):
            raise _Abandoned

    def fail(self, error: BaseException) -> None:
        # Kept first: its caller may be cancelled at any moment, and the others must still hear of the error.
        with contextlib.suppress(_Abandoned):
            self.keep()
            self.outcome.set_exception(error)
