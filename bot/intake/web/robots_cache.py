"""What sites ask robots to leave alone, each asked once a day, and what that means for a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.intake.web.fetching import PRODUCT, FetchLimits, SupportsGet
from bot.intake.web.robots import MOST, OPEN, Robots, robots_of
from retrieval.domain.errors import Unfetchable

KEEP_ROBOTS_FOR = timedelta(days=1)
# Where it could not be had, it is asked for again so soon, or when the site says.
RETRY_ROBOTS_AFTER = timedelta(minutes=10)
LIMITS = FetchLimits(seconds=20.0, sent=2 * MOST, unpacked=4 * MOST)
# Sites remembered; the one asked longest ago goes first.
MAX_SITES = 2_000
# Seconds: who asks for longer pauses than this asks not to be read by robots, and gets this.
LONGEST_DELAY = 60.0


class ClosedByRobots(Unfetchable):
    """A site's robots.txt closes it to us: it is not tried again."""

    def __init__(self) -> None:
        super().__init__("is closed to bots by the site's robots.txt; save it in your browser and add the file")


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site asks for, `until` when that stands; `missed` is why it is not known, None where it is."""

    until: datetime
    robots: Robots = OPEN
    missed: str | None = None

    def require(self, url: str) -> None:
        """Raises Closed, and Unfetchable while the site cannot say what it asks for."""
        if self.missed is not None:
            raise Unfetchable(f"is not read while its site's robots.txt {self.missed}")
        parts = urlsplit(url)
        if not self.robots.allows((parts.path or "/") + (f"?{parts.query}" if parts.query else "")):
            raise ClosedByRobots

    @property
    def delay(self) -> float:
        """Seconds that the site wishes between two requests."""
        return min(self.robots.delay or 0.0, LONGEST_DELAY)


class RobotsCache:
    """The rules of sites, by the fetcher that asks for them.  `now` gives the time, aware."""

    def __init__(self, fetcher: SupportsGet, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._now = now
        self._rules: dict[str, SiteRules] = {}

    async def rules(self, site: str) -> SiteRules:
        """Of a site like "https://example.org:8443".  Raises Unfetchable where it cannot be reached at all."""
        known = self._rules.get(site)
        if known is not None and self._now() < known.until:
            return known
        found = await self._asked(site)
        self._rules.pop(site, None)
        self._rules[site] = found
        while len(self._rules) > MAX_SITES:
            del self._rules[next(iter(self._rules))]
        return found

    async def _asked(self, site: str) -> SiteRules:
        """RFC 9309, 2.3.1: none there is leave to read, none to be had is not."""
        try:
            fetched = await self._fetcher.get(f"{site}/robots.txt", limits=LIMITS)
        except Unfetchable as error:
            if error.status is None:
                raise
            if error.status == 429 or error.status >= 500:
                asked = timedelta(seconds=min(error.retry_after or 0.0, KEEP_ROBOTS_FOR.total_seconds()))
                return SiteRules(self._now() + max(RETRY_ROBOTS_AFTER, asked), missed=str(error))
            return SiteRules(self._now() + KEEP_ROBOTS_FOR)
        return SiteRules(self._now() + KEEP_ROBOTS_FOR, robots_of(fetched.content, PRODUCT))
