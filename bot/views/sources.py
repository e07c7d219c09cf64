"""Where an excerpt comes from and how old that is: source lines, days and ages, in the bot's own voice.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.views.rich_text import Style, Text, join, styled
from retrieval.domain.article import Article, Retraction
from retrieval.domain.period import Period, in_zone

# A title longer than this is cut in the citation line, which is the bot's own voice.
TITLE = 150
# Articles listed that print the same; more are counted.
ALSO = 3


def source_line(article: Article, now: datetime | None = None) -> Text:
    """Title, publisher and date as printed, linked where there is an address; what was not printed is said so.

    `now`, aware and in the reader's zone, tells how old it is; None: the date alone, in UTC.
    """
    label, printed = shortened(article.label), [article.publisher]
    if not article.title:
        # Two of them must not look like one.
        label = f"{label} {article.id}"
    title = Text(label)
    if article.url and _is_address(article.url):
        title = styled(label, Style.LINK, article.url)
    else:
        # Telegram drops a link that leads nowhere, without a word.
        printed.append(article.url)
    told = (*map(shortened, filter(None, printed)), dated(article.published, now))
    return title + "".join(f" · {part}" for part in told)


def also_in(articles: Sequence[Article], now: datetime | None) -> Text:
    """Which other articles print nearly the same as one that is shown."""
    more = len(articles) - ALSO
    lines = [Text("also in ") + source_line(a, now) for a in articles[:ALSO]]
    return join([*lines, *([f"also in {more} more"] if more > 0 else [])], "\n")


def _is_address(url: str) -> bool:
    """Whether it can be opened from a message: a host with a dot, no white space and nothing invisible."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and url.isprintable() and " " not in url


def shortened(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[:TITLE].rstrip()}…"


def dated(published: datetime | None, now: datetime | None) -> str:
    """The day in the reader's zone, and how long ago it was."""
    if published is None:
        return "no date printed"
    there = in_zone(published, now.tzinfo if now is not None else UTC)
    ago = age(there, now) if now is not None else ""
    return f"{day(there)}, {ago}" if ago else day(there)


def age(moment: datetime, now: datetime) -> str:
    """How many days, weeks, months or years ago, by the calendar of both's zone; "" of what lies ahead."""
    days = (now.date() - moment.date()).days
    if days < 2:
        return {0: "today", 1: "yesterday"}.get(days, "")
    count, unit = next((days // length, unit) for unit, length, least in _UNITS if days >= least)
    return f"{count} {unit}s ago"


# (unit, its days, from how many days it is counted in): "13 days ago", then "2 weeks ago".
_UNITS = (("year", 365, 730), ("month", 30, 60), ("week", 7, 14), ("day", 1, 0))


def retraction_told(retraction: Retraction) -> str:
    """When an article was taken back, by whom and why."""
    why = f" ({retraction.reason})" if retraction.reason else ""
    return f"was retracted on {day(retraction.at)} by {retraction.by}{why}"


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def days_of(when: Period) -> str:
    """The days that words of time were taken to mean: the reader may have meant others."""
    last = None if when.end is None else when.end - timedelta(days=1)
    if when.start is None or last is None:
        return f"since {day(when.start)}" if when.start else f"up to {day(last)}" if last else when.words
    return f"on {day(last)}" if when.start == last else f"from {day(when.start)} to {day(last)}"
