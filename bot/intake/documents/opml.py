"""A list of feeds (OPML) to their addresses and titles; read where no harm is done."""

from __future__ import annotations

from typing import Any, BinaryIO
from xml.parsers import expat

from retrieval.domain.errors import UnusableArticle

# Nobody follows more, and somebody who sends more means harm.
MOST_FEEDS = 5_000


def read_opml(file: BinaryIO) -> dict[str, Any]:
    """{"feeds": [{"url", "title"}, …]}, in order.  Raises UnusableArticle."""
    found: list[dict[str, str | None]] = []
    root: list[str] = []

    def refuse(*_: object) -> None:
        raise UnusableArticle("declares a document type, which no list of feeds needs; it is not read")

    def element(name: str, attributes: dict[str, str]) -> None:
        root.append(name) if not root else None
        told = {key.casefold(): value for key, value in attributes.items()}
        if name.casefold() == "outline" and (url := told.get("xmlurl", "").strip()):
            title = " ".join((told.get("title") or told.get("text") or "").split())
            found.append({"url": url, "title": title or None})
        if len(found) > MOST_FEEDS:
            raise UnusableArticle(f"lists more than {MOST_FEEDS:,} feeds; split it")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = element
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        raise UnusableArticle(f"is no list of feeds in OPML ({error}); export it anew") from error
    if root[0].casefold() != "opml":
        raise UnusableArticle("is no list of feeds in OPML; export it from the reader that has your feeds")
    return {"feeds": found}
