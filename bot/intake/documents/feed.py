"""Convert feeds (RSS, Atom, JSON Feed) to one JSON form.  Runs confined, several feeds in one process."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO
from urllib.parse import urljoin

from bot.intake.base.author_names import is_address, names_of
from bot.intake.base.stated_dates import stated_date
from bot.intake.documents.feed_xml import UNKNOWN, is_well_formed, well_formed
from bot.intake.documents.fragments import certain_text, feeds_of, line_of, title_of
from bot.intake.pages.decoding import decoded
from retrieval.domain.errors import UnusableArticle, template
from retrieval.domain.metadata_limits import is_too_long

# Only the first entries of a feed are read; feeds put the newest on top.
MAX_ENTRIES = 300
# Text of all entries of one feed together; the rest is read from the entries' pages.
MAX_TEXT_CHARS = 4_000_000
MAX_LINK_CHARS = 4000
_NOT_A_FEED = template("is not a feed (RSS, Atom or JSON Feed); check the address")
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
# Possessive (+), because there are too many ways to split a run of comments.
_PAGE = re.compile(r"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)
# Put into the feed's address, so that links that were relative show that they were.
_RELATIVE = "relative@"
# What could be UTF-8 read as Latin-1 is mended by feedparser: "LIBERTÉ\xa0!" becomes "LIBERTɠ!".  So the letters
# that begin such a pair are replaced before it reads them, and put back afterwards.
_LEADING = range(0xC2, 0xF5)
_STAND_INS = range(0x10F8C2, 0x10F8F5)
_GUARD = dict(zip(_LEADING, _STAND_INS, strict=True)) | dict.fromkeys(_STAND_INS, ord(UNKNOWN))
_UNGUARD = dict(zip(_STAND_INS, _LEADING, strict=True))
# How XML in UTF-16 begins, if it has no byte order mark.
_UTF_16 = {b"<\0": codecs.BOM_UTF16_LE, b"\0<": codecs.BOM_UTF16_BE}
# A page is searched for the feeds that it links to in this many characters.
_PAGE_CHARS = 500_000
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
    text = decoded(_UTF_16.get(body[:2], b"") + body, content_type, sure=True).lstrip()
    if text.startswith("{"):
        return _bounded(_json_feed(text, url), max_chars)
    if _PAGE.match(text):
        return {"refused": "is a web page, not a feed", "names": feeds_of(text[:_PAGE_CHARS], url)[:MAX_LINKED_FEEDS]}
    return _bounded(_xml_feed(text, url), max_chars)


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


def _xml_feed(text: str, url: str) -> dict[str, Any]:
    xml = well_formed(text, MAX_ENTRIES)
    # For anything else feedparser has a parser of its own, which alters words.
    if not is_well_formed(xml.content):
        raise UnusableArticle(_NOT_A_FEED)
    found = _parsed(xml.content, url)
    if found.bozo or (not found.get("version") and not found.entries):
        raise UnusableArticle(_NOT_A_FEED)
    feed, version = found.feed, str(found.get("version") or "")
    entries = [_entry(entry, url, version) for entry in found.entries[:MAX_ENTRIES]]
    # In Atom an entry without an author has the feed's.  RSS knows a managing editor only.
    inherited = _authors(feed) if version.startswith("atom") else None
    title = _title(_line(feed, "title"))
    for place, entry in enumerate(entries):
        entry["author"] = entry["author"] or (inherited if inherited != title else None)
        entry["doubtful"] |= place in xml.damaged
    return {"title": title, "hint": _hint(feed), "entries": entries}


def _parsed(xml: bytes, url: str) -> Any:
    """Return what feedparser makes of some well-formed XML."""
    import feedparser  # noqa: PLC0415  not needed for a JSON Feed

    # As a file: feedparser would take some bytes for a file name.
    found = feedparser.parse(
        io.BytesIO(xml.decode().translate(_GUARD).encode()),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url.replace("://", f"://{_RELATIVE}", 1),
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    _unguard(found)
    return found


def _unguard(found: Any) -> Any:
    """Put the letters back into all texts of a parsed feed, in place."""
    if isinstance(found, str):
        return found.translate(_UNGUARD)
    if isinstance(found, dict):
        # Not by items: feedparser's dictionaries have other names for some keys.
        for key, value in list(dict.items(found)):
            dict.__setitem__(found, key, _unguard(value))
    elif isinstance(found, list):
        found[:] = [_unguard(value) for value in found]
    return found


def _title(title: str | None) -> str | None:
    """Return a feed's title, which becomes the publisher of its articles; None if it is too long to be one."""
    return None if is_too_long("publisher", title) else title


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


