"""Read the current entries of a feed once, without following it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from bot.intake.base.refusal import Refused
from bot.intake.feeds.entries import entry_from
from bot.intake.feeds.entry_articles import EntryReader, ReadPage
from bot.intake.feeds.entry_identity import identified, told_apart
from bot.intake.feeds.parser_process import FeedReader, body_of
from bot.intake.web.fetching import Fetched, SupportsGet
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Wording


async def drafts_of_feed(got: Fetched, web: SupportsGet, pages: ReadPage) -> AsyncIterator[Draft | Refused]:
    """Yield the articles of its entries, oldest first.  Entries that cannot be read are refused, and the rest go on."""
    try:
        feed = await FeedReader()(body_of(got))
    except UnusableArticle as error:
        yield Refused(got.url, error.wording)
        return
    now, read = datetime.now(UTC), EntryReader(web, pages)
    entries = told_apart(entry_from(one, now) for one in feed["entries"])
    if not entries:
        yield Refused(got.url, Wording("is a feed without any entries; try again later"))
    for entry in reversed(entries):
        item = await read(entry, feed["title"], got.url)
        if isinstance(item, Draft):
            yield identified(item, entry, None, of_entry=False)
        else:
            yield Refused(item.where, item.reason)
