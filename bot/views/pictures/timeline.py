"""Spread what was printed over days or weeks.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.languages.catalogues import ENGLISH, LOCALES
from bot.languages.speaking import spoken
from retrieval.domain.period import in_zone

DAYS = 14
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts by day, or by week where `step` is 7, up to today; each bar has the day on which it begins.

    `undated` belong to no day, and `older` were printed before the first bar.
    """

    step: int
    bars: tuple[tuple[date, int], ...]
    undated: int = 0
    older: int = 0

    @property
    def total(self) -> int:
        return sum(count for _, count in self.bars)


def first_moment(now: datetime) -> datetime:
    """Return the earliest moment that a timeline can show, and a day more for time zones."""
    return now - timedelta(weeks=WEEKS, days=1)


def timeline(counted: Iterable[tuple[datetime | None, int]], now: datetime, *, step: int = 0) -> Timeline:
    """Return what was printed at these moments, by the days of `now`'s time zone.

    With `step` 0, days are shown if all is from the last DAYS of them, else weeks.
    """
    days: Counter[date] = Counter()
    undated = 0
    for moment, count in counted:
        if moment is None:
            undated += count
        else:
            days[in_zone(moment, now.tzinfo).date()] += count
    today = now.date()
    if not step:
        recent = today - timedelta(days=DAYS - 1)
        beyond = any(count and today - timedelta(weeks=WEEKS) < day < recent for day, count in days.items())
        step = 7 if beyond else 1
    bars = WEEKS if step == 7 else DAYS
    starts = [today - timedelta(days=step * n - 1) for n in range(bars, 0, -1)]
    counts = [sum(days[start + timedelta(days=n)] for n in range(step)) for start in starts]
    older = sum(count for day, count in days.items() if day < starts[0])
    return Timeline(step, tuple(zip(starts, counts, strict=True)), undated, older)


def short_day(day: date) -> str:
    """Return a day and its month, short enough for an axis."""
    if spoken() == ENGLISH:
        return f"{day:%-d %b}"
    from babel.dates import format_skeleton  # noqa: PLC0415  see bot.languages.catalogues

    return str(format_skeleton("MMMd", day, locale=LOCALES[spoken()]))
