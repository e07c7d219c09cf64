"""Wait on the loop until something holds.  One bell rings for every change in the stand."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

Found = TypeVar("Found")


class Bell:
    """Rung after every change; each ring looks again for every waiter, and wakes only those who find.

    Waking all of them instead made every message of a load test cost a turn of the loop for each reader.
    """

    def __init__(self) -> None:
        self._waiting: dict[asyncio.Future[Any], Callable[[], Any]] = {}
        self.closed = False

    def ring(self) -> None:
        for waiter, look in list(self._waiting.items()):
            if waiter.done():
                continue
            try:
                found = look()
            except Exception as error:  # noqa: BLE001 - it belongs to the waiter, not to whoever rings
                waiter.set_exception(error)
            else:
                if found is not None or self.closed:
                    waiter.set_result(found)

    def close(self) -> None:
        """Let every waiter go, now and from now on."""
        self.closed = True
        self.ring()

    async def until(self, look: Callable[[], Found | None], timeout: float) -> Found | None:  # noqa: ASYNC109
        """Return what `look` finds, or None when the time is over or the stand closes."""
        found = look()
        if found is not None or timeout <= 0 or self.closed:
            return found
        waiter: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        self._waiting[waiter] = look
        try:
            async with asyncio.timeout(timeout):
                return await waiter
        except TimeoutError:
            return look()
        finally:
            del self._waiting[waiter]
