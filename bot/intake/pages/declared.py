"""Read what a page declares for programs: schema.org in JSON-LD, Open Graph, and HTML's own metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import html

from bot.intake.pages.dating import NO_DATES, DeclaredDates, disagree, moment

# JSON-LD that is meant to be found is not nested deeper.
MAX_JSON_DEPTH = 6
# What pages write around JSON for the parsers of XHTML and of JavaScript.
_BEFORE_JSON, _AFTER_JSON = ("<!--", "<![CDATA[", "//", "/*", "*/"), ("-->", "]]>", "//", "/*", "*/", ";")
_ARTICLE = re.compile(r"(Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|PressRelease)$")
_LISTS = {"CollectionPage", "ItemList", "SearchResultsPage", "WebSite"}
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "citation_publication_date", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "cxenseparse:recs:publishtime",
    "shareaholic:article_published_time", "date",
)  # fmt: skip
_CHANGED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
# WordPress, microformats and Blogger.
_PUBLISHED_CLASSES = {"published", "entry-date", "entry-time", "post-date", "date-published", "dt-published"}


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
    dates: DeclaredDates = NO_DATES
    canonical: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()

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
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), None) or meta.get("og:url")
    return PageMetadata(
        types=frozenset(name for thing in things for name in _types(thing)),
        kind=(meta.get("og:type") or "").casefold(),
        free=all(free) if free else _truth(meta.get("article:content_tier") == "free" or None),
        words=_number(article.get("wordCount")),
        dates=_dates(tree, article, meta, now),
        canonical=_absolute(canonical, url),
        publisher=meta.get("og:site_name") or _name(article.get("publisher")),
        authors=tuple(_authors(article, meta)),
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
            content = json.loads(_bare(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _within(content, MAX_JSON_DEPTH)
    for name in tree.xpath("(//*[@itemscope and @itemtype])[position() <= 20]/@itemtype"):
        if "/" in name and _ARTICLE.search(name.rstrip("/")):
            yield {"@type": name.rstrip("/").rpartition("/")[2]}


def _bare(text: str) -> str:
    """Return JSON without what is written around it."""
    text = text.strip()
    while start := next(filter(text.startswith, _BEFORE_JSON), None):
        text = text.removeprefix(start).lstrip()
    while end := next(filter(text.endswith, _AFTER_JSON), None):
        text = text.removesuffix(end).rstrip()
    return text


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


def _authors(article: dict[str, Any], meta: dict[str, str]) -> Iterator[str]:
    stated = article.get("author")
    for author in (*(stated if isinstance(stated, list) else [stated]), meta.get("author"), meta.get("article:author")):
        yield from filter(None, re.split(r"\s*[,;/|&]\s*", _name(author) or ""))


def _dates(tree: html.HtmlElement, article: dict[str, Any], meta: dict[str, str], now: datetime) -> DeclaredDates:
    language = next(iter(tree.xpath("//html/@lang | //html/@xml:lang")), "").strip()
    head = [article.get("datePublished"), *(meta.get(name) for name in _PUBLISHED)]
    changed = [article.get("dateModified"), *(meta.get(name) for name in _CHANGED), *_marked_as_changed(tree)]
    in_head = [day for value in head if (day := moment(value, now)) is not None]
    # Elements may also be those of other articles.
    published = [*in_head, *(day for value in _marked(tree) if (day := moment(value, now)) is not None)]
    days = {day[:10] for day in published}
    return DeclaredDates(
        published=tuple(published),
        changed=frozenset(
            date.fromisoformat(day[:10])
            for value in changed
            if (day := moment(value, now)) is not None and day[:10] not in days
        ),
        language=language,
        is_doubtful=bool(in_head) and disagree(in_head),
    )


def _marked(tree: html.HtmlElement) -> list[str]:
    """Return the values of elements that are marked as the day of publication."""
    found = list(tree.xpath("//time[@pubdate or contains(@itemprop, 'datePublished')]/@datetime"))
    found += tree.xpath("//*[contains(@itemprop, 'datePublished')]/@content")
    for element in tree.xpath("(//time[@datetime and @class] | //abbr[@title and @class])[position() <= 20]"):
        if _PUBLISHED_CLASSES & set(element.get("class").casefold().split()):
            found.append(element.get("datetime") or element.get("title"))
    return found


def _marked_as_changed(tree: html.HtmlElement) -> list[str]:
    return [
        element.get("datetime") or element.get("content") or element.text_content()[:100]
        for element in tree.xpath("(//time[@itemprop or @class] | //*[@itemprop='dateModified'])[position() <= 40]")
        if "modified" in (element.get("itemprop") or "").casefold()
        or {"updated", "modified", "dt-updated"} & set((element.get("class") or "").casefold().split())
    ]


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
