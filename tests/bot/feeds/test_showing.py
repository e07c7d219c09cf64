"""How the state of feeds is shown to editors: on one line, in whole units, with the last error."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.poller import Polled
from bot.intake.base.refusal import Refused
from bot.languages.calendar import ago
from bot.views.feeds import feed_blocks, health, paused_text, polled_text
from storage.ports.feeds import Feed, FeedPause, PollState, RecentPolls

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FEED = Feed(
    id=3, url="https://a.example/feed", title="Harbour Times", added=NOW, added_by="E", polls=PollState(due=NOW)
)


def polled(**state: object) -> Feed:
    return replace(FEED, polls=replace(FEED.polls, polled=NOW - timedelta(minutes=3), **state))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (FEED, "not polled yet · 12 new in 7 days"),
        (polled(), "polled 3 minutes ago · 12 new in 7 days"),
        (
            polled(error="cannot be had", error_at=NOW - timedelta(hours=5)),
            "polled 3 minutes ago · 12 new in 7 days · last error 5 hours ago: it cannot be had",
        ),
        (polled(error="cannot be had", error_at=NOW - timedelta(days=8)), "polled 3 minutes ago · 12 new in 7 days"),
        (
            polled(error="cannot be had", error_at=NOW, failures=1, failing_since=NOW - timedelta(days=1)),
            "polled 3 minutes ago · 12 new in 7 days · failed 1 time, first 1 day ago: it cannot be had",
        ),
        (
            replace(FEED, pause=FeedPause(NOW, "Edith", "rumours")),
            "paused on 24 November 2026 by Edith (rumours) · not polled yet · 12 new in 7 days",
        ),
    ],
)
def test_the_state_of_a_feed_fits_one_line(feed: Feed, said: str) -> None:
    assert health(feed, RecentPolls(12), NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7199, "1 hour ago"),
        (86400 * 40, "40 days ago"),
        (-9, "just now"),
    ],
)
def test_an_age_is_shown_in_its_largest_whole_unit(seconds: int, said: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_a_list_of_feeds_shows_refusals_and_says_if_it_is_empty() -> None:
    (block,) = feed_blocks([FEED], {3: RecentPolls(1, 2, "https://a.example/1", "is behind a paywall")}, NOW, "")
    assert block.plain.splitlines() == [
        "#3 Harbour Times", "https://a.example/feed", "not polled yet · 1 new in 7 days",
        "2 entries refused in 7 days, the latest: https://a.example/1 is behind a paywall",
    ]  # fmt: skip
    (block,) = feed_blocks([], {}, NOW, "/feeds add LINK")
    assert block.plain == "No feeds are followed yet. Follow one: /feeds add LINK"


def test_the_result_of_a_poll_shows_the_first_refusals() -> None:
    refused = tuple(Refused(f"https://a.example/{n}", "is empty") for n in range(5))
    assert polled_text(Polled(FEED, 1, refused)).plain.splitlines() == [
        "Stored 1 article from it.", *(f"Refused: https://a.example/{n} is empty" for n in range(3)),
        "Refused: 2 more",
    ]  # fmt: skip
    failed = polled_text(Polled(FEED, failed="cannot be had (status 500)")).plain
    assert failed == "I couldn't read the feed: it cannot be had (status 500). I'll keep trying."


def test_the_report_of_a_dead_feed_names_it_and_says_what_to_do() -> None:
    report = paused_text({"feed": 3, "title": None, "url": FEED.url, "why": "it is gone"})
    assert report.plain.startswith("Feed paused: https://a.example/feed\nI've stopped checking it: it is gone.\n")
