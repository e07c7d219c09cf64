"""Read what a page declares for programs: schema.org in JSON-LD, Open Graph, and HTML's own metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

# JSON-LD that is meant to be found is not nested deeper.
MAX_JSON_DEPTH = 6
# Dates outside these limits are wrong: elsewhere it may be tomorrow already, and no newspaper is older.
MAX_CLOCK_ERROR = timedelta(days=1)
EARLIEST_DATE = date(1605, 1, 1)
_EPOCH = date(1970, 1, 1)
_ARTICLE = re.compile(r"(Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|PressRelease)$")
_LISTS = {"CollectionPage", "ItemList", "SearchResultsPage", "WebSite"}
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "citation_publication_date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata of a page; whatever it does not declare is None or empty.

    `kind` is Open Graph's type, `types` are schema.org's; `words` is the length of the whole article; `canonical` is
    the address that the page wants to be known by, absolute but not checked.
    """

    types: frozenset[str] = frozenset()
    kind: str = ""
    free: bool | None = None
    words: int | None = None
    published: str | None = None
    canonical: str | None = None
    publisher: str | None = None

    @property
    def is_article(self) -> bool:
        return self.kind == "article" or any(_ARTICLE.search(name) for name in self.types)

    @property
    def is_list(self) -> bool:
        return self.kind == "website" or bool(self.types & _LISTS)


def declared(tree: html.HtmlElement, url: str | None, now: datetime) -> PageMetadata:
    """Return the metadata of `tree`, an unchanged page.  `url` is the base of its links; `now` is aware."""
    meta = _meta(tree)
    things = list(_things(tree))
    article = next((thing for thing in things if any(map(_ARTICLE.search, _types(thing)))), {})
    free = [
        value
        for thing in (article, *_parts(article))
        if (value := _truth(thing.get("isAccessibleForFree"))) is not None
    ]
    stated = [article.get("datePublished"), *(meta.get(name) for name in _PUBLISHED), *_dates(tree)]
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url")
    return PageMetadata(
        types=frozenset(name for thing in things for name in _types(thing)),
        kind=(meta.get("og:type") or "").casefold(),
        free=all(free) if free else _truth(meta.get("article:content_tier") == "free" or None),
        words=_number(article.get("wordCount")),
        published=next((day for value in stated if (day := _moment(value, now)) is not None), None),
        canonical=_absolute(canonical, url),
        publisher=meta.get("og:site_name") or _name(article.get("publisher")),
    )


def _meta(tree: html.HtmlElement) -> dict[str, str]:
    """Return the first non-empty content for each name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().casefold(), content)
    return found


def _things(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the schema.org objects that the page is about, not those that it lists or refers to."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            content = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _within(content, MAX_JSON_DEPTH)
    for name in tree.xpath("(//*[@itemscope and @itemtype])[position() <= 20]/@itemtype"):
        if "/" in name and _ARTICLE.search(name.rstrip("/")):
            yield {"@type": name.rstrip("/").rpartition("/")[2]}


def _within(content: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth and isinstance(content, list):
        for item in content:
            yield from _within(item, depth - 1)
    elif depth and isinstance(content, dict):
        if "@type" in content:
            yield content
        for key in ("@graph", "mainEntity"):
            yield from _within(content.get(key), depth - 1)


def _types(thing: dict[str, Any]) -> list[str]:
    types = thing.get("@type")
    return [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]


def _parts(article: dict[str, Any]) -> list[dict[str, Any]]:
    parts = article.get("hasPart")
    return [part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]


def _truth(value: Any) -> bool | None:
    """Return the truth value of JSON, or None; sites write "False" as often as false."""
    if isinstance(value, bool):
        return value
    return {"false": False, "true": True}.get(str(value).casefold().removeprefix("http://schema.org/"))


def _number(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() and len(str(value)) < 9 else None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    name = value.get("name") if isinstance(value, dict) else value
    return " ".join(name.split()) or None if isinstance(name, str) and "://" not in name else None


def _dates(tree: html.HtmlElement) -> list[str]:
    """Return the values of elements that are marked as the day of publication."""
    return list(tree.xpath("//time[@pubdate or contains(@itemprop, 'datePublished')]/@datetime")) + list(
        tree.xpath("//*[contains(@itemprop, 'datePublished')]/@content")
    )


def _moment(value: Any, now: datetime) -> str | None:
    """Return a day or time that is written in ISO form; other forms, like 4/5/2026, could be misread.

    None for impossible ones: days in the future, and those that programs write if they know none.
    """
    text = str(value or "").strip()
    # "2026-11-20 08:30:00 +0100" is common; Python 3.11 accepts a zone without a colon, but not the space.
    text = re.sub(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*) (?=[+-]\d)", r"\1", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not EARLIEST_DATE <= moment.date() <= (now + MAX_CLOCK_ERROR).date() or moment.date() == _EPOCH:
        return None
    # A date without a time stays one: nobody stated midnight.
    return moment.isoformat() if ":" in text else moment.date().isoformat()


def _absolute(link: str | None, url: str | None) -> str | None:
    if not link:
        return None
    try:
        found = urljoin(url or "", link.strip())
        parts = urlsplit(found)
        # Reading the port raises ValueError if it is not a number.
        return found if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
