"""Read what a site's robots.txt asks of us (RFC 9309), by protego.  Pure."""

from __future__ import annotations

import re

from protego import Protego

MAX_ROBOTS_BYTES = 100_000
"""How much of a robots.txt is parsed; like every crawler beyond its limit, we ignore the rest.

RFC 9309 (2.5) asks for 500 kB.  No news site comes near that, and rules can take 140 times their size in memory.
"""

# Every form of "User-agent: name" that protego accepts, and the product token at the name's start (RFC 9309, 2.2.1).
_USER_AGENT = re.compile(r"\s*user(?:-|\s*)agent(?:\s*:|\s)\s*(?P<token>[a-z_*-]*)", re.IGNORECASE)


class Robots:
    """The rules of one robots.txt for the bot called `product`."""

    def __init__(self, content: bytes, product: str) -> None:
        """Parse whole lines of the first MAX_ROBOTS_BYTES of `content`.  Keep it off the event loop."""
        text = _whole_lines(content).decode("utf-8-sig", "replace")
        self._product = product.casefold()
        self._rules = Protego.parse("\n".join(map(self._with_known_name, text.splitlines())))

    def allows(self, url: str) -> bool:
        """Return whether `url`, absolute, may be fetched.  The longest matching rule decides; on a tie, Allow wins.

        Takes up to 0.1 s, so keep it off the event loop.
        """
        return self._rules.can_fetch(url, self._product)

    @property
    def delay(self) -> float | None:
        """Seconds that the site wants between two requests."""
        return self._rules.crawl_delay(self._product)

    def _with_known_name(self, line: str) -> str:
        """Rename in a User-agent line every bot but ours and "*" to one that matches neither.

        Protego takes as long as there are names times rules, 12 s for 100 kB made for it; three names keep that linear.
        It also compares whole names: "OnRecord/2.0" would not be ours, and "On" would.
        """
        found = _USER_AGENT.match(line)
        if found is None:
            return line
        name = found["token"].casefold()
        return f"User-agent: {name if name in {'*', self._product} else '-'}"


def _whole_lines(content: bytes) -> bytes:
    """Cut `content` to the limit after a line: half a rule closes more than the whole one, or opens more."""
    if len(content) <= MAX_ROBOTS_BYTES:
        return content
    return content[: max(content.rfind(end, 0, MAX_ROBOTS_BYTES) for end in (b"\n", b"\r")) + 1]


OPEN = Robots(b"", "")
"""Allows everything: the site has no robots.txt."""
