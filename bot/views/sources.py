"""Render where an excerpt comes from and how old that is: source lines, days and ages.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.languages import calendar
from bot.languages.calendar import clock, day_range
from bot.languages.speaking import tr, trn
from bot.views.rich_text import Style, Text, join, rich, styled
from retrieval.domain.article import Article, Retraction
from retrieval.domain.changes import OPERATOR
from retrieval.domain.period import Period, in_zone
from retrieval.domain.web_addresses import is_web_address

age, day = calendar.age, calendar.day
# A longer title is cut, which is allowed because a citation line is the bot's own voice.
MAX_TITLE_CHARS = 150
# Articles listed that print the same; the others are counted.
MAX_COPIES_SHOWN = 3


def source_line(article: Article, now: datetime | None = None) -> Text:
    """Return title, publisher and date as printed, linked if there is an address.

    `now`, aware and in the reader's zone, adds the age; None: the date alone, in UTC.
    """
    label, printed = label_of(article), [article.publisher]
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


def headline(article: Article) -> Text:
    """Return title and publisher, the title linked if there is an address, for where the day is clear."""
    label = label_of(article)
    url = article.url if article.url and is_web_address(article.url) else None
    title = styled(label, Style.LINK, url) if url else Text(label)
    return title + (f" · {shortened(article.publisher)}" if article.publisher else "")


def also_in(articles: Sequence[Article], now: datetime | None) -> Text:
    """Return which other articles print nearly the same as the one shown."""
    more = len(articles) - MAX_COPIES_SHOWN
    lines = [rich("also in {source}", source=source_line(a, now)) for a in articles[:MAX_COPIES_SHOWN]]
    return join([*lines, *([trn("also in {count} more", "also in {count} more", more)] if more > 0 else [])], "\n")


def label_of(article: Article) -> str:
    """Return the article's headline, cut if it is very long, or that it has none."""
    return shortened(article.title or tr("untitled article"))


def shortened(title: str) -> str:
    return title if len(title) <= MAX_TITLE_CHARS else f"{title[:MAX_TITLE_CHARS].rstrip()}…"


def dated(published: datetime | None, now: datetime | None) -> str:
    """Return the day in the reader's zone, and how long ago it was."""
    if published is None:
        # A reader who asks when something was said must see that no date is known.
        return tr("undated")
    there = in_zone(published, now.tzinfo if now is not None else UTC)
    ago = age(there, now) if now is not None else ""
    return f"{day(there)}, {ago}" if ago else day(there)


def retraction_summary(retraction: Retraction) -> str:
    """Return when and why an article was retracted, and who did it, as a predicate: "was retracted on …"."""
    days = day(retraction.at)
    by = None if retraction.by == OPERATOR.name else retraction.by
    if retraction.reason:
        if by is None:
            return tr("was retracted on {day} from the command line ({reason})", day=days, reason=retraction.reason)
        return tr("was retracted on {day} by {name} ({reason})", day=days, name=by, reason=retraction.reason)
    if by is None:
        return tr("was retracted on {day} from the command line", day=days)
    return tr("was retracted on {day} by {name}", day=days, name=by)


def minute(moment: datetime) -> str:
    """Return day and time, in UTC."""
    there = moment.astimezone(UTC)
    return f"{day(there)} {clock(there)} UTC"


def days_of(when: Period) -> str:
    """Return the days that words of time were taken to mean, since the reader may have meant others."""
    last = None if when.end is None else when.end - timedelta(days=1)
    return when.words if when.start is None and last is None else day_range(when.start, last)
