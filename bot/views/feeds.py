"""Render feeds and what became of their polls, for editors and operators.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.feeds.poller import Polled
from bot.intake.base.refusal import Refused
from bot.views.counting import counted
from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import day, done_by, shortened
from storage.ports.feeds import RECENT_PERIOD, Feed, RecentPolls

NO_FEEDS = "No feeds are followed yet."
# Refusals shown after a poll; the others are counted.
MAX_REFUSALS_SHOWN = 3
# (length, name), the longest first.
_UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def feed_blocks(feeds: Sequence[Feed], recent: Mapping[int, RecentPolls], now: datetime, add: str) -> list[Text]:
    """Return each feed as a block: number, title, address, state; `add` is the command that follows a feed."""
    if not feeds:
        return [Text(f"{NO_FEEDS} Follow one: ") + code(add)]
    return [_block(feed, recent.get(feed.id, RecentPolls()), now) for feed in feeds]


def _block(feed: Feed, recent: RecentPolls, now: datetime) -> Text:
    first = bold(f"#{feed.id}") + (f" {shortened(feed.title)}" if feed.title else "")
    lines: list[Text | str] = [first, code(shortened(feed.url)), health(feed, recent, now)]
    if recent.refused:
        entries = counted(recent.refused, "entry", "entries")
        latest = f"{shortened(recent.where or 'an entry')} {shortened(recent.why or '')}"
        lines.append(f"{entries} refused in {RECENT_PERIOD.days} days, the latest: {latest}")
    return join(lines, "\n")


def health(feed: Feed, recent: RecentPolls, now: datetime) -> str:
    """Return on one line whether a feed is polled, when it last was, what was new, and what went wrong last."""
    polls = feed.polls
    parts = [f"polled {ago(polls.polled, now)}" if polls.polled else "not polled yet"]
    if feed.pause is not None:
        why = f" ({shortened(feed.pause.why)})" if feed.pause.why else ""
        parts.insert(0, f"paused on {day(feed.pause.at)} {done_by(feed.pause.by)}{why}")
    parts.append(f"{recent.new} new in {RECENT_PERIOD.days} days")
    if polls.failing_since is not None:
        failed = f"failed {counted(polls.failures, 'time')}, first {ago(polls.failing_since, now)}"
        parts.append(f"{failed}: it {shortened(polls.error or '')}")
    elif polls.error is not None and polls.error_at is not None and now - polls.error_at < RECENT_PERIOD:
        parts.append(f"last error {ago(polls.error_at, now)}: it {shortened(polls.error)}")
    return " · ".join(parts)


def ago(moment: datetime, now: datetime) -> str:
    """Return how long before `now` a moment was, in its largest whole unit."""
    for length, unit in _UNITS:
        if (count := (now - moment) // length) >= 1:
            return f"{counted(count, unit)} ago"
    return "just now"


def polled_text(polled: Polled) -> Text:
    """Return what came of a poll, for whoever asked for it."""
    if polled.failed is not None:
        return Text(f"I couldn't read the feed: it {polled.failed}. I'll keep trying.")
    return join([f"Stored {counted(polled.new, 'article')} from it.", *_refusals(polled.refused)], "\n")


def imported_text(added: int, known: int, refused: Sequence[Refused]) -> Text:
    """Return what became of a list of feeds."""
    return join([f"{counted(added, 'feed')} added, {known:,} already followed.", *_refusals(refused)], "\n")


def _refusals(refused: Sequence[Refused]) -> list[str]:
    lines = [f"Refused: {shortened(one.where)} {one.reason}" for one in refused[:MAX_REFUSALS_SHOWN]]
    more = len(refused) - MAX_REFUSALS_SHOWN
    return [*lines, *([f"Refused: {more:,} more"] if more > 0 else [])]


def paused_text(content: Mapping[str, Any]) -> Text:
    """Return a message to an editor about a feed that the bot has stopped polling; `content` is the delivery's."""
    title = f"{shortened(content['title'])} " if content["title"] else ""
    return (
        bold("Feed paused: ")
        + title
        + code(shortened(content["url"]))
        + f"\nI've stopped checking it: {content['why']}.\n"
        + code(f"/feeds resume {content['feed']}")
        + " tries again, "
        + code(f"/feeds remove {content['feed']}")
        + " removes it."
    )
