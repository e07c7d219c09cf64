"""Do together what several ask for at once: who comes while others are served is served with those who came too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Got = TypeVar("Got")


class CallBatcher(Generic[Asked, Got]):
    """`work` takes several and gives as many, in order; `fitting` says how many of the first may go at once, from 1."""

    def __init__(
        self, work: Callable[[list[Asked]], Awaitable[Sequence[Got]]], fitting: Callable[[Sequence[Asked]], int] = len
    ) -> None:
        self._work = work
        self._fitting = fitting
        self._waiting: list[tuple[Asked, asyncio.Future[Got]]] = []
        self._free = asyncio.Lock()

    async def __call__(self, asked: Asked) -> Got:
        """Raises what `work` raises.  Who is cancelled while serving others leaves them to the next."""
        mine: asyncio.Future[Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, mine))
        try:
            async with self._free:
                # The lock is taken in the order of coming: whoever holds it is served, or first.
                if not mine.done():
                    await self._serve()
                return mine.result()
        finally:
            self._waiting = [one for one in self._waiting if one[1] is not mine]

    async def _serve(self) -> None:
        lot = self._waiting[: self._fitting([asked for asked, _ in self._waiting])]
        try:
            got = await self._work([asked for asked, _ in lot])
        except Exception as error:  # noqa: BLE001  told to each of them
            for _, waits in lot:
                waits.set_exception(error)
        else:
            for (_, waits), one in zip(lot, got, strict=True):
                waits.set_result(one)
        self._waiting = self._waiting[len(lot) :]
