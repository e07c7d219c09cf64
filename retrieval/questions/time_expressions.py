"""Read a time expression as a period of whole days.  Pure: `now` tells which day is today, and in which zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from retrieval.domain.period import Period

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_MONTH = rf"(?:{'|'.join(rf'{m[:3]}(?:{m[3:]})?' if len(m) > 3 else m for m in _MONTHS)}|sept)\b\.?"
_DAY = rf"(?:{'|'.join(_DAYS)})"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?"
    rf"|{_YEAR}-\d\d-\d\d)"
)
_UNIT = r"(?:day|week|month|year)"
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNT = rf"(?:\d{{1,3}}|an?|{'|'.join(_NUMBERS)})"
_PART = r"(?:this (?:morning|afternoon|evening)|last night|(?:this|last|the) weekend)"
_RELATIVE = (
    rf"(?:(?:last|this) (?:week|month|year)|(?:last )?{_DAY}|(?:last |this )?{_MONTH}|{_PART}|today|tonight|yesterday"
    rf"|{_COUNT} {_UNIT}s? ago)"
)
_POINT = rf"(?:{_DATE}|{_MONTH} {_YEAR}|{_YEAR}|{_RELATIVE})"

# The longest alternatives come first: "from June to July" is not "in June".
_PHRASE = re.compile(
    rf"(?:between (?P<from>{_POINT}) and (?P<to>{_POINT})"
    rf"|from (?P<from2>{_POINT}) (?:to|until|till) (?P<to2>{_POINT})"
    rf"|(?P<bound>since|after|before|until|till) (?P<point>{_POINT})"
    rf"|(?:in|over|during|within|for) the (?:last|past) (?P<n>{_COUNT} )?(?P<unit>{_UNIT})s?"
    rf"|(?:the )?(?:last|past) (?P<n2>{_COUNT} )(?P<unit2>{_UNIT})s?"
    rf"|(?:on )?(?P<on>{_DATE}|(?:last |this )?{_DAY})"
    rf"|(?:(?:in|during) )(?P<in>{_MONTH} {_YEAR}|{_MONTH}|{_YEAR})"
    rf"|(?:(?:over|at|on) )?(?P<part>{_PART})"
    rf"|(?P<bare>(?:last|this) (?:week|month|year|{_MONTH})|today|tonight|yesterday"
    rf"|{_COUNT} {_UNIT}s? ago)|(?P<of>today|yesterday|(?:this|last) (?:week|month))'s)",
    re.IGNORECASE,
)
_Days = tuple[datetime, datetime]


def read_when(words: str, now: datetime) -> Period | None:
    """Return the period that `words` mean; None if they are not a time expression or name no real day.

    A day or month without a year is the last one that has begun: what was said is past.
    """
    match = _PHRASE.fullmatch(words)
    if match is None:
        return None
    try:
        start, end = _bounds(match, now)
    except (ValueError, OverflowError):
        return None
    return None if start is not None and end is not None and start >= end else Period(words, start, end)


def _bounds(match: re.Match[str], now: datetime) -> tuple[datetime | None, datetime | None]:
    first, last = match["from"] or match["from2"], match["to"] or match["to2"]
    if first and last:
        start, end = _days(first, now)[0], _days(last, now)[1]
        # "From November to February": each is the last that has begun, but the first must come before the second.
        return start if start < end or re.search(_YEAR, first) else _the_one_before(first, start), end
    if match["bound"]:
        start, end = _days(match["point"], now)
        bounds: dict[str, tuple[datetime | None, datetime | None]] = {
            "since": (start, None), "after": (end, None), "before": (None, start),
        }  # fmt: skip
        return bounds.get(match["bound"].lower(), (None, end))
    if unit := match["unit"] or match["unit2"]:
        count = _count(match["n"] or match["n2"] or "1")
        return _back(_midnight(now), count, unit.lower()), _midnight(now) + timedelta(days=1)
    return _days(match["on"] or match["in"] or match["part"] or match["bare"] or match["of"], now)


def _the_one_before(point: str, start: datetime) -> datetime:
    """Return the same weekday a week earlier, or the same day or month a year earlier."""
    return start - timedelta(days=7) if point.lower().split()[-1] in _DAYS else start.replace(year=start.year - 1)


def _count(word: str) -> int:
    word = word.strip().lower()
    return int(word) if word.isdigit() else _NUMBERS.index(word) + 1 if word in _NUMBERS else 1


def _days(point: str, now: datetime) -> _Days:
    """Return the midnight at which a point of time begins, and the one at which it ends."""
    words = re.sub(r"[,.]| of\b", "", point.lower()).split()
    today = _midnight(now)
    if words[-1] in {"today", "tonight", "yesterday", "morning", "afternoon", "evening", "night"}:
        return _day(today - timedelta(days=words[-1] in {"yesterday", "night"}))
    if words[-1] == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7 + 7 * (words[0] == "last" and today.weekday() >= 5))
        return saturday, saturday + timedelta(days=2)
    if words[-1] == "ago":
        return _about(today, _count(words[0]), words[1].rstrip("s"))
    if words[-1] in {"week", "month", "year"}:
        return _unit(words[-1], today, back=words[0] == "last")
    if words[-1] in _DAYS:
        ago = (today.weekday() - _DAYS.index(words[-1])) % 7
        return _day(today - timedelta(days=ago or 7 * (words[0] == "last")))
    return _calendar(words, today)


def _calendar(words: list[str], today: datetime) -> _Days:
    """Return the bounds of a calendar year, month or day."""
    if len(words[0]) == len("2026-11-24"):
        return _day(datetime.strptime(words[0], "%Y-%m-%d").replace(tzinfo=today.tzinfo))
    month = next((i for i, m in enumerate(_MONTHS, 1) if any(w.startswith(m[:3]) and w.isalpha() for w in words)), None)
    year = next((int(w) for w in words if re.fullmatch(_YEAR, w)), None)
    day = next((int(found[0]) for w in words if len(w) <= 4 and (found := re.match(r"\d{1,2}(?!\d)", w))), None)
    if month is None:
        return today.replace(year=year or today.year, month=1, day=1), today.replace(
            year=(year or today.year) + 1, month=1, day=1
        )
    of = year or today.year
    start = today.replace(year=of, month=month, day=day or 1)
    begun = start <= today and not (words[0] == "last" and month == today.month)
    if year is None and words[0] != "this" and not begun:
        start = start.replace(year=of - 1)
    return _day(start) if day else (start, _next_month(start))


def _unit(unit: str, today: datetime, *, back: bool) -> _Days:
    """Return the bounds of this week, month or year, or of the one before."""
    if unit == "week":
        start = today - timedelta(days=today.weekday() + 7 * back)
        return start, start + timedelta(days=7)
    if unit == "month":
        first = today.replace(day=1)
        start = (first - timedelta(days=1)).replace(day=1) if back else first
        return start, _next_month(start)
    start = today.replace(year=today.year - back, month=1, day=1)
    return start, start.replace(year=start.year + 1)


def _about(today: datetime, count: int, unit: str) -> _Days:
    """Return the days around "two years ago", as wide as the unit."""
    around = timedelta(days={"day": 0, "week": 3, "month": 15, "year": 183}[unit])
    point = _back(today, count, unit)
    return point - around, min(point + around, today) + timedelta(days=1)


def _back(day: datetime, count: int, unit: str) -> datetime:
    if unit == "year":
        return day.replace(year=day.year - count, day=min(day.day, 28))
    return day - timedelta(days=count * {"day": 1, "week": 7, "month": 30}[unit])


def _next_month(first: datetime) -> datetime:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(moment: datetime) -> datetime:
    # When clocks go back over midnight, the second 0:30 belongs to the day that began with the first.
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _day(start: datetime) -> _Days:
    return start, start + timedelta(days=1)
