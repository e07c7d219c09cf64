"""Say when a digest is due.  Pure: the clock is an argument."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.places.zones import zone_of
from storage.ports.subscriptions import EVERY_DAY


def next_due(minute: int, zone: str, after: datetime, days: str = EVERY_DAY) -> datetime:
    """Return the first moment after `after` at which it is `minute` of one of the `days` in `zone`; aware UTC.

    On a day that skips the minute, because clocks are put forward, it is the moment at which an unchanged clock would
    show it; on a day that has the minute twice, the first of the two.
    """
    there = zone_of(zone)
    day = after.astimezone(there).date() - timedelta(days=1)
    while True:
        due = datetime.combine(day, time(minute // 60, minute % 60), there).astimezone(UTC)
        if due > after and str(day.isoweekday()) in days:
            return due
        day += timedelta(days=1)


def clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
