"""Find the feed that somebody means by a link: the link's own, or the one that its page names."""

from __future__ import annotations

from dataclasses import dataclass

from bot.feeds.poller import LIMITS
from bot.intake.feeds.parser_process import FeedReader, IsWebPage, body_of
from bot.intake.web.fetching import SupportsGet, parsed
from retrieval.domain.errors import BadInput, UnusableArticle
from storage.ports.feeds import NewFeed


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that can be read now; `named_by` is the page that names it, None where the link is the feed's own."""

    feed: NewFeed
    named_by: str | None = None


def address_of(link: str) -> str:
    """A feed's address in the one form by which it is known.  Raises Unfetchable."""
    link = link.strip()
    # How browsers once handed feeds to readers: feed:https://… and feed://…
    for scheme in ("feed://", "feed:"):
        if link.casefold().startswith(scheme):
            link = link[len(scheme) :]
    return str(parsed(link if "://" in link else f"https://{link}"))


async def feed_at(link: str, web: SupportsGet, reader: FeedReader) -> FoundFeed:
    """Raises UnusableArticle where there is none, and BadInput where a page names several to choose from."""
    try:
        url = address_of(link)
    except UnusableArticle as error:
        raise UnusableArticle(f"the link {link} {error}") from error
    try:
        return FoundFeed(await _read(url, web, reader))
    except IsWebPage as page:
        named = page.names
    if not named:
        raise UnusableArticle(f"the link {url} leads to a web page that names no feed; give the feed's own address")
    if len(named) > 1:
        listed = "; ".join(f"{feed.url} ({feed.title})" if feed.title else feed.url for feed in named)
        raise BadInput(
            f"the link {url} leads to a web page that names several feeds; add the one that you mean: {listed}"
        )
    try:
        return FoundFeed(await _read(address_of(named[0].url), web, reader), url)
    except IsWebPage as page:
        raise UnusableArticle(f"the page {url} names {named[0].url} as its feed, which {page}") from page


async def _read(url: str, web: SupportsGet, reader: FeedReader) -> NewFeed:
    try:
        fetched = await web.get(url, limits=LIMITS)
        told = await reader(body_of(fetched))
    except IsWebPage:
        raise
    except UnusableArticle as error:
        raise UnusableArticle(f"the link {url} {error}") from error
    return NewFeed(address_of(fetched.url) if fetched.moved else url, told["title"])
