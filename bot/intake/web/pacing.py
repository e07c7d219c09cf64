"""Fetch as a polite guest: what robots.txt allows, from one host one thing at a time, with a pause in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic

from bot.intake.web.fetching import LIMITS, Fetched, FetchLimits, SupportsGet, parsed
from bot.intake.web.robots_cache import RobotsCache
from retrieval.domain.errors import Unfetchable

# Seconds from the end of one request to the next on the same host.
REQUEST_GAP_SECONDS = 1.0
# Seconds for which a host that asks to be left alone is asked nothing at all.
MAX_CLOSED_SECONDS = 3600.0
BUSY = "is on a site that asked to be left alone for a while; try it later"
# Requests at once, of all hosts.
AT_ONCE = 16
_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class _Host:
    """`free` is when the next request may begin, by the clock; `waiting` how many want to, the present one included.

    `closed` is until when it asked to be left alone.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0
    closed: float = 0.0
    waiting: int = 0


class PoliteFetcher:
    """Gets, each in its turn.  `clock` and `sleep` are in seconds."""

    def __init__(
        self,
        fetcher: SupportsGet,
        sites: RobotsCache,
        gap: float = REQUEST_GAP_SECONDS,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._sites = sites
        self._gap = gap
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def get(self, url: str, *, headers: Mapping[str, str] = _NOTHING, limits: FetchLimits = LIMITS) -> Fetched:
        """As Fetcher.get; the seconds of `limits` begin with its turn.  Raises Unfetchable."""
        site, host = _site(url)
        async with self._turn(host) as place:
            if (left := place.closed - self._clock()) > 0:
                raise Unfetchable(BUSY, status=HTTPStatus.TOO_MANY_REQUESTS, retry_after=left)
            async with self._places:
                rules = await self._sites.rules(site)
            rules.require(url)
            await self._sleep(max(0.0, place.free - self._clock()))
            try:
                async with self._places:
                    fetched = await self._fetcher.get(url, headers=headers, limits=limits)
            except Unfetchable as error:
                place.closed = self._clock() + min(error.retry_after or 0.0, MAX_CLOSED_SECONDS)
                raise
            finally:
                place.free = self._clock() + max(self._gap, rules.delay)
        # Where it was led to may have rules of its own.
        led_to, _ = _site(fetched.url)
        if fetched.url != url:
            (await self._sites.rules(led_to)).require(fetched.url)
        return fetched

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[_Host]:
        place = self._hosts.setdefault(host, _Host())
        place.waiting += 1
        try:
            async with place.turn:
                yield place
        finally:
            place.waiting -= 1
            if place.waiting == 0:
                self._forget()

    def _forget(self) -> None:
        """Hosts at which nobody waits, and where one may come at once; looked through when there are many."""
        if len(self._hosts) > 1000:
            now = self._clock()
            self._hosts = {
                h: place for h, place in self._hosts.items() if place.waiting or max(place.free, place.closed) > now
            }


def _site(url: str) -> tuple[str, str]:
    """Whose robots.txt counts, and on which host it is.  Raises Unfetchable."""
    target = parsed(url)
    return f"{target.scheme}://{target.netloc.decode('ascii')}", target.host
