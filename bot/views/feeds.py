"""Render feeds and what became of their polls, for editors and operators.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.feeds.poller import Polled
from bot.intake.base.refusal import Refused
from bot.languages.calendar import ago, day
from bot.languages.errors import phrase
from bot.languages.speaking import marked, number, tr, trn
from bot.views.rich_text import Text, bold, code, join, rich
from bot.views.sources import shortened
from retrieval.domain.changes import OPERATOR
from storage.ports.feeds import RECENT_PERIOD, Feed, FeedPause, RecentPolls

# Refusals shown after a poll; the others are counted.
MAX_REFUSALS_SHOWN = 3


def feed_blocks(feeds: Sequence[Feed], recent: Mapping[int, RecentPolls], now: datetime, add: str) -> list[Text]:
    """Return each feed as a block: number, title, address, state; `add` is the command that follows a feed."""
    if not feeds:
        return [rich("No feeds are followed yet. Follow one: {command}", command=code(add))]
    return [_block(feed, recent.get(feed.id, RecentPolls()), now) for feed in feeds]


def _block(feed: Feed, recent: RecentPolls, now: datetime) -> Text:
    first = bold(f"#{feed.id}") + (f" {shortened(feed.title)}" if feed.title else "")
    lines: list[Text | str] = [first, code(shortened(feed.url)), health(feed, recent, now)]
    if recent.refused:
        entry = tr("an entry")
        latest = f"{shortened(recent.where or entry)} {shortened(phrase(recent.why or ''))}"
        lines.append(
            trn(
                "{count} entry refused in {days} days, the latest: {latest}",
                "{count} entries refused in {days} days, the latest: {latest}",
                recent.refused,
                days=RECENT_PERIOD.days,
                latest=latest,
            )
        )
    return join(lines, "\n")


def health(feed: Feed, recent: RecentPolls, now: datetime) -> str:
    """Return on one line whether a feed is polled, when it last was, what was new, and what went wrong last."""
    polls = feed.polls
    parts = [tr("polled {ago}", ago=ago(polls.polled, now)) if polls.polled else tr("not polled yet")]
    if feed.pause is not None:
        parts.insert(0, _pause(feed.pause))
    parts.append(tr("{count} new in {days} days", count=number(recent.new), days=RECENT_PERIOD.days))
    if polls.failing_since is not None:
        error = shortened(phrase(polls.error or ""))
        failed = trn(
            "failed {count} time, first {ago}: it {error}",
            "failed {count} times, first {ago}: it {error}",
            polls.failures,
            ago=ago(polls.failing_since, now),
            error=error,
        )
        parts.append(failed)
    elif polls.error is not None and polls.error_at is not None and now - polls.error_at < RECENT_PERIOD:
        error = shortened(phrase(polls.error))
        parts.append(tr("last error {ago}: it {error}", ago=ago(polls.error_at, now), error=error))
    return " · ".join(parts)


def _pause(pause: FeedPause) -> str:
    why = f" ({shortened(phrase(pause.why))})" if pause.why else ""
    if pause.by == OPERATOR.name:
        return tr("paused on {day} from the command line", day=day(pause.at)) + why
    return tr("paused on {day} by {name}", day=day(pause.at), name=pause.by) + why


def polled_text(polled: Polled) -> Text:
    """Return what came of a poll, for whoever asked for it."""
    if polled.failed is not None:
        return Text(tr("I couldn't read the feed: it {error}. I'll keep trying.", error=tr(polled.failed)))
    stored = trn("Stored {count} article from it.", "Stored {count} articles from it.", polled.new)
    return join([stored, *_refusals(polled.refused)], "\n")


def imported_text(added: int, known: int, refused: Sequence[Refused]) -> Text:
    """Return what became of a list of feeds."""
    counts = trn(
        "{count} feed added, {known} already followed.",
        "{count} feeds added, {known} already followed.",
        added,
        known=number(known),
    )
    return join([counts, *_refusals(refused)], "\n")


def _refusals(refused: Sequence[Refused]) -> list[str]:
    lines = [
        tr("Refused: {where} {reason}", where=shortened(one.where), reason=phrase(one.reason))
        for one in refused[:MAX_REFUSALS_SHOWN]
    ]
    more = len(refused) - MAX_REFUSALS_SHOWN
    return [*lines, *([tr("Refused: {count} more", count=number(more))] if more > 0 else [])]


def paused_text(content: Mapping[str, Any]) -> Text:
    """Return a message to an editor about a feed that the bot has stopped polling; `content` is the delivery's."""
    title = f"{shortened(content['title'])} " if content["title"] else ""
    heading = bold(tr("Feed paused:"))
    return rich(
        "{heading} {feed}\nI've stopped checking it: {why}.\n{resume} tries again, {remove} removes it.",
        heading=heading,
        feed=Text(title) + code(shortened(content["url"])),
        why=tr(content["why"]),
        resume=code(f"/feeds resume {content['feed']}"),
        remove=code(f"/feeds remove {content['feed']}"),
    )


def feed_found(found_on: str | None, change: Text) -> Text:
    """Return that a feed is followed now; `found_on` is the page that names it, if the link led to one."""
    return (Text(tr("Feed found on {page}.", page=found_on)) + "\n" if found_on else Text()) + change


def still_reading() -> Text:
    return rich("I'm still reading its articles; {command} shows how it is going.", command=code("/feeds"))


def not_stored_yet() -> Text:
    return Text(tr("I couldn't store its articles yet; I'll try again."))


USAGE = marked(
    "Write /feeds add LINK, /feeds pause N, /feeds resume N, /feeds remove N or /feeds export; N is the feed's number. "
    "To add many, send an OPML file with the caption /feeds import."
)
NO_FEEDS = marked("No feeds are followed yet.")
NOT_FOUND = marked("{error}; /feeds lists them all with their numbers")
TOO_LARGE = marked("That file is too large for a list of feeds ({most} bytes at most).")
THAT_FILE = marked("that file {error}")
