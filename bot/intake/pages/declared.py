"""What a page declares of itself for programs: schema.org in JSON-LD, Open Graph, and HTML's own ways."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

# Deeper than this nobody nests what is meant to be found.
DEEPEST = 6
# Clocks go wrong, and elsewhere it is tomorrow; no newspaper is older.
AHEAD = timedelta(days=1)
FIRST = date(1605, 1, 1)
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
    """What is not declared is None, empty or False.

    `kind` is Open Graph's, `types` are schema.org's; `words` how many the whole article has; `canonical` the address
    that the page wants to be known by, absolute but not checked.
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
    """`tree` as it came.  `url` makes what is relative absolute; `now` is aware."""
    meta = _meta(tree)
    things = list(_things(tree))
    article = next((thing for thing in things if any(map(_ARTICLE.search, _types(thing)))), {})
    free = [
        told for thing in (article, *_parts(article)) if (told := _truth(thing.get("isAccessibleForFree"))) is not None
    ]
    stated = [article.get("datePublished"), *(meta.get(name) for name in _PUBLISHED), *_dates(tree)]
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url")
    return PageMetadata(
        types=frozenset(name for thing in things for name in _types(thing)),
        kind=(meta.get("og:type") or "").casefold(),
        free=all(free) if free else _truth(meta.get("article:content_tier") == "free" or None),
        words=_number(article.get("wordCount")),
        published=next((day for told in stated if (day := _moment(told, now)) is not None), None),
        canonical=_absolute(canonical, url),
        publisher=meta.get("og:site_name") or _name(article.get("publisher")),
    )


def _meta(tree: html.HtmlElement) -> dict[str, str]:
    """The first of each name that says something."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().casefold(), content)
    return found


def _things(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """What the page says it is about; not what it only lists or refers to."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            told = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _within(told, DEEPEST)
    for name in tree.xpath("(//*[@itemscope and @itemtype])[position() <= 20]/@itemtype"):
        if "/" in name and _ARTICLE.search(name.rstrip("/")):
            yield {"@type": name.rstrip("/").rpartition("/")[2]}


def _within(told: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth and isinstance(told, list):
        for item in told:
            yield from _within(item, depth - 1)
    elif depth and isinstance(told, dict):
        if "@type" in told:
            yield told
        for key in ("@graph", "mainEntity"):
            yield from _within(told.get(key), depth - 1)


def _types(thing: dict[str, Any]) -> list[str]:
    told = thing.get("@type")
    return [name for name in (told if isinstance(told, list) else [told]) if isinstance(name, str)]


def _parts(article: dict[str, Any]) -> list[dict[str, Any]]:
    parts = article.get("hasPart")
    return [part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]


def _truth(told: Any) -> bool | None:
    """Sites write "False" as often as false."""
    if isinstance(told, bool):
        return told
    return {"false": False, "true": True}.get(str(told).casefold().removeprefix("http://schema.org/"))


def _number(told: Any) -> int | None:
    return int(told) if str(told).isdecimal() and len(str(told)) < 9 else None


def _name(told: Any) -> str | None:
    if isinstance(told, list):
        told = next(iter(told), None)
    name = told.get("name") if isinstance(told, dict) else told
    return " ".join(name.split()) or None if isinstance(name, str) and "://" not in name else None


def _dates(tree: html.HtmlElement) -> list[str]:
    """Elements that say that they hold the day of publication."""
    return list(tree.xpath("//time[@pubdate or contains(@itemprop, 'datePublished')]/@datetime")) + list(
        tree.xpath("//*[contains(@itemprop, 'datePublished')]/@content")
    )


def _moment(told: Any, now: datetime) -> str | None:
    """A day or a moment in ISO's form; in another it may be read wrongly (4/5/2026), and so is not read.

    None for what cannot be: a day that is still to come, and those that programs take for none.
    """
    text = str(told or "").strip()
    # "2026-11-20 08:30:00 +0100" and "+0100" are common; Python 3.11 takes the colon's lack, not the blank.
    text = re.sub(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*) (?=[+-]\d)", r"\1", text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST <= moment.date() <= (now + AHEAD).date() or moment.date() == _EPOCH:
        return None
    # A date alone stays one: midnight would be a time that nobody has told.
    return moment.isoformat() if ":" in text else moment.date().isoformat()


def _absolute(link: str | None, url: str | None) -> str | None:
    if not link:
        return None
    try:
        found = urljoin(url or "", link.strip())
        parts = urlsplit(found)
        # A port that is no number is told when it is asked for.
        return found if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
