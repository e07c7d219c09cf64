"""What was printed is counted by the reader's own days, or by weeks if it is spread over more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.languages.speaking import speaking
from bot.views.pictures.timeline import DAYS, WEEKS, short_day, timeline
from bot.views.pictures.trends import Trend, trend_caption, trend_chart
from bot.views.rich_text import utf16_length

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_moment_belongs_to_the_day_that_it_was_where_the_reader_is() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert timeline([(late, 1)], NOW).bars[-2][1] == 1
    assert timeline([(late, 1)], NOW.astimezone(ZoneInfo("Europe/Belgrade"))).bars[-1][1] == 1


def test_older_news_makes_weeks_that_end_today() -> None:
    spread = timeline([(NOW, 2), (NOW - timedelta(days=20), 3)], NOW)
    assert (spread.step, len(spread.bars), spread.total) == (7, WEEKS, 5)
    assert spread.bars[-1] == (NOW.date() - timedelta(days=6), 2)


@given(st.lists(st.tuples(st.none() | st.integers(0, 200), st.integers(0, 9))))
def test_every_statement_is_in_a_bar_older_or_undated(said: list[tuple[int | None, int]]) -> None:
    moments = [(None if ago is None else NOW - timedelta(days=ago), count) for ago, count in said]
    found = timeline(moments, NOW)
    assert found.total + found.older + found.undated == sum(count for _, count in said)
    assert len(found.bars) == (DAYS if found.step == 1 else WEEKS)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=300), st.integers(1, 10**6)), max_size=5), st.text(min_size=1))
def test_a_caption_fits_under_a_picture(speakers: list[tuple[str, int]], subject: str) -> None:
    full = timeline([(NOW - timedelta(days=n), 10**6) for n in range(80)], NOW)
    caption = trend_caption(Trend(subject, False, full, 1, tuple(speakers)))
    assert utf16_length(caption.plain) <= 1024


def test_without_days_or_speakers_there_is_no_picture() -> None:
    assert trend_chart(Trend("x", False, timeline([(None, 3)], NOW), 3, (("Ada", 3),))) is None


def test_days_are_written_in_the_readers_language() -> None:
    with speaking("de"):
        assert short_day(NOW.date()) == "24. Nov."
    assert short_day(NOW.date()) == "24 Nov"
