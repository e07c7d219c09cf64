"""Periods of time, and the day of a printed date in the reader's time zone.  Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo


def require_aware(moment: datetime | None, what: str) -> None:
    if moment is not None and moment.utcoffset() is None:
        raise ValueError(f"{what} {moment.isoformat()} has no time zone")


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a question names by `words`: `start` inclusive, `end` exclusive, None if open."""

    words: str
    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(self.start, "start")
        require_aware(self.end, "end")

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment falls into the period; a printed day counts in the reader's time zone."""
        bound = self.start or self.end
        there = moment if bound is None else in_zone(moment, bound.tzinfo)
        return (self.start is None or self.start <= there) and (self.end is None or there < self.end)


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment as the clocks of a zone show it.

    A day printed without an hour is stored as midnight UTC.  It is that day in every zone, not the evening before.
    """
    if moment.utcoffset() == UTC.utcoffset(None) and moment.time() == time():
        return moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(zone)
    except OverflowError:
        # The first or last day that datetime knows has no evening before, or no morning after.
        return moment.replace(tzinfo=zone)
