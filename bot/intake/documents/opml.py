"""Read a list of feeds (OPML) for their addresses and titles.  Runs confined."""

from __future__ import annotations

import re
from typing import Any, BinaryIO
from xml.parsers import expat

from retrieval.domain.errors import UnusableArticle

# Nobody follows more; a longer list is meant to do harm.
MAX_LISTED_FEEDS = 5_000
# An & that begins neither one of XML's own entities nor a character's number.  Many programs write addresses that way.
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def read_opml(file: BinaryIO) -> dict[str, Any]:
    """Return {"feeds": [{"url", "title"}, …]}, in the file's order.  Raise UnusableArticle."""
    found: list[dict[str, str | None]] = []
    root: list[str] = []

    def refuse(*_: object) -> None:
        raise UnusableArticle("declares a document type, which no list of feeds needs; export it again without one")

    def element(name: str, attributes: dict[str, str]) -> None:
        root.append(name) if not root else None
        values = {key.casefold(): value for key, value in attributes.items()}
        if name.casefold() == "outline" and (url := values.get("xmlurl", "").strip()):
            title = " ".join((values.get("title") or values.get("text") or "").split())
            found.append({"url": url, "title": title or None})
        if len(found) > MAX_LISTED_FEEDS:
            raise UnusableArticle(f"lists more than {MAX_LISTED_FEEDS:,} feeds; split it")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = element
    try:
        parser.Parse(_with_escaped_ampersands(file.read()), True)
    except expat.ExpatError as error:
        raise UnusableArticle(f"is not a list of feeds in OPML ({error}); export it again") from error
    if root[0].casefold() != "opml":
        raise UnusableArticle("is not a list of feeds in OPML; export one from the reader that has your feeds")
    return {"feeds": found}


def _with_escaped_ampersands(content: bytes) -> bytes:
    # In UTF-16 a character is two bytes, and an & between them none.
    return content if b"\0" in content else _BARE_AMPERSAND.sub(b"&amp;", content)
