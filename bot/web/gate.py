"""Let a few requests be answered at a time and some more wait; turn the others away at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TooBusyError(Exception):
    """More requests wait than will be answered soon."""


class Gate:
    """Bounds the work that pages take from the bot beside them.

    `at_once` requests are answered at a time; `most` may be there, with those that wait.
    """

    def __init__(self, at_once: int, most: int) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._most = most
        self._inside = 0

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Wait for one's turn.  Raise TooBusyError."""
        if self._inside >= self._most:
            raise TooBusyError
        self._inside += 1
        try:
            async with self._turn:
                yield
        finally:
            self._inside -= 1
