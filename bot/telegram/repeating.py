"""Repeat jobs at intervals of the event loop's clock, which goes on evenly when the computer's clock is set."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


class RepeatingJobs:
    """Jobs that run until they are stopped, each on its own, and never twice at once."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    def every(self, interval: float, job: Job) -> None:
        """Run a job every `interval` seconds; one that fails is logged and runs again."""
        self._start(self._repeat(interval, job))

    def once(self, job: Job) -> asyncio.Task[None]:
        """Run a job once, in the background."""
        return self._start(_logged(job))

    async def stop(self, grace: float) -> None:
        """Begin no further run, give those in progress `grace` seconds, then cancel them."""
        self._stopping.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _repeat(self, interval: float, job: Job) -> None:
        while not await self._stops_within(interval):
            await _logged(job)

    async def _stops_within(self, interval: float) -> bool:
        try:
            async with asyncio.timeout(interval):
                return await self._stopping.wait()
        except TimeoutError:
            return False


async def _logged(job: Job) -> None:
    try:
        await job()
    except Exception:
        log.exception("a scheduled job failed")
