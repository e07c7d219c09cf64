"""Skip digests and pause them: turn what a reader asks for into pauses of a schedule.  Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.places.zones import zone_of
from bot.usecases.delivering.digests.schedule import next_due, start_of
from storage.ports.subscriptions import FOREVER, Pause, Schedule

# A longer pause is one until the reader resumes.
MAX_DAYS = 3660
MAX_SKIPPED = 100
# Digests are never further apart: one comes on some day of each week.
RHYTHM = timedelta(days=9)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as readers name it: so many days from today, a day of the week, a date, or the start of a later week.

    Exactly one of `offset`, `weekday` (ISO), `month` with `day`, and `weeks` is given.
    """

    offset: int | None = None
    weekday: int | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    weeks: int | None = None

    def on(self, today: date, *, later: bool) -> date | None:
        """Return the date, the next one from today on or, with `later`, after today; None if there is none."""
        if self.offset is not None:
            return today + timedelta(days=self.offset)
        if self.weeks is not None:
            return today + timedelta(days=7 * self.weeks - today.isoweekday() + 1)
        if self.weekday is not None:
            ahead = (self.weekday - today.isoweekday()) % 7
            return today + timedelta(days=ahead or (7 if later else 0))
        years = (today.year, today.year + 1) if self.year is None else (self.year,)
        found = [d for year in years if (d := _date(year, self.month or 0, self.day or 0)) is not None]
        return next((d for d in found if d > today or (d == today and not later)), None)


@dataclass(frozen=True, slots=True)
class Hold:
    """Digests not to send: the next `count`, or those from `first` (None: now) on.

    They end after so many `days`, before `until`, or with the day `last`; with none of these, when the reader resumes.
    """

    count: int | None = None
    first: Day | None = None
    days: int | None = None
    until: Day | None = None
    last: Day | None = None


def held(schedule: Schedule, hold: Hold, now: datetime) -> Schedule | None:
    """Return a schedule without what is not to be sent; None if a day that the reader names does not come any more.

    A pause from now on that has an end replaces a longer one: the reader has said when it is over.
    """
    pause = _pause(schedule, hold, now)
    if pause is None:
        return None
    others = [p for p in schedule.pauses if not (pause.start <= p.start and p.end <= pause.end)]
    if hold.count is None and hold.first is None and pause.end < FOREVER:
        others = [p for p in others if not p.start <= pause.start < p.end]
    return replace(schedule, pauses=(*others, pause))


def _pause(schedule: Schedule, hold: Hold, now: datetime) -> Pause | None:
    if hold.count is not None:
        due = now
        for _ in range(min(hold.count, MAX_SKIPPED)):
            due = next_due(schedule, due)
        return Pause(now, min(due + _INSTANT, FOREVER) if due < FOREVER else FOREVER)
    today, zone = now.astimezone(zone_of(schedule.time_zone)).date(), schedule.time_zone
    begins, first = now, today
    if hold.first is not None:
        named = hold.first.on(today, later=not _comes_on(today, schedule, now))
        if named is None or named < today:
            return None
        begins, first = max(now, start_of(named, zone)), named
    end = _end(hold, first, zone, now)
    return None if end is None else Pause(begins, end)


def _end(hold: Hold, first: date, zone: str, now: datetime) -> datetime | None:
    """Return when a pause ends whose first day is `first`; None if it would end before it begins."""
    if hold.until is not None:
        until = hold.until.on(first, later=True)
    elif hold.last is not None:
        last = hold.last.on(first, later=False)
        until = None if last is None else last + timedelta(days=1)
    elif hold.days is None or hold.days > MAX_DAYS:
        return FOREVER
    elif hold.first is None:
        # "Pause for a week" is a week from now, "skip Friday" all of it.
        return now + timedelta(days=hold.days)
    else:
        until = first + timedelta(days=hold.days)
    if until is None or until <= first:
        return None
    return FOREVER if until - first > timedelta(days=MAX_DAYS) else start_of(until, zone)


def _comes_on(today: date, schedule: Schedule, now: datetime) -> bool:
    """Return whether a digest is still to come today."""
    due = next_due(schedule, now)
    return due < FOREVER and due.astimezone(zone_of(schedule.time_zone)).date() == today


def skipped(schedule: Schedule, now: datetime) -> list[tuple[datetime, datetime]]:
    """Return the first and the last digest that each pause with an end leaves out from now on."""
    whole = replace(schedule, pauses=())
    found = []
    for pause in sorted(schedule.pauses, key=lambda p: p.start):
        first = next_due(whole, max(now, pause.start) - _INSTANT)
        if first < pause.end < FOREVER:
            found.append((first, _last_before(whole, pause.end, first)))
    return found


def _last_before(schedule: Schedule, end: datetime, found: datetime) -> datetime:
    """Return the last digest before `end`, which is `found` or later."""
    due = next_due(schedule, max(found - _INSTANT, end - RHYTHM))
    while due < end:
        found, due = due, next_due(schedule, due)
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
