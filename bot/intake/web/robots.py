"""What a site lets robots read, by its robots.txt (RFC 9309), asked once a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.intake.web.fetching import PRODUCT, FetchLimits, Gets
from retrieval.errors import Unfetchable

if TYPE_CHECKING:
    from protego import Protego

KEPT = timedelta(days=1)
# Where it could not be had, it is asked for again so soon.
MISSED = timedelta(minutes=10)
# RFC 9309 asks for 500 KiB at least.
LIMITS = FetchLimits(seconds=20.0, sent=1_000_000, unpacked=1_000_000)
# Sites remembered; the one asked longest ago goes first.
MOST_SITES = 2_000
# Seconds: who asks for more wishes no robots, and says so in the wrong words.
LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site said, `until` when it stands; `said` None: nothing is forbidden, `missed` why it is not known."""

    until: datetime
    said: Protego | None = None
    missed: str | None = None

    def require(self, url: str) -> None:
        """Raises Unfetchable where the site does not let us read this."""
        if self.missed is not None:
            raise Unfetchable(f"is not read while its site's robots.txt {self.missed}")
        if self.said is not None and not self.said.can_fetch(url, PRODUCT):
            raise Forbidden

    @property
    def delay(self) -> float:
        """Seconds that the site wishes between two requests."""
        delay = None if self.said is None else self.said.crawl_delay(PRODUCT)
        return min(float(delay or 0.0), LONGEST_DELAY)


class Forbidden(Unfetchable):
    """A site's robots.txt forbids it: it is not tried again."""

    def __init__(self) -> None:
        super().__init__("is not to be read by robots, says its site's robots.txt; save the page and add the file")


class Robots:
    """The rules of sites, by the fetcher that asks for them.  `now` gives the time, aware."""

    def __init__(self, fetcher: Gets, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._now = now
        self._sites: dict[str, Rules] = {}

    async def rules(self, site: str) -> Rules:
        """Of a site like "https://example.org:8443".  Raises Unfetchable where it cannot be reached at all."""
        known = self._sites.get(site)
        if known is not None and self._now() < known.until:
            return known
        found = await self._asked(site)
        self._sites.pop(site, None)
        self._sites[site] = found
        while len(self._sites) > MOST_SITES:
            del self._sites[next(iter(self._sites))]
        return found

    async def _asked(self, site: str) -> Rules:
        from protego import Protego  # noqa: PLC0415  needed where something is fetched

        try:
            fetched = await self._fetcher.get(f"{site}/robots.txt", limits=LIMITS)
        except Unfetchable as error:
            if error.status is None:
                raise
            if error.status >= 500:
                return Rules(self._now() + MISSED, missed=str(error))
            # RFC 9309, 2.3.1.3: what is not there forbids nothing.
            return Rules(self._now() + KEPT)
        return Rules(self._now() + KEPT, Protego.parse(fetched.content.decode("utf-8", "replace")))
