"""What sites ask robots to leave alone, each asked once a day, and what that means for a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.intake.web.fetching import PRODUCT, FetchLimits, Gets
from bot.intake.web.robots import MOST, OPEN, Robots, robots_of
from retrieval.domain.errors import FetchFailed

KEPT = timedelta(days=1)
# Where it could not be had, it is asked for again so soon, or when the site says.
MISSED = timedelta(minutes=10)
LIMITS = FetchLimits(seconds=20.0, sent=2 * MOST, unpacked=4 * MOST)
# Sites remembered; the one asked longest ago goes first.
MOST_SITES = 2_000
# Seconds: who asks for longer pauses than this asks not to be read by robots, and gets this.
LONGEST_DELAY = 60.0


class Closed(FetchFailed):
    """A site's robots.txt closes it to us: it is not tried again."""

    def __init__(self) -> None:
        super().__init__("is closed to bots by the site's robots.txt; save it in your browser and add the file")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site asks for, `until` when that stands; `missed` is why it is not known, None where it is."""

    until: datetime
    robots: Robots = OPEN
    missed: str | None = None

    def require(self, url: str) -> None:
        """Raises Closed, and Unfetchable while the site cannot say what it asks for."""
        if self.missed is not None:
            raise FetchFailed(f"is not read while its site's robots.txt {self.missed}")
        parts = urlsplit(url)
        if not self.robots.allows((parts.path or "/") + (f"?{parts.query}" if parts.query else "")):
            raise Closed

    @property
    def delay(self) -> float:
        """Seconds that the site wishes between two requests."""
        return min(self.robots.delay or 0.0, LONGEST_DELAY)


class Sites:
    """The rules of sites, by the fetcher that asks for them.  `now` gives the time, aware."""

    def __init__(self, fetcher: Gets, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._now = now
        self._rules: dict[str, Rules] = {}

    async def rules(self, site: str) -> Rules:
        """Of a site like "https://example.org:8443".  Raises Unfetchable where it cannot be reached at all."""
        known = self._rules.get(site)
        if known is not None and self._now() < known.until:
            return known
        found = await self._asked(site)
        self._rules.pop(site, None)
        self._rules[site] = found
        while len(self._rules) > MOST_SITES:
            del self._rules[next(iter(self._rules))]
        return found

    async def _asked(self, site: str) -> Rules:
        """RFC 9309, 2.3.1: none there is leave to read, none to be had is not."""
        try:
            fetched = await self._fetcher.get(f"{site}/robots.txt", limits=LIMITS)
        except FetchFailed as error:
            if error.status is None:
                raise
            if error.status == 429 or error.status >= 500:
                asked = timedelta(seconds=min(error.retry_after or 0.0, KEPT.total_seconds()))
                return Rules(self._now() + max(MISSED, asked), missed=str(error))
            return Rules(self._now() + KEPT)
        return Rules(self._now() + KEPT, robots_of(fetched.content, PRODUCT))
