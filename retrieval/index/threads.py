"""The threads that own models and indexes, so that the event loop never waits for a computation."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chore:
    """Work to do after a pause of so many seconds, and after `every` pieces of other work."""

    seconds: float
    work: Callable[[], None]
    every: int | None


class Worker:
    """Runs blocking work on one thread, in order.  Cancelling an await drops work that has not begun."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._chore: Chore | None = None
        self._runs = 0
        self._timer: asyncio.TimerHandle | None = None

    def when_idle(self, seconds: float, work: Callable[[], None], every: int | None = None) -> None:
        """Run `work` on the thread once nothing else has run for so many seconds, and after `every` pieces of work."""
        self._chore = Chore(seconds, work, every)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        # What is logged there belongs to whoever asked for the work.
        asked_by = copy_context()
        try:
            return await asyncio.wrap_future(self._thread.submit(partial(asked_by.run, work, *args, **kwargs)))
        finally:
            if self._chore is not None:
                self._plan(self._chore)

    def _plan(self, chore: Chore) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._runs += 1
        if self._runs == chore.every:
            self._do(chore)
        else:
            self._timer = asyncio.get_running_loop().call_later(chore.seconds, self._do, chore)

    def _do(self, chore: Chore) -> None:
        self._runs = 0
        # The thread may have been closed meanwhile.
        with contextlib.suppress(RuntimeError):
            self._thread.submit(chore.work)

    def close(self) -> None:
        """Let the running piece of work finish and drop the rest."""
        self._thread.shutdown(wait=True, cancel_futures=True)


class Precedence:
    """Lets questions go before intake: before each step, intake waits while a question is being answered."""

    # Seconds that a step of intake waits at most, so that it goes on even if the questions never stop.
    MAX_WAIT = 0.5

    def __init__(self) -> None:
        self._asked = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """Count a question as being answered."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Within `asking`, do not count the question while it waits for intake itself."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)

    async def wait_for_quiet(self) -> None:
        """Return once no question is being answered, at the latest after MAX_WAIT."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.MAX_WAIT):
                await self._idle.wait()

    def _count(self, more: int) -> None:
        self._asked += more
        if self._asked > 0:
            self._idle.clear()
        else:
            self._idle.set()


class RetrievalWorker(Worker):
    """The thread of the encoder and the vector index, with two more.

    `words` runs the keyword index, which is searched at the same time; `reading` runs the statement tagger, which reads
    the next articles while the last are encoded.
    """

    def __init__(self) -> None:
        super().__init__("retrieval")
        self.words = Worker("words")
        self.reading = Worker("reading")
        self.precedence = Precedence()

    def close(self) -> None:
        super().close()
        self.words.close()
        self.reading.close()
