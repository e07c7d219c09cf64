"""The places of handlers that run at once: a handler that waits for Telegram gives its place to another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

# The place of a task.  What a handler starts in the background inherits the variable, but not the place.
_taken: ContextVar[tuple[asyncio.Semaphore, asyncio.Task[Any] | None] | None] = ContextVar("place", default=None)


class Places:
    """So many handlers run at once."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it."""
        async with self._free:
            token = _taken.set((self._free, asyncio.current_task()))
            try:
                yield
            finally:
                _taken.reset(token)


@asynccontextmanager
async def place_given_up() -> AsyncIterator[None]:
    """Let another handler have this one's place for a while; do nothing if it has none."""
    taken = _taken.get()
    if taken is None or taken[1] is not asyncio.current_task():
        yield
        return
    place = taken[0]
    place.release()
    try:
        yield
    finally:
        await place.acquire()
