"""Convert feeds (RSS, Atom, JSON Feed) to one JSON form.  Runs confined, several feeds in one process."""

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

# Only the first entries of a feed are read; feeds put the newest on top.
MAX_ENTRIES = 300
# Text of all entries of one feed together; the rest is read from the entries' pages.
MAX_TEXT_CHARS = 4_000_000
# A feed's title becomes the publisher of its articles.
MAX_TITLE_CHARS = 200
MAX_LINK_CHARS = 4000
_NOT_A_FEED = "is not a feed (RSS, Atom or JSON Feed); check the address"
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
# Possessive (+), because there are too many ways to split a run of comments.
_PAGE = re.compile(rb"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
# Bytes in which a document type may declare entities.  Bombs do; no feed needs any.
_PROLOG_BYTES = 1 << 16
# A page is searched for the feeds that it links to in this many bytes.
_PAGE_BYTES = 500_000
MAX_LINKED_FEEDS = 10


def read_feeds(file: BinaryIO, max_chars: int) -> dict[str, Any]:
    """Return {"feeds": [...]} with one object per feed: its content, or {"refused": reason}.

    For a web page, the object also has the feeds that the page "names".  `file` holds a line of JSON,
    [{"length", "type", "url"}, …], and then the bodies one after the other.
    """
    bodies = json.loads(file.readline())
    return {"feeds": [_read_or_refuse(file.read(b["length"]), b["type"], b["url"], max_chars) for b in bodies]}


def _read_or_refuse(body: bytes, content_type: str, url: str, max_chars: int) -> dict[str, Any]:
    try:
        return _read(body, content_type, url, max_chars)
    except UnusableArticle as error:
        return {"refused": str(error)}
    except (ValueError, TypeError, KeyError, AttributeError, LookupError, RecursionError, AssertionError):
        # What parsers raise for damaged input.  Running out of memory or time ends the process instead.
        return {"refused": "cannot be read as a feed: it is damaged or malicious; check the address"}


def _read(body: bytes, content_type: str, url: str, max_chars: int) -> dict[str, Any]:
    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return _bounded(_json_feed(text, url), max_chars)
    if b"<!ENTITY" in body[:_PROLOG_BYTES] or b"<!\0E\0N\0T\0I\0T\0Y" in body[:_PROLOG_BYTES]:
        raise UnusableArticle("declares entities, which no feed needs and attacks use; check the address")
    if _PAGE.match(text):
        head = body[:_PAGE_BYTES].decode("utf-8", "replace")
        return {"refused": "is a web page, not a feed", "names": feeds_of(head, url)[:MAX_LINKED_FEEDS]}
    return _bounded(_xml_feed(body, content_type, url), max_chars)


def _bounded(feed: dict[str, Any], max_chars: int) -> dict[str, Any]:
    """Drop texts that are longer than an article, and those beyond MAX_TEXT_CHARS."""
    left = MAX_TEXT_CHARS
    for entry in feed["entries"]:
        for part in ("content", "summary"):
            length = len(entry[part] or "")
            if length > min(max_chars, left):
                entry[part] = None
            else:
                left -= length
    return feed


def _xml_feed(body: bytes, content_type: str, url: str) -> dict[str, Any]:
    import feedparser  # noqa: PLC0415  not needed for a JSON Feed

    headers = {"content-type": content_type, "content-location": url}
    # As a file: feedparser would take some bytes for a file name.
    found = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("version") and not found.entries:
        raise UnusableArticle(_NOT_A_FEED)
    feed = found.feed
    return {
        "title": _title(feed.get("title")),
        "hint": _hint(feed),
        "entries": [_entry(entry, url) for entry in found.entries[:MAX_ENTRIES]],
    }


def _title(html: str | None) -> str | None:
    title = line_of(html)
    return None if title is None else title[:MAX_TITLE_CHARS]


def _hint(feed: Mapping[str, Any]) -> int | None:
    """Return the seconds between polls that a feed asks for."""
    ttl = str(feed.get("ttl") or "").strip()
    if re.fullmatch(r"[0-9]{1,6}", ttl):
        return int(ttl) * 60
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().casefold())
    if period is None:
        return None
    frequency = str(feed.get("sy_updatefrequency") or "1").strip()
    return period // max(1, int(frequency)) if re.fullmatch(r"[0-9]{1,4}", frequency) else period


def _entry(entry: Mapping[str, Any], url: str) -> dict[str, Any]:
    # FeedBurner's own link counts readers and then redirects to this one.
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
        # A malformed link costs its own entry the page, and other entries nothing.
        return None
    return found if found is not None and len(found) <= MAX_LINK_CHARS else None


def _text(part: Mapping[str, Any]) -> str | None:
    value = part.get("value")
    if not isinstance(value, str):
        return None
    return (value.strip() if part.get("type") == "text/plain" and "<" not in value else paragraphs_of(value)) or None


def _moment(parsed: time.struct_time | None) -> str | None:
    """Return a time of feedparser's, which is in UTC, in ISO form."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _json_feed(body: bytes, url: str) -> dict[str, Any]:
    feed = json.loads(body)
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise UnusableArticle(_NOT_A_FEED)
    items = feed.get("items")
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {
        "title": _title(_string(feed, "title")),
        "hint": None,
        "entries": [_item(item, url) for item in listed[:MAX_ENTRIES]],
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


def _string(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
