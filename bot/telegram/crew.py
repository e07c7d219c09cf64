"""Know which processes work for the bot beside this one, and which chats and duties are this one's."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from retrieval.domain.clock import Clock
from retrieval.domain.errors import StorageError
from storage.ports.workers import LEASE, Duty, Workers

log = logging.getLogger(__name__)

BEAT_SECONDS = 3.0
# A longer gap between two beats of ours may mean that nobody could write: then nobody is judged for a while.
MAX_GAP_SECONDS = 2 * BEAT_SECONDS


class Crew:
    """One worker among others.

    Each chat is the same worker's as long as the same workers live, so that what it was asked is answered where it is
    remembered (rendezvous hashing: Thaler and Ravishankar, 1998).
    """

    def __init__(self, workers: Workers, me: str, clock: Clock) -> None:
        self._workers, self._me, self._clock = workers, me, clock
        self._living = [me]
        # Of the steady clock: the last beat, and since when there was no gap between two.
        self._last = self._since = monotonic()

    @property
    def size(self) -> int:
        """Return how many workers lived at the last beat."""
        return len(self._living)

    async def join(self) -> None:
        await self._workers.start(self._me, self._clock())
        self._living = await self._workers.living()

    async def leave(self) -> None:
        """Let the others have what this one had.  If that cannot be written, they wait for a LEASE."""
        try:
            await self._workers.leave(self._me)
        except StorageError as error:
            log.warning("cannot leave the other workers in order: %s", error)

    async def run(self, after: Callable[[], Awaitable[None]]) -> None:
        """Beat until cancelled, and call `after` each time."""
        while True:
            try:
                await self.beat(monotonic())
                await after()
            except StorageError as error:
                log.warning("cannot show the other workers that this one lives: %s", error)
            await asyncio.sleep(BEAT_SECONDS)

    async def beat(self, now: float) -> None:
        """Show that this worker lives, at `now` of the steady clock, and strike off those that do not."""
        await self._workers.beat(self._me, self._clock())
        if now - self._last > MAX_GAP_SECONDS:
            self._since = now
        self._last = now
        # After an outage of the database everybody seems dead: give them time to show that they are not.
        if now - self._since >= LEASE.total_seconds():
            for one in await self._workers.strike_off_dead(self._clock()):
                log.warning("worker %s is dead; the others take over what it had", one)
        self._living = await self._workers.living()

    def is_mine(self, chat: int) -> bool:
        """Return whether a chat is this worker's."""
        return self._me == max(self._living, key=lambda one: hashlib.sha256(f"{one} {chat}".encode()).digest())

    async def leads(self, duty: Duty) -> bool:
        """Take or keep a duty; return False if another worker has it."""
        return await self._workers.lead(duty, self._me, self._clock())
