"""The one thread that owns models and indexes, so that the event loop never waits for a computation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class RetrievalWorker:
    """Runs blocking retrieval work, one piece after the other.  Cancelling an await drops work that has not begun."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="retrieval")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        future = self._thread.submit(work, *args, **kwargs)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the piece at hand finish and forget the rest."""
        self._thread.shutdown(wait=True, cancel_futures=True)
