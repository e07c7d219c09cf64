"""Feeds (RSS, Atom, JSON Feed) as JSON tells them; read where no harm is done, several by one process."""

from __future__ import annotations

import calendar
import io
import json
import re
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urljoin

from bot.intake.documents.fragments import feeds_of, line_of, paragraphs_of
from retrieval.domain.errors import UnusableArticle

# Entries of a feed that are looked at, the first ones: a feed puts the newest on top.
MOST_ENTRIES = 300
# Characters of text that one feed may tell in all; what is beyond is read from its page.
MOST_TEXT = 4_000_000
# Characters of a feed's title, by which its articles are called; of a link.
LONGEST_TITLE = 200
LONGEST_LINK = 4000
_NOT_ONE = "is no feed that is known (RSS, Atom or JSON Feed); check the address"
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
# Never tried again otherwise (the +): many comments can be taken for fewer in too many ways.
_PAGE = re.compile(rb"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
# A document type may declare entities in its first lines, and a bomb does; no feed needs any.
_PROLOG = 1 << 16
# Bytes of a page, and of the feeds that it names, that are looked at.
_HEAD = 500_000
MOST_NAMED = 10


def read_feeds(file: BinaryIO, longest: int) -> dict[str, Any]:
    """{"feeds": [...]}, one object a feed: what it tells, or {"refused": why}; of a page
    also the feeds that it "names".

    `file`: a line of JSON, [{"length", "type", "url"}, …], and then the bodies one behind the other.
    """
    told = json.loads(file.readline())
    return {"feeds": [_tried(file.read(one["length"]), one["type"], one["url"], longest) for one in told]}


def _tried(body: bytes, content_type: str, url: str, longest: int) -> dict[str, Any]:
    try:
        return _read(body, content_type, url, longest)
    except UnusableArticle as error:
        return {"refused": str(error)}
    except (ValueError, TypeError, KeyError, AttributeError, LookupError, RecursionError, AssertionError):
        # What damage makes a parser raise; who is out of memory or time ends with the process.
        return {"refused": "cannot be read as a feed: it is damaged, or made to do harm"}


def _read(body: bytes, content_type: str, url: str, longest: int) -> dict[str, Any]:
    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _bounded(_json_feed(text, url), longest)
    if b"<!ENTITY" in body[:_PROLOG] or b"<!\0E\0N\0T\0I\0T\0Y" in body[:_PROLOG]:
        raise UnusableArticle("declares entities, which no feed needs and a bomb is made of; it is not read")
    if _PAGE.match(text):
        head = body[:_HEAD].decode("utf-8", "replace")
        return {"refused": "is a web page, not a feed", "names": feeds_of(head, url)[:MOST_NAMED]}
    return _bounded(_xml_feed(body, content_type, url), longest)


def _bounded(told: dict[str, Any], longest: int) -> dict[str, Any]:
    left = MOST_TEXT
    for entry in told["entries"]:
        for part in ("content", "summary"):
            length = len(entry[part] or "")
            if length > min(longest, left):
                entry[part] = None
            else:
                left -= length
    return told


def _xml_feed(body: bytes, content_type: str, url: str) -> dict[str, Any]:
    import feedparser  # noqa: PLC0415  a JSON Feed takes none

    headers = {"content-type": content_type, "content-location": url}
    # Never the bytes themselves: feedparser would take some for a file's name.
    found = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("version") and not found.entries:
        raise UnusableArticle(_NOT_ONE)
    feed = found.feed
    return {
        "title": _title(feed.get("title")),
        "hint": _hint(feed),
        "entries": [_entry(entry, url) for entry in found.entries[:MOST_ENTRIES]],
    }


def _title(html: str | None) -> str | None:
    title = line_of(html)
    return None if title is None else title[:LONGEST_TITLE]


def _hint(feed: Mapping[str, Any]) -> int | None:
    """How many seconds apart a feed asks to be read."""
    ttl = str(feed.get("ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,6}", ttl):
        return int(ttl) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().casefold())
    if period is None:
        return None
    often = str(feed.get("sy_updatefrequency") or "1").strip()
    return period // max(1, int(often)) if re.fullmatch(r"[0-9]{1,4}", often) else period


def _entry(entry: Mapping[str, Any], url: str) -> dict[str, Any]:
    # FeedBurner's own link counts readers and leads to this one.
    link = entry.get("feedburner_origlink") or entry.get("link")
    contents = [text for part in entry.get("content") or () if (text := _text(part))]
    return {
        "id": str(entry["id"]) if entry.get("id") else None,
        "link": _link(url, link),
        "title": line_of(entry.get("title")),
        "author": line_of(entry.get("author")),
        "published": _moment(entry.get("published_parsed")),
        "updated": _moment(entry.get("updated_parsed")),
        "content": max(contents, key=len, default=None),
        "summary": _text(entry.get("summary_detail") or {}),
    }


def _link(url: str, link: Any) -> str | None:
    try:
        found = urljoin(url, str(link).strip()) if link else None
    except ValueError:
        # One that is no address costs its own entry a page, and no other anything.
        return None
    return found if found is not None and len(found) <= LONGEST_LINK else None


def _text(part: Mapping[str, Any]) -> str | None:
    value = part.get("value")
    if not isinstance(value, str):
        return None
    return (value.strip() if part.get("type") == "text/plain" and "<" not in value else paragraphs_of(value)) or None


def _moment(parsed: time.struct_time | None) -> str | None:
    """feedparser's moments are UTC."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _json_feed(body: bytes, url: str) -> dict[str, Any]:
    told = json.loads(body)
    if not isinstance(told, dict) or not str(told.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise UnusableArticle(_NOT_ONE)
    items = told.get("items")
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {
        "title": _title(_string(told, "title")),
        "hint": None,
        "entries": [_item(item, url) for item in listed[:MOST_ENTRIES]],
    }


def _item(item: Mapping[str, Any], url: str) -> dict[str, Any]:
    link, html = _string(item, "url") or _string(item, "external_url"), _string(item, "content_html")
    return {
        "id": _string(item, "id"),
        "link": _link(url, link),
        "title": line_of(_string(item, "title")),
        "author": ", ".join(_authors(item)) or None,
        "published": _string(item, "date_published"),
        "updated": _string(item, "date_modified"),
        "content": paragraphs_of(html) if html else _string(item, "content_text"),
        "summary": _string(item, "summary"),
    }


def _authors(item: Mapping[str, Any]) -> Iterator[str]:
    authors = item.get("authors")
    for author in authors if isinstance(authors, list) else [item.get("author")]:
        if isinstance(author, dict) and (name := line_of(_string(author, "name"))):
            yield name


def _string(told: Mapping[str, Any], key: str) -> str | None:
    value = told.get(key)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
