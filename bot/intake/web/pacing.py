"""Fetch politely: what robots.txt allows, one request at a time per host, with pauses in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic

from bot.intake.web.fetching import LIMITS, Fetched, FetchLimits, SupportsGet, parsed
from bot.intake.web.robots_cache import RobotsCache
from retrieval.domain.errors import FetchFailed, template

# From the end of one request to the start of the next at the same host.
REQUEST_GAP_SECONDS = 1.0
# A host that asks for a pause gets none of our requests for at most this long.
MAX_CLOSED_SECONDS = 3600.0
BUSY = template("is on a site that asked for a pause; try again later")
# Concurrent requests, over all hosts.
MAX_REQUESTS = 16
# Beyond this many known hosts, those that are free are forgotten.
_MAX_HOSTS = 1000
_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class _Host:
    """When a host may be asked next, by the clock.

    `free` is when the next request may start; `closed` is the end of a pause that the host asked for; `waiting` counts
    the callers that hold `turn` or wait for it.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0
    closed: float = 0.0
    waiting: int = 0


class PoliteFetcher:
    """Fetches like `fetcher`, each request in its turn.  `gap`, `clock` and `sleep` are in seconds."""

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
        self._slots = asyncio.Semaphore(MAX_REQUESTS)

    async def get(self, url: str, *, headers: Mapping[str, str] = _NOTHING, limits: FetchLimits = LIMITS) -> Fetched:
        """Fetch `url` like Fetcher.get; the time limit starts with its turn.  Raise FetchFailed."""
        site, name = _site(url)
        async with self._turn(name) as host:
            if (left := host.closed - self._clock()) > 0:
                raise FetchFailed(BUSY, status=HTTPStatus.TOO_MANY_REQUESTS, retry_after=left)
            async with self._slots:
                rules = await self._sites.rules(site)
            await asyncio.to_thread(rules.require, url)
            await self._sleep(max(0.0, host.free - self._clock()))
            try:
                async with self._slots:
                    fetched = await self._fetcher.get(url, headers=headers, limits=limits)
            except FetchFailed as error:
                host.closed = self._clock() + min(error.retry_after or 0.0, MAX_CLOSED_SECONDS)
                raise
            finally:
                host.free = self._clock() + max(self._gap, rules.delay)
        # A redirect may lead to a site with rules of its own.
        final_site, _ = _site(fetched.url)
        if fetched.url != url:
            rules = await self._sites.rules(final_site)
            await asyncio.to_thread(rules.require, fetched.url)
        return fetched

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[_Host]:
        host = self._hosts.setdefault(name, _Host())
        host.waiting += 1
        try:
            async with host.turn:
                yield host
        finally:
            host.waiting -= 1
            if host.waiting == 0:
                self._forget_free_hosts()

    def _forget_free_hosts(self) -> None:
        """Once there are many, forget the hosts that nobody waits for and that may be asked at once."""
        if len(self._hosts) > _MAX_HOSTS:
            now = self._clock()
            self._hosts = {
                name: host for name, host in self._hosts.items() if host.waiting or max(host.free, host.closed) > now
            }


def _site(url: str) -> tuple[str, str]:
    """Return the site whose robots.txt applies to `url`, and the host that serves it.  Raise FetchFailed."""
    target = parsed(url)
    return f"{target.scheme}://{target.netloc.decode('ascii')}", target.host
