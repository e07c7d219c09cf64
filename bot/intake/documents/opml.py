"""Read a list of feeds (OPML) for their addresses and titles.  Runs confined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, BinaryIO
from xml.parsers import expat

from bot.intake.documents.feed_xml import UNKNOWN, parts, repaired, without_prolog
from bot.intake.pages.decoding import decoded
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity

# Nobody follows more; a longer list is meant to do harm.
MAX_LISTED_FEEDS = 5_000
_ROOT = re.compile(r"<(?:\w+:)?opml[\s>/]", re.IGNORECASE)
# All that a list says about a feed is in the attributes of one tag, so each tag can be read alone.
_OUTLINE = re.compile(r"<(?:\w+:)?outline\b", re.IGNORECASE)
# The second form has a < in an attribute, which nobody escaped.
_TAGS = [
    re.compile(rf"<((?:\w+:)?outline)\b(?:[^<>\"']++|\"[^\"{not_in}]*+\"|'[^'{not_in}]*+')*+>", re.IGNORECASE)
    for not_in in ("<", "\n")
]
_NAMES_A_FEED = re.compile(r"\bxmlurl\b", re.IGNORECASE)


def read_opml(file: BinaryIO) -> dict[str, Any]:
    """Return {"feeds": [{"url", "title"}, …], "passed_over": [line, …]}, in the file's order.  Raise UnusableArticle.

    `passed_over` are the lines with feeds that cannot be read, counted from 1.
    """
    given = decoded(file.read(), sure=True).lstrip()
    text = repaired(without_prolog(given, _ROOT))
    if not _ROOT.match(text):
        raise UnusableArticle("is not a list of feeds in OPML; export one from the reader that has your feeds")
    # The lines that precede the root element.
    line = given.count("\n") - text.count("\n") + 1
    text = "".join("\n" * part.count("\n") if opaque else part for part, opaque in parts(text))
    feeds: list[dict[str, str | None]] = []
    passed_over: list[int] = []
    starts = [tag.start() for tag in _OUTLINE.finditer(text)]
    for before, start, end in zip([0, *starts], starts, [*starts[1:], len(text)], strict=False):
        line += text.count("\n", before, start)
        attributes = _attributes(text[start:end])
        if attributes is None:
            passed_over += [line] if _NAMES_A_FEED.search(text, start, end) else []
        elif url := attributes.get("xmlurl", "").strip():
            title = " ".join((attributes.get("title") or attributes.get("text") or "").split())
            feeds.append({"url": url, "title": title if title and UNKNOWN not in title else None})
        if len(feeds) + len(passed_over) > MAX_LISTED_FEEDS:
            raise UnusableArticle("lists more than {most} feeds; split it", most=Quantity(MAX_LISTED_FEEDS))
    return {"feeds": feeds, "passed_over": passed_over}


def _attributes(text: str) -> Mapping[str, str] | None:
    """Return the attributes of the tag that a text begins with, by lower-case names; None if it is not well-formed."""
    tag = next(filter(None, (form.match(text) for form in _TAGS)), None)
    if tag is None:
        return None
    found: dict[str, str] = {}

    def element(name: str, attributes: dict[str, str]) -> None:
        del name
        found.update((key.casefold(), value) for key, value in attributes.items())

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    whole = "<" + tag.group()[1:].replace("<", "&lt;")
    try:
        parser.Parse(whole if whole.endswith("/>") else f"{whole}</{tag[1]}>", True)
    except expat.ExpatError:
        return None
    return None if UNKNOWN in found.get("xmlurl", "") else found
