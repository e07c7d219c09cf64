"""Time expressions mean whole days, counted from now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.questions.time_expressions import read_when

# A Tuesday.
NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "first", "end"),
    [
        ("today", "2026-11-24", "2026-11-25"),
        ("yesterday", "2026-11-23", "2026-11-24"),
        ("this morning", "2026-11-24", "2026-11-25"),
        ("last night", "2026-11-23", "2026-11-24"),
        ("over the weekend", "2026-11-21", "2026-11-23"),
        ("last weekend", "2026-11-21", "2026-11-23"),
        ("since the weekend", "2026-11-21", None),
        ("3 days ago", "2026-11-21", "2026-11-22"),
        ("two days ago", "2026-11-22", "2026-11-23"),
        ("a week ago", "2026-11-14", "2026-11-21"),
        ("3 months ago", "2026-08-11", "2026-09-11"),
        ("two years ago", "2024-05-25", "2025-05-27"),
        ("today's", "2026-11-24", "2026-11-25"),
        ("last week's", "2026-11-16", "2026-11-23"),
        ("between Monday and Friday", "2026-11-16", "2026-11-21"),
        ("from November to February", "2025-11-01", "2026-03-01"),
        ("the last three days", "2026-11-21", "2026-11-25"),
        ("in the past two weeks", "2026-11-10", "2026-11-25"),
        ("on Monday", "2026-11-23", "2026-11-24"),
        ("Monday", "2026-11-23", "2026-11-24"),
        ("on Tuesday", "2026-11-24", "2026-11-25"),
        ("last Tuesday", "2026-11-17", "2026-11-18"),
        ("on Wednesday", "2026-11-18", "2026-11-19"),
        ("this week", "2026-11-23", "2026-11-30"),
        ("last week", "2026-11-16", "2026-11-23"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("in the last 3 days", "2026-11-21", "2026-11-25"),
        ("over the past week", "2026-11-17", "2026-11-25"),
        ("in June", "2026-06-01", "2026-07-01"),
        ("in December", "2025-12-01", "2026-01-01"),
        ("in November", "2026-11-01", "2026-12-01"),
        ("last November", "2025-11-01", "2025-12-01"),
        ("in may", "2026-05-01", "2026-06-01"),
        ("in Sept. 2020", "2020-09-01", "2020-10-01"),
        ("in 2016", "2016-01-01", "2017-01-01"),
        ("on 5 March", "2026-03-05", "2026-03-06"),
        ("on December 24th", "2025-12-24", "2025-12-25"),
        ("on March 5, 2020", "2020-03-05", "2020-03-06"),
        ("on 5th of March 2020", "2020-03-05", "2020-03-06"),
        ("on 2026-03-05", "2026-03-05", "2026-03-06"),
        ("since Monday", "2026-11-23", None),
        ("since June", "2026-06-01", None),
        ("after 2019", "2020-01-01", None),
        ("before 5 March", None, "2026-03-05"),
        ("until last week", None, "2026-11-23"),
        ("between June and August", "2026-06-01", "2026-09-01"),
        ("from 5 March 2019 to 2020", "2019-03-05", "2021-01-01"),
    ],
)
def test_a_time_expression_is_a_period_of_days(words: str, first: str | None, end: str | None) -> None:
    period = read_when(words, NOW)
    assert period is not None
    assert period.words == words
    assert [None if m is None else f"{m:%Y-%m-%d %H:%M}" for m in (period.start, period.end)] == [
        None if day is None else f"{day} 00:00" for day in (first, end)
    ]


@pytest.mark.parametrize(
    "words", ["", "on 31 June", "on June", "Kosovo", "in Kosovo", "since Kosovo", "on the 5th", "today or not", "in 20",
              "between July 2026 and June 2026", "on 2026-02-30"]
)  # fmt: skip
def test_other_words_and_impossible_days_are_not_a_time(words: str) -> None:
    assert read_when(words, NOW) is None


def test_days_begin_at_midnight_in_the_zone_of_now() -> None:
    belgrade = timezone(timedelta(hours=1))
    period = read_when("yesterday", datetime(2026, 11, 24, 0, 30, tzinfo=belgrade))
    assert period is not None
    assert period.holds(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    assert not period.holds(datetime(2026, 11, 22, 22, 59, tzinfo=UTC))
    assert not period.holds(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))


@given(
    st.sampled_from(["in {m}", "on {d} {m}", "last {m}", "since {m}", "on {w}", "last {w}", "{d} days ago"]),
    st.sampled_from("January February March April May June July August September October November December".split()),
    st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
    st.integers(1, 28),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_date_without_a_year_has_begun(form: str, m: str, w: str, d: int, now: datetime) -> None:
    period = read_when(form.format(m=m, w=w, d=d), now)
    assert period is not None
    assert period.start is not None
    assert period.start <= now
    assert now - period.start < timedelta(days=2 * 366)
