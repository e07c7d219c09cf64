"""Ask each site once a day what its robots.txt allows, and apply that to links."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.intake.web.fetching import PRODUCT, FetchLimits, SupportsGet
from bot.intake.web.robots import MAX_ROBOTS_BYTES, OPEN, Robots
from retrieval.domain.errors import FetchFailed, template

KEEP_ROBOTS_FOR = timedelta(days=1)
# How soon a robots.txt that could not be fetched is requested again, unless the site names a later time.
RETRY_ROBOTS_AFTER = timedelta(minutes=10)
# One byte more than is parsed shows that the last line may be incomplete.
LIMITS = FetchLimits(seconds=20.0, sent=2 * MAX_ROBOTS_BYTES, unpacked=MAX_ROBOTS_BYTES + 1, cut=True)
# Sites in the cache, and bytes of their robots.txt; beyond that, those fetched longest ago are dropped.
MAX_SITES = 2_000
MAX_CACHED_BYTES = 1_000_000
# A site that wants longer pauses than this does not want robots at all; it gets this one.
MAX_DELAY_SECONDS = 60.0


class ClosedByRobots(FetchFailed):
    """A site's robots.txt closes a link to us, so there will be no retry."""

    def __init__(self) -> None:
        super().__init__(
            template("is closed to bots by the site's robots.txt; save it in your browser and add the file")
        )


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site asks of robots, valid `until` then, as `size` bytes said it.

    `missed` says why it is unknown, and is None if it is known.
    """

    until: datetime
    robots: Robots = OPEN
    missed: str | None = None
    size: int = 0

    def require(self, url: str) -> None:
        """Raise ClosedByRobots if `url` is closed to us, and FetchFailed while the site's rules are unknown."""
        if self.missed is not None:
            raise FetchFailed("is not read while its site's robots.txt {fault}", fault=self.missed)
        if not self.robots.allows(url):
            raise ClosedByRobots

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests, at most MAX_DELAY_SECONDS."""
        return min(self.robots.delay or 0.0, MAX_DELAY_SECONDS)


class RobotsCache:
    """The rules of sites, fetched by `fetcher` when first needed.  `now` returns an aware time."""

    def __init__(self, fetcher: SupportsGet, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._now = now
        self._rules: dict[str, SiteRules] = {}

    async def rules(self, site: str) -> SiteRules:
        """Return the rules of a site like "https://example.org:8443".  Raise FetchFailed if it cannot be reached."""
        known = self._rules.get(site)
        if known is not None and self._now() < known.until:
            return known
        found = await self._fetched(site)
        self._rules.pop(site, None)
        self._rules[site] = found
        while len(self._rules) > MAX_SITES or sum(rules.size for rules in self._rules.values()) > MAX_CACHED_BYTES:
            del self._rules[next(iter(self._rules))]
        return found

    async def _fetched(self, site: str) -> SiteRules:
        """Fetch a site's rules.  A missing robots.txt allows all, an unavailable one nothing (RFC 9309, 2.3.1)."""
        try:
            fetched = await self._fetcher.get(f"{site}/robots.txt", limits=LIMITS)
        except FetchFailed as error:
            if error.status is None:
                raise
            if error.status == 429 or error.status >= 500:
                asked = timedelta(seconds=min(error.retry_after or 0.0, KEEP_ROBOTS_FOR.total_seconds()))
                return SiteRules(self._now() + max(RETRY_ROBOTS_AFTER, asked), missed=str(error))
            return SiteRules(self._now() + KEEP_ROBOTS_FOR)
        robots = await asyncio.to_thread(Robots, fetched.content, PRODUCT)
        return SiteRules(self._now() + KEEP_ROBOTS_FOR, robots, size=len(fetched.content))
