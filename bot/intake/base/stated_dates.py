"""Read a date that was written by some program: a moment, a day alone, or nothing where it could be misread.  Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

# Dates outside these limits are wrong: elsewhere it may be tomorrow already, no newspaper is older, and no feed.
MAX_CLOCK_ERROR = timedelta(days=1)
EARLIEST_DATE, EARLIEST_FEED_DATE = date(1605, 1, 1), date(1995, 1, 1)
MAX_DATE_CHARS = 80
# Hours from UTC of abbreviated zones: RFC 822's own, and what IANA's database calls zones today.  If an abbreviation
# means several (China's CST, India's, Israel's and Ireland's IST, Bangladesh's BST), all are listed.
ZONES: dict[str, tuple[float, ...]] = {
    "Z": (0,), "UT": (0,), "UTC": (0,), "GMT": (0,), "WET": (0,),
    "WEST": (1,), "CET": (1,), "MET": (1,), "WAT": (1,),
    "CEST": (2,), "MEST": (2,), "MESZ": (2,), "EET": (2,), "CAT": (2,), "SAST": (2,),
    "EEST": (3,), "MSK": (3,), "EAT": (3,), "IDT": (3,), "PKT": (5,), "WIB": (7,), "WITA": (8,), "WIT": (9,),
    "HKT": (8,), "AWST": (8,), "JST": (9,), "KST": (9,), "ACST": (9.5,), "ACDT": (10.5,), "AEST": (10,), "AEDT": (11,),
    "NZST": (12,), "NZDT": (13,), "NDT": (-2.5,), "NST": (-3.5,), "ADT": (-3,), "EST": (-5,), "EDT": (-4,),
    "MST": (-7,), "MDT": (-6,), "PST": (-8,), "PDT": (-7,), "AKST": (-9,), "AKDT": (-8,), "HST": (-10,),
    "AST": (-4, 3), "BST": (1, 6), "CST": (-6, -5, 8), "CDT": (-5, -4), "IST": (1, 2, 5.5), "SST": (-11, 8),
    "ET": (-5, -4), "CT": (-6, -5), "MT": (-7, -6), "PT": (-8, -7),
}  # fmt: skip
# What an unknown abbreviation may mean.
_ANYWHERE = (-12.0, 14.0)
# What may follow an offset, as in "GMT+0100 (CET)", "+0530 IST" and "Z[Europe/Berlin]"; and a weekday in any language.
_COMMENT = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|(?<=[+-]\d{4})\s[A-Z]{2,5})$")
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s*(?=\d)")
# dateutil takes "GMT+3" as POSIX does, for a zone behind Greenwich; everybody else means one ahead of it.  An offset
# after a zone's name says which one is meant.
_AHEAD = re.compile(r"\b(?:GMT|UTC|UT)\s*(?=[+-]\d)")
_NAME_BEFORE_OFFSET = re.compile(r"(:\d\d(?:\.\d+)?(?:\s?[AP]M)?)\s?(?![AP]M)[A-Z]{2,5}\s?(?=[+-]\d)")
_HAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_YEAR_FIRST = re.compile(r"\d{4}\D")
_LETTERS = re.compile(r"[^\W\d_]{3}")
# What is not printed is filled in from these; a part in which the results differ was not printed.
_FILL = [datetime.fromisoformat(moment) for moment in ("2001-01-01T00:00", "2002-02-02T11:00")]


def stated_date(text: str) -> str | None:
    """Return a moment in UTC or a day alone, in ISO form; None if there is no whole date, or if it has two readings.

    A time without a zone is returned without one.
    """
    stated = stated_locally(text)
    if not isinstance(stated, datetime) or stated.tzinfo is None:
        return None if stated is None else stated.isoformat()
    try:
        return stated.astimezone(UTC).isoformat()
    except OverflowError:
        return None


def stated_locally(text: str) -> date | None:
    """Return the same in the zone that is stated: a datetime, or a date if only the day is known."""
    if len(text) > MAX_DATE_CHARS:
        return None
    text = _COMMENT.sub("", " ".join(text.split()))
    text = _NAME_BEFORE_OFFSET.sub(r"\1 ", _AHEAD.sub("", _HAN.sub(r"\1-\2-\3", _WEEKDAY.sub("", text))))
    readings = {_read(text, day_first=day, year_first=year) for day, year in _orders(text)}
    return readings.pop() if len(readings) == 1 else None


def _orders(text: str) -> list[tuple[bool, bool]]:
    """Return the orders of day, month and year, as (day first, year first), in which a date may be meant."""
    if _YEAR_FIRST.match(text):
        return [(False, True)]
    # With the month in letters, "20 Nov 26" is RFC 822's day and year.
    return [(False, False)] if _LETTERS.search(text) else [(False, False), (True, False), (False, True)]


def _read(text: str, *, day_first: bool, year_first: bool) -> date | None:
    from dateutil import parser  # noqa: PLC0415  not needed for most documents

    zones: list[str | float] = []

    def noted(name: str | None, seconds: float | None) -> timezone | None:
        if name is None and seconds is None:
            return None
        zones.append(seconds / 3600 if seconds is not None else name or "")
        return UTC

    try:
        one, other = (
            parser.parse(
                text, default=fill.replace(tzinfo=None), dayfirst=day_first, yearfirst=year_first, tzinfos=noted
            )
            for fill in _FILL
        )
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    if one.date() != other.date():
        return None
    if one.hour != other.hour:
        return one.date()
    local = one.replace(tzinfo=None)
    return _in_zone(local, zones[0]) if zones else local


def _in_zone(local: datetime, zone: str | float) -> date | None:
    """Return the moment; if the zone may be one of several, the day, unless they put it on different ones."""
    hours = ZONES.get(zone.upper(), _ANYWHERE) if isinstance(zone, str) else (zone,)
    try:
        if len(hours) == 1:
            return local.replace(tzinfo=timezone(timedelta(hours=hours[0])))
        days = {local.date(), *((local - timedelta(hours=h)).date() for h in hours)}
    except (OverflowError, ValueError):
        return None
    return days.pop() if len(days) == 1 else None
