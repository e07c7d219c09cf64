"""Fetching many pages of one site politely: as its robots.txt asks, one after another, with pauses."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from time import monotonic
from urllib.parse import urlsplit

from bot.intake.web.fetching import PRODUCT, Fetched, Fetcher, FetchLimits
from bot.intake.web.robots import CLOSED, MOST, OPEN, Robots, robots_of
from retrieval.errors import Unfetchable

PAUSE = 1.0
"""Seconds from one request of a host to the next; more where the host asks for more."""
# Who asks for longer pauses than this asks not to be read in bulk, and gets this.
LONGEST_PAUSE = 30.0
# A server that is busy is asked once more after as long as it says, if that is no longer than this.
PATIENCE = 60.0
_ROBOTS_LIMITS = FetchLimits(seconds=20.0, sent=2 * MOST, unpacked=4 * MOST)
_BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class Manners:
    """A fetcher that minds them.  For one bulk: what robots.txt says is kept as long as this is."""

    def __init__(self, fetcher: Fetcher, pause: float = PAUSE) -> None:
        self._fetcher = fetcher
        self._pause = pause
        self._robots: dict[str, Robots] = {}
        self._next: dict[str, float] = {}

    async def get(self, url: str) -> Fetched:
        """Raises Unfetchable, also for what robots are asked to leave alone."""
        parts = urlsplit(url)
        robots = await self._asked(f"{parts.scheme}://{parts.netloc}")
        if not robots.allows(parts.path + (f"?{parts.query}" if parts.query else "") or "/"):
            raise Unfetchable("is closed to bots by the site's robots.txt; add it by its own link if you may")
        try:
            return await self._in_turn(url, robots)
        except Unfetchable as error:
            if error.status not in _BUSY or error.retry_after is None or error.retry_after > PATIENCE:
                raise
            await asyncio.sleep(error.retry_after)
        return await self._in_turn(url, robots)

    async def _in_turn(self, url: str, robots: Robots) -> Fetched:
        host = urlsplit(url).netloc
        pause = max(self._pause, min(robots.delay or 0.0, LONGEST_PAUSE))
        turn = max(monotonic(), self._next.get(host, 0.0))
        self._next[host] = turn + pause
        await asyncio.sleep(turn - monotonic())
        return await self._fetcher.get(url)

    async def _asked(self, site: str) -> Robots:
        if site not in self._robots:
            try:
                got = await self._fetcher.get(f"{site}/robots.txt", limits=_ROBOTS_LIMITS)
                self._robots[site] = robots_of(got.content, PRODUCT)
            except Unfetchable as error:
                # RFC 9309, 2.3.1: none there is leave to read, none to be had is not.
                there_is_none = error.status is not None and 400 <= error.status < 500 and error.status not in _BUSY
                self._robots[site] = OPEN if there_is_none else CLOSED
        return self._robots[site]
