"""The threads that own models and indexes, so that the event loop never waits for a computation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


class RetrievalWorker(Worker):
    """The thread of the models and the dense index; `words` is that of the word index, which searches beside them."""

    def __init__(self) -> None:
        super().__init__("retrieval")
        self.words = Worker("words")

    def close(self) -> None:
        super().close()
        self.words.close()
