"""What a link leads to, as drafts: a page, a document, or all the articles of a sitemap or feed.

`_target_of` decides which of these it is by the first bytes.  A feed is read once, as it is now; to follow it, add it
as a feed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bot.intake.base.file_types import HEAD_BYTES, WebOrigin
from bot.intake.base.refusal import Refused
from bot.intake.feeds.snapshot import drafts_of_feed
from bot.intake.sources.files import drafts_fetched
from bot.intake.web.fetching import Fetched, Fetcher, SupportsGet
from bot.intake.web.pacing import PoliteFetcher
from bot.intake.web.registered import registered_domain
from bot.intake.web.robots_cache import RobotsCache
from bot.intake.web.sitemaps import SitemapEntry, sitemap_of, unpacked_head
from retrieval.domain.article import Draft
from retrieval.domain.errors import Unfetchable, UnusableArticle
from retrieval.identity.canonical_url import untracked

AddedAt = Callable[[str], Awaitable[datetime | None]]
"""When the article at a link was stored as it is now; None where it is not."""

# No site has more articles than a command should fetch, one a second: this is half a day.
MOST_PAGES = 50_000
MOST_MAPS = 1000
# A sitemap's index lists sitemaps; one that lists indexes leads in circles more often than on.
DEEPEST = 2
# What a sitemap gives no date for is taken for unchanged for so long: a load that was killed goes on where it was.
FRESH = timedelta(days=1)
# After so many links in a row that could not be had, the site does not want to be asked, or is down.
GIVE_UP = 10
# Seconds.
PATIENCE = 60.0

_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*|<!doctype.*?>\s*)*",
    re.IGNORECASE | re.DOTALL,
)
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(rb"\s*\{.{0,2000}\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org", re.DOTALL)


class _LinkTarget(Enum):
    ARTICLE = auto()
    SITEMAP = auto()
    FEED = auto()


async def drafts_at(url: str, fetcher: Fetcher, added_at: AddedAt | None = None) -> AsyncIterator[Draft | Refused]:
    """The drafts that a link leads to.  What cannot be had or read is refused, the rest goes on.

    `added_at`: of a sitemap, what is stored already and was not changed since is passed over.
    """
    try:
        got = await fetcher.get(url)
        lead = _target_of(got.content)
    except UnusableArticle as error:
        yield Refused(url, str(error))
        return
    web = PoliteFetcher(fetcher, RobotsCache(fetcher, lambda: datetime.now(UTC)))
    if lead is _LinkTarget.FEED:
        async for item in drafts_of_feed(got, web, article_at):
            yield item
    elif lead is _LinkTarget.SITEMAP:
        async for item in drafts_of_sitemap(got, web, added_at):
            yield item
    else:
        async for item in _drafts_of(got, url):
            yield item


async def article_at(url: str, fetcher: SupportsGet) -> AsyncIterator[Draft | Refused]:
    """The article that a link leads to, as an entry of a feed means one: a sitemap or another feed is none."""
    try:
        got = await fetcher.get(url)
        lead = _target_of(got.content)
    except UnusableArticle as error:
        yield Refused(url, str(error))
        return
    if lead is not _LinkTarget.ARTICLE:
        yield Refused(url, "leads to a list of articles, not to one")
        return
    async for item in _drafts_of(got, url):
        yield item


def _target_of(content: bytes) -> _LinkTarget:
    """By the first bytes: what a server says of them is too often wrong.  Raises UnusableArticle."""
    head = unpacked_head(content, HEAD_BYTES)
    begun = _OPENING.match(head)
    root = head if begun is None else head[begun.end() :]
    if _SITEMAP.match(root):
        return _LinkTarget.SITEMAP
    return _LinkTarget.FEED if _FEED.match(root) or _JSON_FEED.match(head) else _LinkTarget.ARTICLE


async def _drafts_of(got: Fetched, url: str) -> AsyncIterator[Draft | Refused]:
    suffix = PurePosixPath(urlsplit(got.url).path).suffix.lower()
    told = got.headers.get("content-type", "").encode("ascii", "ignore").decode()[:200]
    async for item in drafts_fetched(got.content, url, suffix or None, WebOrigin(untracked(got.url), told)):
        yield item


async def drafts_of_sitemap(
    got: Fetched, web: SupportsGet, added_at: AddedAt | None = None
) -> AsyncIterator[Draft | Refused]:
    """The articles of its own site that a sitemap lists, and those of the sitemaps that it lists, in their order."""
    failed = 0
    async for listed in _listed(got, web):
        if isinstance(listed, Refused):
            yield listed
            continue
        if added_at is not None and _stands(await added_at(listed.url), listed, datetime.now(UTC)):
            continue
        try:
            page = await _patiently(web, listed.url)
        except Unfetchable as error:
            yield Refused(listed.url, str(error))
            failed += 1
            if failed >= GIVE_UP:
                yield Refused(got.url, f"is left after {GIVE_UP} links in a row that could not be had; try it later")
                return
            continue
        failed = 0
        async for item in _drafts_of(page, listed.url):
            yield item


async def _patiently(web: SupportsGet, url: str) -> Fetched:
    """A site that is busy is asked once more after as long as it says, where that is not long."""
    try:
        return await web.get(url)
    except Unfetchable as error:
        if error.retry_after is None or error.retry_after > PATIENCE:
            raise
        await asyncio.sleep(error.retry_after)
    return await web.get(url)


async def _listed(got: Fetched, web: SupportsGet) -> AsyncIterator[SitemapEntry | Refused]:
    """The pages of a sitemap and of those below it, none twice."""
    whose, seen = registered_domain(got.url), {got.url}
    waiting: list[tuple[Fetched | SitemapEntry, int]] = [(got, 0)]
    pages = 0
    while waiting:
        here, depth = waiting.pop(0)
        url = here.url
        try:
            content = (await _patiently(web, url) if isinstance(here, SitemapEntry) else here).content
            # A sitemap of 50 MB is read for a second, which the event loop does not wait for.
            found = await asyncio.to_thread(sitemap_of, content)
        except UnusableArticle as error:
            yield Refused(url, str(error))
            continue
        for listed in found.maps if depth < DEEPEST else ():
            if listed.url not in seen and registered_domain(listed.url) == whose and len(seen) <= MOST_MAPS + pages:
                seen.add(listed.url)
                waiting.append((listed, depth + 1))
        for listed in found.pages:
            # Whose a link is takes a moment, and of many nothing may come.
            await asyncio.sleep(0)
            if listed.url in seen or registered_domain(listed.url) != whose:
                continue
            if pages >= MOST_PAGES:
                yield Refused(url, f"lists more than {MOST_PAGES:,} articles; add its sitemaps one by one")
                return
            seen.add(listed.url)
            pages += 1
            yield listed


def _stands(added: datetime | None, listed: SitemapEntry, now: datetime) -> bool:
    """Whether what is stored is what the sitemap lists."""
    if added is None:
        return False
    return added >= listed.changed if listed.changed is not None else now - added < FRESH
