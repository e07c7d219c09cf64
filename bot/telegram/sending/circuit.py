"""Tell whether anything gets through to Telegram.  Pure: the time is an argument."""

from __future__ import annotations

MAX_PAUSE_SECONDS = 15.0


class Circuit:
    """A circuit breaker: closed while messages get through, open from the first that fails.

    While it is open, a probe may be made after pauses that double.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._probe_at = 0.0

    @property
    def is_closed(self) -> bool:
        return self._failures == 0

    @property
    def failures(self) -> int:
        """Return how often in a row nothing got through; 0 while it is closed."""
        return self._failures

    def may_probe(self, now: float) -> bool:
        return now >= self._probe_at

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, now: float) -> None:
        """Note a failure; those of calls that were under way together with an earlier one count as one."""
        if self._failures and not self.may_probe(now):
            return
        # The first probe is made at once: most failures are of one connection.
        pause = 0.0 if self._failures == 0 else min(MAX_PAUSE_SECONDS, 2.0 ** (self._failures - 1))
        self._probe_at = now + pause
        self._failures += 1
