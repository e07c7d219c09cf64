"""How feeds are, for editors in words and for programs in lines.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.feeds.poller import Polled
from bot.intake.base.refusal import Refused
from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import day, shortened
from storage.ports.feeds import RECENT_PERIOD, Feed, RecentPolls

NONE = "No feed is followed yet."
# Refusals told one by one after a poll; more are counted.
TOLD = 3
# (how long, its name), the longest first.
_UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def feed_blocks(feeds: Sequence[Feed], lately: Mapping[int, RecentPolls], now: datetime, add: str) -> list[Text]:
    """Each feed as a block: its number and title, where it is, and how it is; `add` is the command that follows one."""
    if not feeds:
        return [Text(f"{NONE} ") + code(add) + " follows one."]
    return [_block(feed, lately.get(feed.id, RecentPolls()), now) for feed in feeds]


def _block(feed: Feed, lately: RecentPolls, now: datetime) -> Text:
    first = bold(f"#{feed.id}") + (f" {shortened(feed.title)}" if feed.title else "")
    lines: list[Text | str] = [first, code(shortened(feed.url)), health(feed, lately, now)]
    if lately.refused:
        days = RECENT_PERIOD.days
        last = f"{shortened(lately.where or 'an entry')} {shortened(lately.why or '')}"
        lines.append(f"{_counted(lately.refused, 'entry', 'entries')} refused in {days} days, the last: {last}")
    return join(lines, "\n")


def health(feed: Feed, lately: RecentPolls, now: datetime) -> str:
    """On one line: whether it is polled, when it was, what came of it, and what went wrong last."""
    polls = feed.polls
    told = [f"polled {ago(polls.polled, now)}" if polls.polled else "not polled yet"]
    if feed.pause is not None:
        why = f" ({shortened(feed.pause.why)})" if feed.pause.why else ""
        told.insert(0, f"paused on {day(feed.pause.at)} by {feed.pause.by}{why}")
    told.append(f"{lately.new} new in {RECENT_PERIOD.days} days")
    if polls.failing_since is not None:
        since = ago(polls.failing_since, now)
        times = _counted(polls.failures, "time", "times")
        told.append(f"failing since {since} ({times}): it {shortened(polls.error or '')}")
    elif polls.error is not None and polls.error_at is not None and now - polls.error_at < RECENT_PERIOD:
        told.append(f"last error {ago(polls.error_at, now)}: it {shortened(polls.error)}")
    return " · ".join(told)


def ago(moment: datetime, now: datetime) -> str:
    """How long before `now`, in its largest whole unit."""
    for length, unit in _UNITS:
        if (count := (now - moment) // length) >= 1:
            return f"{_counted(count, unit, f'{unit}s')} ago"
    return "just now"


def polled_text(polled: Polled) -> Text:
    """What a poll came to, for who asked for it."""
    if polled.failed is not None:
        return Text(f"It could not be read: it {polled.failed}. I go on trying.")
    told = [f"Stored from it: {_counted(polled.new, 'article', 'articles')}."]
    told += [f"Refused: {_refusal(one)}" for one in polled.refused[:TOLD]]
    told += [f"Refused beside these: {len(polled.refused) - TOLD}."] if len(polled.refused) > TOLD else []
    return Text("\n".join(told))


def imported_text(entries: int, known: int, refused: Sequence[Refused]) -> Text:
    """What became of a list of feeds."""
    told = [f"Followed now: {_counted(entries, 'feed', 'feeds')}; followed before: {known:,}."]
    told += [f"Refused: {_refusal(one)}" for one in refused[:TOLD]]
    told += [f"Refused beside these: {len(refused) - TOLD}."] if len(refused) > TOLD else []
    return Text("\n".join(told))


def _refusal(one: Refused) -> str:
    return f"{shortened(one.where)} {one.reason}"


def over_text(content: Mapping[str, Any]) -> Text:
    """One message of the outbox to an editor, about a feed that is polled no more."""
    title = f"{shortened(content['title'])} " if content["title"] else ""
    return (
        bold("Feed paused: ")
        + title
        + code(shortened(content["url"]))
        + f"\nIt is not looked at any more: {content['why']}.\n"
        + code(f"/feeds resume {content['feed']}")
        + " tries again, "
        + code(f"/feeds remove {content['feed']}")
        + " takes it out."
    )


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
