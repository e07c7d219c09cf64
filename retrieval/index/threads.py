"""The threads that own models and indexes, so that the event loop never waits for a computation."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """One thread: blocking work, one piece after the other.  Cancelling an await drops work that has not begun."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._thread.submit(work, *args, **kwargs))

    def close(self) -> None:
        """Let the piece at hand finish and forget the rest."""
        self._thread.shutdown(wait=True, cancel_futures=True)


class Precedence:
    """Questions go before intake: between its pieces of work, intake waits while one is being answered."""

    # Seconds that a piece of intake waits at most: without end of questions, it goes on all the same.
    LONGEST = 0.5

    def __init__(self) -> None:
        self._asked = 0
        self._nobody_asks = asyncio.Event()
        self._nobody_asks.set()

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """While a question is being answered."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Inside `asking`: while the question waits for intake itself."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)

    async def quiet(self) -> None:
        """Returns when nobody asks, at the latest after LONGEST."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.LONGEST):
                await self._nobody_asks.wait()

    def _count(self, more: int) -> None:
        self._asked += more
        if self._asked > 0:
            self._nobody_asks.clear()
        else:
            self._nobody_asks.set()


class RetrievalWorker(Worker):
    """The thread of the encoder and the dense index.

    `words` is that of the word index, which searches beside them; `reading` is that of the statement tagger, which
    reads the next articles while the last are encoded.
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
