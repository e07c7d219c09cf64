"""Tell the time in a zone that a reader chose: a named one, a fixed offset, or the one at a shared location."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"UTC([+-])(\d\d):(\d\d)")
MAX_HOURS = 14


def zone_of(name: str) -> tzinfo:
    """Return the zone of a name as it is stored.  Raise ZoneInfoNotFoundError or ValueError if it is gone."""
    if (offset := _OFFSET.fullmatch(name)) is not None:
        east = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-east if offset[1] == "-" else east, name)
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    """Return whether there is a zone of that name."""
    try:
        zone_of(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_fixed(name: str) -> bool:
    """Return whether a zone is a fixed offset, which ignores daylight saving."""
    return _OFFSET.fullmatch(name) is not None


def fixed(sign: str, hours: int, minutes: int) -> str | None:
    """Return the name of a fixed offset from UTC; None if no place has it."""
    if hours * 60 + minutes > MAX_HOURS * 60 or minutes % 15:
        return None
    return f"UTC{sign}{hours:02}:{minutes:02}" if hours or minutes else "UTC"


def zone_at(latitude: float, longitude: float) -> str:
    """Return the zone at a location; at sea, that of the ship's clock."""
    # Takes 34 MB once it is used.
    import tzfpy  # noqa: PLC0415

    return tzfpy.get_tz(longitude, latitude) or "UTC"
