"""Read the current entries of a feed once, without following it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from bot.intake.base.refusal import Refused
from bot.intake.feeds.entries import entry_from
from bot.intake.feeds.entry_articles import EntryReader, ReadPage, TemporaryFailure
from bot.intake.feeds.parser_process import FeedReader, body_of
from bot.intake.web.fetching import Fetched, SupportsGet
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle


async def drafts_of_feed(got: Fetched, web: SupportsGet, pages: ReadPage) -> AsyncIterator[Draft | Refused]:
    """Yield the articles of its entries, oldest first.  Entries that cannot be read are refused, and the rest go on."""
    try:
        feed = await FeedReader()(body_of(got))
    except UnusableArticle as error:
        yield Refused(got.url, str(error))
        return
    now, read = datetime.now(UTC), EntryReader(web, pages)
    entries = {entry.key: entry for entry in (entry_from(one, now) for one in feed["entries"])}
    if not entries:
        yield Refused(got.url, "is a feed without any entries; try again later")
    for entry in reversed(entries.values()):
        item = await read(entry, feed["title"], got.url)
        yield Refused(item.where, item.reason) if isinstance(item, TemporaryFailure) else item
