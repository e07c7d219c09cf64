"""Several processes may work for one bot: each shows that it lives, and what a dead one had begun is taken over.

What a worker has begun, an update, a delivery or a job, bears its id.  It is free again once the worker is struck off.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

# A worker that has not shown for so long that it lives counts as dead, by the steady clocks of those that watch it.
LEASE = timedelta(seconds=15)


class Duty(StrEnum):
    """What one worker at a time does for all."""

    DELIVERIES = "deliveries"
    """Write the digests that are due, and send what is in the outbox."""
    FEEDS = "feeds"
    ALERTS = "alerts"
    UPKEEP = "upkeep"
    """Erase what was kept long enough."""


class Workers(Protocol):
    """Keeps who works."""

    async def start(self, worker: str, now: datetime, *, alone: bool = False) -> None:
        """Add a worker; `alone` strikes off all others, for a process that knows that there are none."""

    async def beat(self, worker: str, now: datetime) -> None:
        """Show that a worker lives, even if it has been struck off."""

    async def living(self) -> dict[str, datetime]:
        """Return the workers that are not struck off, in the order of their ids, each with when it last beat.

        The times are of each worker's clock: they can be told apart, but not compared with any other.
        """

    async def strike_off(self, silent: Mapping[str, datetime]) -> list[str]:
        """Strike off and return those workers that have not beaten since, each by its own clock."""

    async def lead(self, duty: Duty, worker: str) -> bool:
        """Take a duty, or keep it; return False if another worker that is not struck off has it."""

    async def leave(self, worker: str) -> None:
        """Strike off a worker that has stopped, and free its duties."""
