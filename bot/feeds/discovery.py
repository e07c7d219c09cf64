"""Find the feed behind a link: the link itself, or the feed that the page there links to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.feeds.poller import LIMITS
from bot.intake.feeds.parser_process import FeedReader, IsWebPage, body_of
from bot.intake.web.fetching import SupportsGet, parsed
from retrieval.domain.errors import BadInput, UnusableArticle
from storage.ports.feeds import NewFeed


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that was just read; `named_by` is the page that links to it, None if the link was the feed's own."""

    feed: NewFeed
    named_by: str | None = None


def address_of(link: str) -> str:
    """Return the normalized address of a feed.  Raise FetchFailed."""
    link = link.strip()
    # Browsers used to pass feeds to readers as feed:https://… and feed://…
    for scheme in ("feed://", "feed:"):
        if link.casefold().startswith(scheme):
            link = link[len(scheme) :]
    return str(parsed(link if "://" in link else f"https://{link}"))


async def feed_at(link: str, web: SupportsGet, reader: FeedReader) -> FoundFeed:
    """Return the feed behind `link`.  Raise UnusableArticle if there is none, and BadInput if a page has several."""
    try:
        url = address_of(link)
    except UnusableArticle as error:
        raise UnusableArticle("the link {link} {error}", link=link, error=error) from error
    try:
        return FoundFeed(await _read(url, web, reader))
    except IsWebPage as page:
        named = page.names
    if not named:
        raise UnusableArticle(
            "the link {link} leads to a web page without a feed; give the feed's own address", link=url
        )
    if len(named) > 1:
        listed = "; ".join(f"{feed.url} ({feed.title})" if feed.title else feed.url for feed in named)
        raise BadInput(
            "the link {link} leads to a web page with several feeds; add the one that you want: {feeds}",
            link=url,
            feeds=listed,
        )
    try:
        return FoundFeed(await _read(address_of(named[0].url), web, reader), url)
    except IsWebPage as page:
        raise UnusableArticle(
            "the page {page} names {feed} as its feed, but that {error}", page=url, feed=named[0].url, error=page
        ) from page


async def _read(url: str, web: SupportsGet, reader: FeedReader) -> NewFeed:
    try:
        fetched = await web.get(url, limits=LIMITS)
        feed = await reader(body_of(fetched))
    except IsWebPage:
        raise
    except UnusableArticle as error:
        raise UnusableArticle("the link {link} {error}", link=url, error=error) from error
    return NewFeed(address_of(fetched.url) if fetched.moved else url, feed["title"])
