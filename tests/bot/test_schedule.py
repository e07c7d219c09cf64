"""When a digest is due, also on days when clocks are put forward or back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.calendar import clock_time
from bot.usecases.delivering.digests.holding import Day, Hold, held, skipped
from bot.usecases.delivering.digests.schedule import next_due
from bot.usecases.delivering.digests.subscribing import Change, changed
from storage.ports.subscriptions import FOREVER, Schedule, Subscription


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("minute", "zone", "after", "due"),
    [
        # An ordinary day, ahead of and behind UTC.
        ("08:00", "Europe/Belgrade", "2026-11-24 06:59:59", "2026-11-24 07:00"),
        ("08:00", "Europe/Belgrade", "2026-11-24 07:00", "2026-11-25 07:00"),
        ("08:00", "America/New_York", "2026-11-24 12:59", "2026-11-24 13:00"),
        ("22:00", "America/New_York", "2026-11-24 12:59", "2026-11-25 03:00"),
        # Zones where it is already tomorrow, or still yesterday.
        ("00:30", "Pacific/Kiritimati", "2026-11-24 10:29", "2026-11-24 10:30"),
        ("23:30", "Pacific/Kiritimati", "2026-11-24 09:31", "2026-11-25 09:30"),
        ("00:30", "Pacific/Pago_Pago", "2026-11-24 11:29", "2026-11-24 11:30"),
        ("23:30", "Pacific/Pago_Pago", "2026-11-24 10:31", "2026-11-25 10:30"),
        ("08:15", "Asia/Kathmandu", "2026-11-24 00:00", "2026-11-24 02:30"),
        # Belgrade puts its clocks forward at 01:00 UTC of 29 March 2026, and back at 01:00 UTC of 25 October.
        ("08:00", "Europe/Belgrade", "2026-03-28 07:00", "2026-03-29 06:00"),
        ("08:00", "Europe/Belgrade", "2026-10-24 06:00", "2026-10-25 07:00"),
        ("02:30", "Europe/Belgrade", "2026-03-28 01:30", "2026-03-29 01:30"),
        ("02:30", "Europe/Belgrade", "2026-03-29 01:30", "2026-03-30 00:30"),
        ("02:30", "Europe/Belgrade", "2026-10-24 00:30", "2026-10-25 00:30"),
        ("02:30", "Europe/Belgrade", "2026-10-25 00:30", "2026-10-26 01:30"),
        ("02:30", "Europe/Belgrade", "2026-10-25 01:00", "2026-10-26 01:30"),
        # New York at 07:00 UTC of 8 March, and at 06:00 UTC of 1 November.
        ("08:00", "America/New_York", "2026-03-07 13:00", "2026-03-08 12:00"),
        ("08:00", "America/New_York", "2026-10-31 12:00", "2026-11-01 13:00"),
        ("02:30", "America/New_York", "2026-03-08 06:00", "2026-03-08 07:30"),
        ("01:30", "America/New_York", "2026-11-01 05:00", "2026-11-01 05:30"),
        ("01:30", "America/New_York", "2026-11-01 05:30", "2026-11-02 06:30"),
        # Nuuk skips the last hour of 28 March: an hour earlier, it is that day still.
        ("23:30", "America/Nuuk", "2026-03-28 01:30", "2026-03-29 00:30"),
        ("23:30", "America/Nuuk", "2026-03-29 00:30", "2026-03-30 00:30"),
    ],
)
def test_a_digest_is_due_when_that_clock_shows_the_minute(minute: str, zone: str, after: str, due: str) -> None:
    hours, minutes = map(int, minute.split(":"))
    assert next_due(Schedule((60 * hours + minutes,), zone), at(after)) == at(due)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware
minutes = st.integers(0, 1439)
# Research stations put their clocks back by two or three hours at once.
ZONES = sorted(zone for zone in available_timezones() if not zone.startswith("Antarctica/"))
# A year in each of these: a clock that goes by an hour, by half of one, at midnight, at other times of the year, never.
YEARS = ["Europe/Belgrade", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Asia/Tokyo"]


@given(minutes, st.sampled_from(ZONES), moments)
def test_a_digest_is_due_within_a_day_and_its_hour(minute: int, zone: str, after: datetime) -> None:
    due = next_due(Schedule((minute,), zone), after)
    assert timedelta(0) < due - after <= timedelta(hours=25)
    assert due.utcoffset() == timedelta(0)


@given(minutes, st.sampled_from(ZONES), moments)
def test_the_clock_there_shows_the_minute_unless_it_skips_it(minute: int, zone: str, after: datetime) -> None:
    due = next_due(Schedule((minute,), zone), after).astimezone(ZoneInfo(zone))
    shown = 60 * due.hour + due.minute
    before = (due - timedelta(days=1)).utcoffset()
    assert shown == minute or due.utcoffset() != before
    assert due.fold == 0


@given(minutes, st.sampled_from(YEARS), moments)
def test_a_year_of_digests_is_one_for_each_day(minute: int, zone: str, after: datetime) -> None:
    due, days = after, []
    for _ in range(366):
        due = next_due(Schedule((minute,), zone), due)
        days.append(due.astimezone(ZoneInfo(zone)).date())
    assert days == sorted(set(days))
    assert (days[-1] - days[0]).days == 365


@pytest.mark.parametrize(("minute", "written"), [(0, "00:00"), (485, "08:05"), (1439, "23:59")])
def test_a_minute_is_written_as_a_clock_shows_it(minute: int, written: str) -> None:
    assert clock_time(minute) == written


@pytest.mark.parametrize(
    ("days", "after", "due"),
    [
        # A Tuesday.
        ("12345", "2026-11-24 07:00", "2026-11-25 07:00"),
        ("67", "2026-11-24 07:00", "2026-11-28 07:00"),
        ("2", "2026-11-24 06:59", "2026-11-24 07:00"),
        ("2", "2026-11-24 07:00", "2026-12-01 07:00"),
    ],
)
def test_a_digest_comes_on_its_days(days: str, after: str, due: str) -> None:
    assert next_due(Schedule((480,), "Europe/Belgrade", days), at(after)) == at(due)


def test_the_day_is_that_of_the_readers_zone() -> None:
    # Monday 01:00 in Tokyo is Sunday in UTC.
    assert next_due(Schedule((60,), "Asia/Tokyo", "1"), at("2026-11-24 00:00")) == at("2026-11-29 16:00")


def test_a_fixed_offset_ignores_daylight_saving() -> None:
    assert next_due(Schedule((480,), "UTC+05:30"), at("2026-07-01 00:00")) == at("2026-07-01 02:30")
    assert next_due(Schedule((480,), "UTC-03:00"), at("2026-12-01 00:00")) == at("2026-12-01 11:00")


NOON = at("2026-11-24 12:00")
EIGHT_AND_SIX = Schedule((480, 1080), "Europe/Belgrade")


@pytest.mark.parametrize(
    ("hold", "due"),
    [
        (Hold(), FOREVER),
        (Hold(count=1), at("2026-11-25 07:00")),
        (Hold(count=3), at("2026-11-26 07:00")),
        (Hold(days=7), at("2026-12-01 17:00")),
        (Hold(first=Day(offset=0), days=1), at("2026-11-25 07:00")),
        (Hold(first=Day(offset=1), days=1), at("2026-11-24 17:00")),
        (Hold(until=Day(weekday=1)), at("2026-11-30 07:00")),
        (Hold(until=Day(weekday=2)), at("2026-12-01 07:00")),
        (Hold(until=Day(month=1, day=1)), at("2027-01-01 07:00")),
        (Hold(first=Day(offset=0), last=Day(weekday=5)), at("2026-11-28 07:00")),
        (Hold(until=Day(weeks=1)), at("2026-11-30 07:00")),
    ],
)
def test_what_is_skipped_or_paused_does_not_come(hold: Hold, due: datetime) -> None:
    schedule = held(EIGHT_AND_SIX, hold, NOON)
    assert schedule is not None
    assert next_due(schedule, NOON) == due


def test_skipping_twice_skips_two() -> None:
    once = held(EIGHT_AND_SIX, Hold(count=1), NOON)
    assert once is not None
    twice = held(once, Hold(count=1), NOON)
    assert twice is not None
    assert next_due(twice, NOON) == at("2026-11-25 17:00")
    assert skipped(twice, NOON) == [(at("2026-11-24 17:00"), at("2026-11-25 07:00"))]


def test_a_pause_with_an_end_replaces_one_without() -> None:
    paused = held(EIGHT_AND_SIX, Hold(), NOON)
    assert paused is not None
    assert next_due(paused, NOON) == FOREVER
    until = held(paused, Hold(until=Day(offset=2)), NOON)
    assert until is not None
    assert next_due(until, NOON).date() == (NOON + timedelta(days=2)).date()


def test_a_day_that_is_over_or_never_comes_is_not_skipped() -> None:
    assert held(EIGHT_AND_SIX, Hold(until=Day(month=11, day=1, year=2026)), NOON) is None
    assert held(EIGHT_AND_SIX, Hold(until=Day(month=2, day=30)), NOON) is None


def test_a_digest_of_before_the_change_is_not_due_any_more() -> None:
    before = Subscription(1, EIGHT_AND_SIX, since=NOON, due=at("2026-11-24 17:00"))
    after = changed(before, 1, Change(minutes=(1260,)), zone="UTC", now=NOON)
    assert after is not None
    assert after.due == at("2026-11-24 20:00")
