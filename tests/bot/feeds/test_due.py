"""When a feed is polled next, and when it is given up: decided by pure functions, without a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import (
    JITTER,
    MAX_BACKOFF,
    MAX_HINT,
    MAX_RETRY_AFTER,
    MIN_DEAD_FAILURES,
    MIN_DEAD_TIME,
    PollFailed,
    PollOutcome,
    PollRead,
    PollUnchanged,
    after,
    hint_in,
)
from storage.ports.feeds import Feed, PollState

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
EVERY = timedelta(minutes=15)
FEED = Feed(id=1, url="https://a.example/feed", title=None, added=NOW, added_by="Edith", polls=PollState(due=NOW))

chances = st.floats(0, 1, exclude_max=True)
hints = st.none() | st.integers(0, 10**9)
outcomes: st.SearchStrategy[PollOutcome] = st.one_of(
    st.builds(PollUnchanged, hints),
    st.builds(PollRead, digest=st.just("d"), hint=hints, new=st.integers(0, 3), whole=st.booleans()),
    st.builds(
        PollFailed, st.just("cannot be had"), st.sampled_from([None, 404, 429, 500]), st.none() | st.floats(-5, 1e9)
    ),
)


def wait(feed: Feed) -> timedelta:
    return feed.polls.due - NOW


@given(outcomes, chances, st.integers(0, 10_000), st.timedeltas(timedelta(minutes=1), timedelta(days=7)))
def test_the_pause_between_polls_has_a_lower_and_an_upper_limit(
    outcome: PollOutcome, chance: float, failures: int, every: timedelta
) -> None:
    feed = replace(FEED, polls=replace(FEED.polls, failures=failures, failing_since=NOW if failures else None))
    waits = wait(after(feed, outcome, NOW, every, lambda: chance).feed)
    assert min(every, MAX_BACKOFF) <= waits <= max(every, MAX_RETRY_AFTER) * (1 + JITTER)


@given(st.floats(0, MAX_RETRY_AFTER.total_seconds()), chances)
def test_a_server_that_asks_for_a_pause_gets_it(seconds: float, chance: float) -> None:
    assert (
        wait(after(FEED, PollFailed("x", 503, seconds), NOW, EVERY, lambda: chance).feed).total_seconds()
        >= seconds - 1e-3
    )


def test_each_failure_doubles_the_pause_up_to_a_day_and_a_success_resets_it() -> None:
    feed, waits = FEED, []
    for _ in range(9):
        feed = after(feed, PollFailed("x"), NOW, EVERY, lambda: 0.0).feed
        waits.append(wait(feed))
    assert waits[:3] == [2 * EVERY, 4 * EVERY, 8 * EVERY]
    assert waits[-1] == MAX_BACKOFF
    assert (feed.polls.failures, feed.polls.failing_since, feed.polls.error) == (9, NOW, "x")
    well = after(feed, PollUnchanged(), NOW, EVERY, lambda: 0.0).feed
    assert (wait(well), well.polls.failures, well.polls.failing_since) == (EVERY, 0, None)
    # The last error is still shown.
    assert well.polls.error == "x"


@pytest.mark.parametrize(
    ("hint", "expected"), [(None, EVERY), (60, EVERY), (3600, timedelta(hours=1)), (10**8, MAX_HINT)]
)
def test_a_feed_may_ask_to_be_polled_less_often_up_to_a_limit(hint: int | None, expected: timedelta) -> None:
    assert wait(after(FEED, PollUnchanged(hint), NOW, EVERY, lambda: 0.0).feed) == expected
    read = after(FEED, PollRead(digest="d", hint=hint), NOW, EVERY, lambda: 0.0).feed
    assert wait(read) == expected
    # Its last wish holds until it sends something new.
    assert wait(after(read, PollUnchanged(), NOW, EVERY, lambda: 0.0).feed) == expected


@given(chances, chances)
def test_feeds_that_were_added_together_spread_out(one: float, other: float) -> None:
    waits = [wait(after(FEED, PollUnchanged(), NOW, EVERY, iter([chance]).__next__).feed) for chance in (one, other)]
    assert (waits[0] < waits[1]) == (EVERY * (1 + JITTER * one) < EVERY * (1 + JITTER * other))


def test_leftover_entries_make_the_next_request_unconditional() -> None:
    read = PollRead(digest="d", etag="e", last_modified="l", whole=False)
    polls = after(FEED, read, NOW, EVERY, lambda: 0.0).feed.polls
    assert (polls.digest, polls.etag, polls.last_modified) == (None, None, None)
    polls = after(FEED, replace(read, whole=True), NOW, EVERY, lambda: 0.0).feed.polls
    assert (polls.digest, polls.etag, polls.last_modified) == ("d", "e", "l")


def test_a_new_address_and_title_are_stored_but_an_editors_title_stays() -> None:
    read = PollRead(digest="d", moved="https://b.example/feed", title="Harbour Times")
    assert after(FEED, read, NOW, EVERY, lambda: 0.0).feed.url == "https://b.example/feed"
    assert after(FEED, read, NOW, EVERY, lambda: 0.0).feed.title == "Harbour Times"
    assert after(replace(FEED, title="Ours"), read, NOW, EVERY, lambda: 0.0).feed.title == "Ours"
    assert after(FEED, PollUnchanged(None, "https://b.example/feed"), NOW, EVERY, lambda: 0.0).feed.url.startswith(
        "https://b"
    )


def test_a_feed_is_over_at_once_if_gone_and_after_repeated_failures_over_days() -> None:
    assert after(FEED, PollFailed("x", 410), NOW, EVERY, lambda: 0.0).over == "its server says that it is gone for good"
    assert after(FEED, PollFailed("x", 404), NOW, EVERY, lambda: 0.0).over is None

    def over(failures: int, since: timedelta) -> bool:
        polls = replace(FEED.polls, failures=failures, failing_since=NOW - since)
        return after(replace(FEED, polls=polls), PollFailed("is not there"), NOW, EVERY, lambda: 0.0).over is not None

    assert over(MIN_DEAD_FAILURES - 1, MIN_DEAD_TIME)
    assert not over(MIN_DEAD_FAILURES - 2, MIN_DEAD_TIME)
    assert not over(MIN_DEAD_FAILURES + 90, MIN_DEAD_TIME - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("control", "seconds"),
    [
        ("max-age=300", 300), ("public, MAX-AGE = 60", 60), ('max-age="60"', 60), ("no-cache, max-age=60", None),
        ("s-maxage=60", None), ("max-age=-1", None), ("max-age=99999999999", 999999999), ("", None),
    ],
)  # fmt: skip
def test_the_lifetime_of_a_response_is_read_from_its_header(control: str, seconds: int | None) -> None:
    assert hint_in({"cache-control": control}) == seconds
