"""Find what is new today, for the welcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from retrieval.domain.article import Article
from retrieval.ranking.deduplication import one_of_each_origin
from storage.ports.library import NewsLibrary

MAX_HEADLINES = 3
# Copies of one article count as one.
_MOST_READ = 12


async def headlines(library: NewsLibrary, now: datetime) -> list[Article]:
    """Return up to MAX_HEADLINES articles with a title from today, by the reader's calendar: `now` is in their zone.

    An undated one, which only came in today, stands after those that were printed today.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    # A day printed without an hour is midnight UTC.
    start = min(midnight.astimezone(UTC), datetime(now.year, now.month, now.day, tzinfo=UTC))
    found = await library.newest_between(start, midnight.astimezone(UTC) + timedelta(days=1), _MOST_READ)
    titled = [a for a, _ in one_of_each_origin(found) if a.title]
    return sorted(titled, key=lambda article: article.published is None)[:MAX_HEADLINES]