def _entry(entry: Mapping[str, Any], url: str, version: str) -> dict[str, Any]:
    # FeedBurner's own link counts readers and then redirects to this one.
    link = str(entry.get("feedburner_origlink") or entry.get("link") or "")
    guid = str(entry.get("id") or "")
    if link == guid and _RELATIVE in link:
        # RSS takes an id for a link unless it says that it is none; "N/A" is not one.
        link = ""
    parts = [part for part in entry.get("content") or () if _is_content(part, version)]
    texts = [_text(part) for part in parts]
    # A plain dictionary: feedparser's own gives the day of publication for one of a change that is not stated.
    stated = dict(entry)
    described = _text(entry.get("summary_detail") or {"value": ""})
    return {
        "id": guid.replace(_RELATIVE, "") or None,
        "link": _link(url, link.replace(_RELATIVE, "")),
        "title": _line(entry, "title"),
        "author": _authors(entry) or _authors(entry.get("source") or {}),
        "published": _date(stated.get("published") or stated.get("created")),
        "updated": _date(stated.get("updated")),
        "content": None if None in texts else max(filter(None, texts), key=len, default=None),
        "summary": described or None,
        "doubtful": None in texts or described is None,
    }


def _is_content(part: Mapping[str, Any], version: str) -> bool:
    """Return whether a part is what the feed calls content.  In RSS, plain text is a podcast's second summary."""
    return bool(part.get("value")) and not (version.startswith("rss") and part.get("type") == "text/plain")


def _link(url: str, link: Any) -> str | None:
    try:
        found = urljoin(url, str(link).strip()) if link else None
    except ValueError:
        # A malformed link costs its own entry the page, and other entries nothing.
        return None
    return found if found is not None and len(found) <= MAX_LINK_CHARS else None


def _text(part: Mapping[str, Any]) -> str | None:
    """Return the text of content or of a summary ("" for none), or None if it would have to be guessed."""
    value, kind = part["value"], part.get("type")
    if not value:
        return ""
    if kind not in {"text/plain", "text/html", "application/xhtml+xml"}:
        return None
    return certain_text(value, is_html=kind != "text/plain")


def _line(entry: Mapping[str, Any], key: str) -> str | None:
    kind = (entry.get(f"{key}_detail") or {}).get("type")
    return title_of(entry.get(key), is_html=kind != "text/plain")


def _authors(entry: Mapping[str, Any]) -> str | None:
    authors = entry.get("authors") or ()
    if len(authors) < 2:
        return names_of([line_of(entry.get("author"))])
    return names_of(line_of(_name_beside(author.get("name"), author.get("email"))) for author in authors)


def _name_beside(name: str | None, address: str | None) -> str | None:
    """Return a name that feedparser has split from an address, which it ends after four letters of the last part."""
    if name and address and is_address(f"{address}{name}"):
        return None
    return name.rpartition("(")[2] if name and name.count("(") > name.count(")") else name


def _date(text: Any) -> str | None:
    return stated_date(text) if isinstance(text, str) else None


def _json_feed(text: str, url: str) -> dict[str, Any]:
    feed = json.loads(text, strict=False)
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise UnusableArticle(_NOT_A_FEED)
    items = feed.get("items")
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    inherited = names_of(_json_authors(feed))
    return {
        "title": _title(title_of(_string(feed, "title"), is_html=False)),
        "hint": None,
        "entries": [_item(item, url, inherited) for item in listed[:MAX_ENTRIES]],
    }


def _item(item: Mapping[str, Any], url: str, inherited: str | None) -> dict[str, Any]:
    html, plain = _string(item, "content_html"), _string(item, "content_text")
    content = certain_text(html or plain or "", is_html=html is not None)
    summary = certain_text(_string(item, "summary") or "", is_html=False)
    return {
        "id": _string(item, "id"),
        "link": _link(url, _string(item, "url") or _string(item, "external_url")),
        "title": title_of(_string(item, "title"), is_html=False),
        "author": names_of(_json_authors(item)) or inherited,
        "published": _date(_string(item, "date_published")),
        "updated": _date(_string(item, "date_modified")),
        "content": content or None,
        "summary": summary or None,
        "doubtful": content is None or summary is None,
    }


def _json_authors(item: Mapping[str, Any]) -> Iterable[str | None]:
    authors = item.get("authors")
    for author in authors if isinstance(authors, list) else [item.get("author")]:
        if isinstance(author, dict):
            yield line_of(_string(author, "name"))


def _string(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
