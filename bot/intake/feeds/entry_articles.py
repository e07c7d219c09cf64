"""Entries of a feed to drafts: from the feed where it has the text, else from the page that the entry leads to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.intake.base.refusal import Refused
from bot.intake.feeds.entries import FeedEntry, draft_of_entry, full_text, with_entry
from bot.intake.web.fetching import LIMITS, Fetched, FetchLimits, SupportsGet
from bot.intake.web.registered import registered_domain
from bot.intake.web.robots_cache import ClosedByRobots
from retrieval.domain.article import Draft
from retrieval.domain.errors import Unfetchable, UnusableArticle

ReadPage = Callable[[str, SupportsGet], AsyncIterator[Draft | Refused]]
"""What is read of a page, by its address and what fetches it."""

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """What could not be had for the moment, where it stands, and why; `busy`: its site asks to be left alone."""

    where: str
    reason: str
    busy: bool = False


class EntryReader:
    """An entry in, its article out; `web` fetches pages, `pages` reads them."""

    def __init__(self, web: SupportsGet, pages: ReadPage) -> None:
        self._web = web
        self._pages = pages

    async def __call__(self, entry: FeedEntry, feed: str | None, origin: str) -> Draft | Refused | TemporaryFailure:
        """`feed` is the feed's title, `origin` its address."""
        # What a feed says of others' pages is its own word for them: neither their text nor their paper's name.
        if entry.link is not None and registered_domain(entry.link) != registered_domain(origin):
            entry, feed = replace(entry, title=None, author=None, published=None, content=None, summary=None), None
        text = full_text(entry)
        try:
            if text is not None:
                return replace(draft_of_entry(entry, text, feed), origin=origin)
            if entry.link is None:
                return Refused(entry.where, "has only a summary, and leads to no page that has the rest")
            read = await self._page(entry.link)
            return replace(with_entry(read, entry, feed), origin=origin) if isinstance(read, Draft) else read
        except UnusableArticle as error:
            return Refused(entry.where, str(error))

    async def _page(self, link: str) -> Draft | Refused | TemporaryFailure:
        """A page is one article; of several, or of none, there is nothing that this entry means."""
        noting = _Noting(self._web)
        async for item in self._pages(link, noting):
            if isinstance(item, Draft):
                return item
            return TemporaryFailure(link, item.reason, noting.busy) if noting.for_now else Refused(link, item.reason)
        return Refused(link, "leads to a page without an article")


class _Noting:
    """Fetches, and remembers whether it failed in a way that may pass."""

    def __init__(self, web: SupportsGet) -> None:
        self._web = web
        self.for_now = False
        self.busy = False

    async def get(self, url: str, *, headers: Mapping[str, str] = _NOTHING, limits: FetchLimits = LIMITS) -> Fetched:
        try:
            return await self._web.get(url, headers=headers, limits=limits)
        except Unfetchable as error:
            self.for_now = is_temporary(error)
            self.busy = error.status == HTTPStatus.TOO_MANY_REQUESTS
            raise


def is_temporary(error: Unfetchable) -> bool:
    """Whether it may go well another time."""
    if isinstance(error, ClosedByRobots):
        return False
    return error.status is None or error.status == 429 or error.status >= 500
