"""Remember for a while what was said or done, so that it is not repeated.  In memory: a restart forgets it."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta

MAX_KEPT = 10_000


class Recently:
    """What happened lately, by any key; only the newest MAX_KEPT are kept."""

    def __init__(self) -> None:
        self._at: dict[Hashable, datetime] = {}

    def note(self, key: Hashable, now: datetime) -> None:
        """Note that it happens now."""
        self._at.pop(key, None)
        self._at[key] = now
        if len(self._at) > MAX_KEPT:
            del self._at[next(iter(self._at))]

    def happened(self, key: Hashable, now: datetime, within: timedelta) -> bool:
        """Return whether it happened less than `within` ago."""
        at = self._at.get(key)
        return at is not None and timedelta(0) <= now - at < within

    def is_first(self, key: Hashable, now: datetime, within: timedelta) -> bool:
        """Note that it happens now, and return True, unless it happened less than `within` ago."""
        if self.happened(key, now, within):
            return False
        self.note(key, now)
        return True

    def forget(self, key: Hashable) -> None:
        """Forget that it happened."""
        self._at.pop(key, None)
