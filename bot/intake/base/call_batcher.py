"""Combine concurrent calls: those that arrive while one batch is processed are processed together in the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Request = TypeVar("Request")
Result = TypeVar("Result")


class CallBatcher(Generic[Request, Result]):
    """Call it with one request to get its result.

    `work` takes several requests and returns their results in order; `batch_size` returns how many of the waiting
    requests fit into one batch, counted from the first, at least 1.
    """

    def __init__(
        self,
        work: Callable[[list[Request]], Awaitable[Sequence[Result]]],
        batch_size: Callable[[Sequence[Request]], int] = len,
    ) -> None:
        self._work = work
        self._batch_size = batch_size
        self._waiting: list[tuple[Request, asyncio.Future[Result]]] = []
        self._free = asyncio.Lock()

    async def __call__(self, request: Request) -> Result:
        """Raise what `work` raises.  If the caller that processes a batch is cancelled, the next caller takes over."""
        own: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, own))
        try:
            async with self._free:
                # Callers get the lock in order of arrival, so its holder has its result already or is first in line.
                if not own.done():
                    await self._process_batch()
                return own.result()
        finally:
            self._waiting = [call for call in self._waiting if call[1] is not own]

    async def _process_batch(self) -> None:
        batch = self._waiting[: self._batch_size([request for request, _ in self._waiting])]
        try:
            results = await self._work([request for request, _ in batch])
        except Exception as error:  # noqa: BLE001  each caller gets it
            for _, future in batch:
                future.set_exception(error)
        else:
            for (_, future), result in zip(batch, results, strict=True):
                future.set_result(result)
        self._waiting = self._waiting[len(batch) :]
