"""Read when a reader wants a daily digest, and say when it is due.  Pure: the clock is an argument."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.settings import known_zone
from retrieval.domain.errors import BadInput

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def read_schedule(words: list[str], default_zone: str) -> tuple[int, str]:
    """Read what follows /subscribe: HH:MM and, optionally, a time zone.

    Return the minute of the day and the name of the zone.  Raise BadInput.
    """
    match = _TIME.fullmatch(words[0]) if words else None
    if match is None:
        raise BadInput("At what time? For example: /subscribe 08:00 or /subscribe 08:00 Europe/Belgrade.")
    try:
        zone = known_zone(" ".join(words[1:])) if words[1:] else ZoneInfo(default_zone)
    except ValueError as error:
        raise BadInput(f"{error}.") from error
    return int(match[1]) * 60 + int(match[2]), zone.key


def next_due(minute: int, zone: str, after: datetime) -> datetime:
    """Return the first moment after `after` at which it is `minute` of the day in `zone`; aware UTC.

    On a day that skips the minute, because clocks are put forward, it is the moment at which an unchanged clock would
    show it; on a day that has the minute twice, the first of the two.
    """
    there = ZoneInfo(zone)
    day = after.astimezone(there).date() - timedelta(days=1)
    while True:
        due = datetime.combine(day, time(minute // 60, minute % 60), there).astimezone(UTC)
        if due > after:
            return due
        day += timedelta(days=1)


def clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
