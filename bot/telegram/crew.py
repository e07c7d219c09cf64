"""Know which processes work for the bot beside this one, and which chats and duties are this one's."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

from retrieval.domain.clock import Clock
from retrieval.domain.errors import StorageError
from storage.ports.workers import LEASE, Duty, Workers

log = logging.getLogger(__name__)

BEAT_SECONDS = 3.0
# A longer gap between two beats of ours may mean that nobody could write: then all are watched afresh.
MAX_GAP_SECONDS = 2 * BEAT_SECONDS


class Crew:
    """One worker among others.

    Each chat is the same worker's as long as the same workers live, so that what it was asked is answered where it is
    remembered (rendezvous hashing: Thaler and Ravishankar, 1998).
    """

    def __init__(self, workers: Workers, me: str, clock: Clock, steady: Callable[[], float] = monotonic) -> None:
        """`steady` is a clock in seconds that nobody sets, which need not be that of the others."""
        self._workers, self._me, self._clock, self._steady = workers, me, clock, steady
        self._living = [me]
        # Of the steady clock: when the last beat began that was written, and when the last one ended.
        self._shown = self._ended = steady()
        # When each worker last beat by its own clock, and by ours, when that was first seen.  Clocks differ between
        # machines, and jump: whether a beat is new can be told without comparing them.
        self._beats: dict[str, tuple[datetime, float]] = {}

    @property
    def size(self) -> int:
        """Return how many workers lived at the last beat."""
        return len(self._living)

    async def join(self) -> None:
        self._shown = self._steady()
        await self._workers.start(self._me, self._clock())
        self._living = list(await self._workers.living())

    async def leave(self) -> None:
        """Let the others have what this one had.  If that cannot be written, they wait for a LEASE."""
        try:
            await self._workers.leave(self._me)
        except StorageError as error:
            log.warning("cannot leave the other workers in order: %s", error)

    async def run(self, after: Callable[[], Awaitable[None]]) -> None:
        """Beat until cancelled, and call `after` each time, which must not wait for anything but the disk."""
        while True:
            try:
                await self.beat()
                await after()
            except StorageError as error:
                log.warning("cannot show the other workers that this one lives: %s", error)
            await asyncio.sleep(BEAT_SECONDS)

    async def beat(self) -> None:
        """Show that this worker lives, and strike off those that do not."""
        began = self._steady()
        await self._workers.beat(self._me, self._clock())
        self._shown = began
        beats, now = await self._workers.living(), self._steady()
        if now - self._ended > MAX_GAP_SECONDS:
            # After an outage of the database everybody seems dead: they have a LEASE to show that they are not.
            self._beats = {}
        self._ended = now
        self._beats = {one: self._first_seen(one, at, now) for one, at in beats.items()}
        silent = {one: at for one, (at, since) in self._beats.items() if now - since >= LEASE.total_seconds()}
        silent.pop(self._me, None)
        dead = await self._workers.strike_off(silent) if silent else []
        for one in dead:
            log.warning("worker %s is dead; the others take over what it had", one)
        self._living = [one for one in beats if one not in dead]

    def _first_seen(self, worker: str, at: datetime, now: float) -> tuple[datetime, float]:
        before = self._beats.get(worker)
        return before if before is not None and before[0] == at else (at, now)

    def is_surely_living(self) -> bool:
        """Return whether nobody can have struck this worker off yet; False after a pause or an outage."""
        return self._steady() - self._shown < LEASE.total_seconds()

    def is_mine(self, chat: int) -> bool:
        """Return whether a chat is this worker's; none is if another has just struck it off."""
        best = max(self._living, key=lambda one: hashlib.sha256(f"{one} {chat}".encode()).digest(), default=None)
        return best == self._me

    async def leads(self, duty: Duty) -> bool:
        """Take or keep a duty; return False if another worker has it."""
        return await self._workers.lead(duty, self._me)
