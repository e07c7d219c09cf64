"""Wait on the loop until something holds.  One bell rings for every change in the stand."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Rung after every change; waiters look again at each ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def close(self) -> None:
        """Let every waiter go, now and from now on."""
        self.closed = True
        self.ring()

    async def until(self, look: Callable[[], Found | None], timeout: float) -> Found | None:  # noqa: ASYNC109
        """What `look` finds, or None when the time is over or the stand closes."""
        end = asyncio.get_running_loop().time() + timeout
        while True:
            rung = self._rung
            found = look()
            left = end - asyncio.get_running_loop().time()
            if found is not None or left <= 0 or self.closed:
                return found
            try:
                await asyncio.wait_for(rung.wait(), left)
            except TimeoutError:
                return look()
