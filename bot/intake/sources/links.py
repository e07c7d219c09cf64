"""Turn what a link leads to into drafts: a page, a document, or all the articles of a sitemap or feed.

`_target_of` decides by the first bytes which of these it is.  A feed is read once, as it is now; to follow it, add it
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
from retrieval.domain.errors import FetchFailed, UnusableArticle
from retrieval.domain.wording import Quantity, Wording
from retrieval.identity.canonical_url import without_tracking

AddedAt = Callable[[str], Awaitable[datetime | None]]
"""Returns when the stored version of the article at a link was added; None if there is none."""

# At one page a second this is half a day, enough for one command.
MAX_PAGES = 50_000
MAX_SITEMAPS = 1000
# An index lists sitemaps; indexes of indexes more often form circles.
MAX_INDEX_DEPTH = 2
# Without a date in the sitemap, a stored article counts as unchanged this long, so that a killed load can resume.
UNCHANGED_FOR = timedelta(days=1)
# After this many failed links in a row, the site is down or does not want to be read.
MAX_FAILURES = 10
# The longest Retry-After that is waited for.
MAX_WAIT_SECONDS = 60.0

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
    """Yield the drafts that a link leads to.  What cannot be fetched or read is refused, and the rest goes on.

    With `added_at`, articles of a sitemap that are stored and have not changed since are skipped.
    """
    try:
        got = await fetcher.get(url)
        lead = _target_of(got.content)
    except UnusableArticle as error:
        yield Refused(url, error.wording)
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
    """Yield the article that the link of a feed's entry leads to; refuse sitemaps and other feeds."""
    try:
        got = await fetcher.get(url)
        lead = _target_of(got.content)
    except UnusableArticle as error:
        yield Refused(url, error.wording)
        return
    if lead is not _LinkTarget.ARTICLE:
        yield Refused(url, Wording("leads to a list of articles, not to an article"))
        return
    async for item in _drafts_of(got, url):
        yield item


def _target_of(content: bytes) -> _LinkTarget:
    """Tell what content is by its first bytes, because Content-Type is too often wrong.  Raise UnusableArticle."""
    head = unpacked_head(content, HEAD_BYTES)
    opening = _OPENING.match(head)
    root = head if opening is None else head[opening.end() :]
    if _SITEMAP.match(root):
        return _LinkTarget.SITEMAP
    return _LinkTarget.FEED if _FEED.match(root) or _JSON_FEED.match(head) else _LinkTarget.ARTICLE


async def _drafts_of(got: Fetched, url: str) -> AsyncIterator[Draft | Refused]:
    suffix = PurePosixPath(urlsplit(got.url).path).suffix.lower()
    content_type = got.headers.get("content-type", "").encode("ascii", "ignore").decode()[:200]
    async for item in drafts_fetched(
        got.content, url, suffix or None, WebOrigin(without_tracking(got.url), content_type)
    ):
        yield item


async def drafts_of_sitemap(
    got: Fetched, web: SupportsGet, added_at: AddedAt | None = None
) -> AsyncIterator[Draft | Refused]:
    """Yield the articles that a sitemap and the sitemaps in it list, in order, if they are on its own site."""
    failed = 0
    async for listed in _listed(got, web):
        if isinstance(listed, Refused):
            yield listed
            continue
        if added_at is not None and _is_current(await added_at(listed.url), listed, datetime.now(UTC)):
            continue
        try:
            page = await _patiently(web, listed.url)
        except FetchFailed as error:
            yield Refused(listed.url, error.wording)
            failed += 1
            if failed >= MAX_FAILURES:
                yield Refused(
                    got.url,
                    Wording(
                        "was left after {count} links in a row that could not be read; try again later",
                        count=Quantity(MAX_FAILURES),
                    ),
                )
                return
            continue
        failed = 0
        async for item in _drafts_of(page, listed.url):
            yield item


async def _patiently(web: SupportsGet, url: str) -> Fetched:
    """Fetch `url`; if the site is busy, try once more after the time it names, unless that is long."""
    try:
        return await web.get(url)
    except FetchFailed as error:
        if error.retry_after is None or error.retry_after > MAX_WAIT_SECONDS:
            raise
        await asyncio.sleep(error.retry_after)
    return await web.get(url)


async def _listed(got: Fetched, web: SupportsGet) -> AsyncIterator[SitemapEntry | Refused]:
    """Yield the pages of a sitemap and of the sitemaps below it, each once."""
    domain, seen = registered_domain(got.url), {got.url}
    waiting: list[tuple[Fetched | SitemapEntry, int]] = [(got, 0)]
    pages = 0
    while waiting:
        here, depth = waiting.pop(0)
        url = here.url
        try:
            content = (await _patiently(web, url) if isinstance(here, SitemapEntry) else here).content
            # Parsing a sitemap of 50 MB takes a second.
            found = await asyncio.to_thread(sitemap_of, content)
        except UnusableArticle as error:
            yield Refused(url, error.wording)
            continue
        for listed in found.maps if depth < MAX_INDEX_DEPTH else ():
            if listed.url not in seen and registered_domain(listed.url) == domain and len(seen) <= MAX_SITEMAPS + pages:
                seen.add(listed.url)
                waiting.append((listed, depth + 1))
        for listed in found.pages:
            # Finding the domain takes a moment, and thousands in a row may be skipped.
            await asyncio.sleep(0)
            if listed.url in seen or registered_domain(listed.url) != domain:
                continue
            if pages >= MAX_PAGES:
                yield Refused(
                    url,
                    Wording("lists more than {most} articles; add its sitemaps one by one", most=Quantity(MAX_PAGES)),
                )
                return
            seen.add(listed.url)
            pages += 1
            yield listed


def _is_current(added: datetime | None, listed: SitemapEntry, now: datetime) -> bool:
    """Return whether the article that was stored at `added` is the version that the sitemap lists."""
    if added is None:
        return False
    return added >= listed.changed if listed.changed is not None else now - added < UNCHANGED_FOR
