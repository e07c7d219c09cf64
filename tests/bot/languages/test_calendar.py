"""Days and ages in each language."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot.languages import calendar
from bot.languages.speaking import speaking

MONDAY = datetime(2026, 11, 30, 8, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "weekday_day"),
    [
        ("en", "30 November 2026", "Monday 30 November"),
        ("sr", "30. novembra 2026.", "ponedeljak, 30. novembar"),
        ("uk", "30 листопада 2026\u202fр.", "понеділок, 30 листопада"),
        ("de", "30. November 2026", "Montag, 30. November"),
    ],
)
def test_a_day_is_written_as_each_language_does(language: str, day: str, weekday_day: str) -> None:
    with speaking(language):
        assert (calendar.day(MONDAY), calendar.weekday_day(MONDAY)) == (day, weekday_day)
        assert calendar.clock(MONDAY) == "08:05"


@pytest.mark.parametrize(
    ("days", "age"),
    [(-1, ""), (0, "today"), (1, "yesterday"), (13, "13 days ago"), (14, "2 weeks ago"), (59, "8 weeks ago"),
     (60, "2 months ago"), (729, "24 months ago"), (730, "2 years ago")],
)  # fmt: skip
def test_an_age_counts_days_weeks_months_or_years(days: int, age: str) -> None:
    assert calendar.age(MONDAY - timedelta(days=days), MONDAY) == age


@pytest.mark.parametrize(
    ("passed", "said"),
    [(timedelta(seconds=59), "just now"), (timedelta(minutes=1), "1 minute ago"), (timedelta(hours=5), "5 hours ago"),
     (timedelta(hours=47), "1 day ago"), (timedelta(seconds=-9), "just now")],
)  # fmt: skip
def test_what_is_recent_is_told_in_its_largest_whole_unit(passed: timedelta, said: str) -> None:
    assert calendar.ago(MONDAY - passed, MONDAY) == said


def test_a_range_needs_a_bound() -> None:
    sunday = MONDAY - timedelta(days=1)
    assert calendar.day_range(sunday, MONDAY) == "from 29 November 2026 to 30 November 2026"
    assert calendar.day_range(MONDAY, MONDAY) == "on 30 November 2026"
    assert calendar.day_range(None, MONDAY) == "up to 30 November 2026"
    assert calendar.day_range(MONDAY, None) == "since 30 November 2026"
    with pytest.raises(ValueError, match="bound"):
        calendar.day_range(None, None)


def test_english_does_without_babel() -> None:
    script = (
        "import sys; from datetime import datetime; from bot.languages.calendar import day, age, weekday_day;"
        "from bot.languages.speaking import number, tr; now = datetime.now();"
        "day(now), weekday_day(now), age(now, now), number(5000), tr('Erase it');"
        "sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
