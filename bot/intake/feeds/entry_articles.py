"""Turn entries of a feed into drafts: from the feed if it has the text, else from the page that the entry links to."""

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
from retrieval.domain.errors import FetchFailed, UnusableArticle
from retrieval.domain.wording import Wording
from retrieval.identity.canonical_url import canonical

ReadPage = Callable[[str, SupportsGet], AsyncIterator[Draft | Refused]]
"""Yields what is read from a page, given its address and what fetches it."""

_NO_PAGE = Wording("has only a summary and no link to the whole article")
_DOUBTFUL = Wording("is damaged in the feed and has no page of its own; its words would have to be guessed")
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class TemporaryFailure:
    """An entry that cannot be read at the moment, and why; `busy` if its site asked for a pause."""

    where: str
    reason: str
    busy: bool = False


class EntryReader:
    """Reads the article of an entry; `web` fetches pages, `pages` reads them."""

    def __init__(self, web: SupportsGet, pages: ReadPage) -> None:
        self._web = web
        self._pages = pages

    async def __call__(self, entry: FeedEntry, feed: str | None, origin: str) -> Draft | Refused | TemporaryFailure:
        """Return the article of an entry; `feed` is the feed's title, `origin` its address."""
        # What a feed says about pages of other sites is its own wording: not their text, and not their paper's name.
        if entry.link is not None and registered_domain(entry.link) != registered_domain(origin):
            entry, feed = replace(entry, title=None, author=None, published=None, content=None, summary=None), None
        text = full_text(entry)
        try:
            if text is not None:
                return draft_of_entry(entry, text, feed, origin)
            # A front page is about no entry.  A place in a page is read with its page.
            if entry.link is None or canonical(entry.link) is None:
                return Refused(entry.where, _DOUBTFUL if entry.doubtful else _NO_PAGE)
            read = await self._page(entry.link)
            return replace(with_entry(read, entry, feed), origin=origin) if isinstance(read, Draft) else read
        except UnusableArticle as error:
            return Refused(entry.where, error.wording)

    async def _page(self, link: str) -> Draft | Refused | TemporaryFailure:
        """Return the first article or refusal of the page at `link`."""
        web = _FailureRecorder(self._web)
        async for item in self._pages(link, web):
            if isinstance(item, Draft):
                return item
            return TemporaryFailure(link, item.reason, web.busy) if web.is_temporary else Refused(link, item.reason)
        return Refused(link, Wording("leads to a page without an article"))


class _FailureRecorder:
    """Fetches, and remembers whether the last failure was temporary."""

    def __init__(self, web: SupportsGet) -> None:
        self._web = web
        self.is_temporary = False
        self.busy = False

    async def get(self, url: str, *, headers: Mapping[str, str] = _NOTHING, limits: FetchLimits = LIMITS) -> Fetched:
        try:
            return await self._web.get(url, headers=headers, limits=limits)
        except FetchFailed as error:
            self.is_temporary = is_temporary(error)
            self.busy = error.status == HTTPStatus.TOO_MANY_REQUESTS
            raise


def is_temporary(error: FetchFailed) -> bool:
    """Return whether the fetch may succeed another time."""
    if isinstance(error, ClosedByRobots):
        return False
    return error.status is None or error.status == 429 or error.status >= 500
