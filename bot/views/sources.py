"""Render where an excerpt comes from and how old that is: source lines, days and ages.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.views.rich_text import Style, Text, join, styled
from retrieval.domain.article import Article, Retraction
from retrieval.domain.changes import OPERATOR
from retrieval.domain.period import Period, in_zone
from retrieval.domain.web_addresses import is_web_address

# A longer title is cut, which is allowed because a citation line is the bot's own voice.
MAX_TITLE_CHARS = 150
# Articles listed that print the same; the others are counted.
MAX_COPIES_SHOWN = 3


def source_line(article: Article, now: datetime | None = None) -> Text:
    """Return title, publisher and date as printed, linked if there is an address.

    `now`, aware and in the reader's zone, adds the age; None: the date alone, in UTC.
    """
    label, printed = shortened(article.label), [article.publisher]
    if not article.title:
        # Two untitled articles must not look like one.
        label = f"{label} {article.id}"
    title = Text(label)
    if article.url and is_web_address(article.url):
        title = styled(label, Style.LINK, article.url)
    else:
        # Telegram silently drops a link that leads nowhere.
        printed.append(article.url)
    parts = [*(shortened(part) for part in printed if part), dated(article.published, now)]
    return title + "".join(f" · {part}" for part in parts)


def also_in(articles: Sequence[Article], now: datetime | None) -> Text:
    """Return which other articles print nearly the same as the one shown."""
    more = len(articles) - MAX_COPIES_SHOWN
    lines = [Text("also in ") + source_line(a, now) for a in articles[:MAX_COPIES_SHOWN]]
    return join([*lines, *([f"also in {more} more"] if more > 0 else [])], "\n")


def shortened(title: str) -> str:
    return title if len(title) <= MAX_TITLE_CHARS else f"{title[:MAX_TITLE_CHARS].rstrip()}…"


def dated(published: datetime | None, now: datetime | None) -> str:
    """Return the day in the reader's zone, and how long ago it was."""
    if published is None:
        # A reader who asks when something was said must see that no date is known.
        return "undated"
    there = in_zone(published, now.tzinfo if now is not None else UTC)
    ago = age(there, now) if now is not None else ""
    return f"{day(there)}, {ago}" if ago else day(there)


def age(moment: datetime, now: datetime) -> str:
    """Return how many days, weeks, months or years ago, by the calendar of their zone; "" for the future."""
    days = (now.date() - moment.date()).days
    if days < 2:
        return {0: "today", 1: "yesterday"}.get(days, "")
    count, unit = next((days // length, unit) for unit, length, least in _UNITS if days >= least)
    return f"{count} {unit}s ago"


# (unit, its length in days, the least number of days counted in it): "13 days ago", then "2 weeks ago".
_UNITS = (("year", 365, 730), ("month", 30, 60), ("week", 7, 14), ("day", 1, 0))


def retraction_summary(retraction: Retraction) -> str:
    """Return when an article was retracted, by whom and why, as a predicate: "was retracted on …"."""
    why = f" ({retraction.reason})" if retraction.reason else ""
    return f"was retracted on {day(retraction.at)} {done_by(retraction.by)}{why}"


def done_by(name: str) -> str:
    """Return who made a change, after the verb; an operator has no name."""
    return f"from the {name}" if name == OPERATOR.name else f"by {name}"


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def minute(moment: datetime) -> str:
    """Return day and time, in UTC."""
    there = moment.astimezone(UTC)
    return f"{day(there)} {there:%H:%M} UTC"


def days_of(when: Period) -> str:
    """Return the days that words of time were taken to mean, since the reader may have meant others."""
    last = None if when.end is None else when.end - timedelta(days=1)
    if when.start is None or last is None:
        return f"since {day(when.start)}" if when.start else f"up to {day(last)}" if last else when.words
    return f"on {day(last)}" if when.start == last else f"from {day(when.start)} to {day(last)}"
