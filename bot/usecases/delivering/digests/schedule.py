"""Say when a digest is due.  Pure: the clock is an argument."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.places.zones import zone_of
from storage.ports.subscriptions import FOREVER, Schedule, Subscription

ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


def next_due(schedule: Schedule, after: datetime) -> datetime:
    """Return the first planned moment after `after`, aware UTC; FOREVER if a pause has no end.

    Each of a day's times comes once on that day.  If clocks are put forward over it, it comes as much later as an
    unchanged clock would show it, or, where that is the next day, as much earlier; if the day has the time twice, at
    the first of the two.
    """
    there = zone_of(schedule.time_zone)
    while True:
        day = after.astimezone(there).date() - ONE_DAY
        while not (later := [m for m in _planned_on(day, schedule, there) if m > after]):
            day += ONE_DAY
        due = later[0]
        ends = [pause.end for pause in schedule.pauses if pause.start <= due < pause.end]
        if not ends:
            return due
        if max(ends) >= FOREVER:
            return FOREVER
        after = max(ends) - _INSTANT


def _planned_on(day: date, schedule: Schedule, there: tzinfo) -> list[datetime]:
    """Return the moments of a local day without pauses, in order; two that clocks put together are one."""
    if str(day.isoweekday()) not in schedule.days:
        return []
    found = set()
    for minute in schedule.minutes:
        # In a gap, fold 0 is after it and fold 1 before it.
        for fold in (0, 1):
            moment = datetime.combine(day, time(minute // 60, minute % 60, fold=fold), there).astimezone(UTC)
            if moment.astimezone(there).date() == day:
                found.add(moment)
                break
    return sorted(found)


def start_of(day: date, zone: str) -> datetime:
    """Return the first moment of a local day, aware UTC."""
    return datetime.combine(day, time(), zone_of(zone)).astimezone(UTC)


def planned(subscription: Subscription, schedule: Schedule, now: datetime) -> Subscription:
    """Return the subscription with another schedule, which takes effect at once; pauses that are over are dropped."""
    current = replace(schedule, pauses=tuple(p for p in schedule.pauses if p.end > now))
    return replace(subscription, schedule=current, due=next_due(current, now))


def after_digest(subscription: Subscription, newest: datetime | None, now: datetime) -> Subscription:
    """Return the subscription after a digest at `now` that held articles up to `newest`.

    One digest makes up for all that were missed.
    """
    return planned(replace(subscription, since=newest or subscription.since), subscription.schedule, now)


def corrected(subscription: Subscription, now: datetime) -> Subscription:
    """Bring forward a digest that a clock, ahead until it was put back, has left for a date too late.

    A clock put back by up to a day does so just after a digest, which is not to come twice.
    """
    if next_due(subscription.schedule, now + ONE_DAY) >= subscription.due:
        return subscription
    return replace(planned(subscription, subscription.schedule, now), since=min(subscription.since, now))
