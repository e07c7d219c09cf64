"""Import and export lists of feeds (OPML)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from tempfile import TemporaryFile
from xml.sax.saxutils import escape, quoteattr

from bot.feeds.discovery import address_of
from bot.intake.base.file_types import FileType
from bot.intake.base.refusal import Refused
from bot.intake.base.sandbox import Limits, read_document
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity, Wording
from storage.ports.feeds import Feed, NewFeed

NAME = "feeds.opml"
# Five times what 5,000 feeds take.
MAX_OPML_BYTES = 5_000_000
LIMITS = Limits(memory=1 << 28, processor=10, clock=30.0)
# Characters that XML 1.0 cannot hold, even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


async def feeds_in(content: bytes) -> list[NewFeed | Refused]:
    """Return the feeds that an OPML file lists, each once, and refuse what cannot be read.  Raise UnusableArticle."""
    if len(content) > MAX_OPML_BYTES:
        raise UnusableArticle(
            "is larger than any list of feeds ({most} bytes at most); split it", most=Quantity(MAX_OPML_BYTES)
        )
    with TemporaryFile() as file:
        await asyncio.to_thread(file.write, content)
        await asyncio.to_thread(file.flush)
        listed = await read_document(file, FileType.OPML, LIMITS)
    found: dict[str, NewFeed | Refused] = {}
    for feed in listed["feeds"]:
        try:
            url = address_of(feed["url"])
            found.setdefault(url, NewFeed(url, feed["title"]))
        except UnusableArticle as error:
            found.setdefault(feed["url"], Refused(feed["url"], error.wording))
    damaged = Wording("is not well-formed, and its feed is passed over; add that feed by its address")
    return [*found.values(), *(Refused(f"line {line}", damaged) for line in listed["passed_over"])]


def opml_of(feeds: Sequence[Feed], now: datetime) -> str:
    """Return these feeds as OPML, for another feed reader or another On Record.  Pure."""
    outlines = "".join(
        f'    <outline type="rss" text={_quoted(f.label)} title={_quoted(f.label)} xmlUrl={_quoted(f.url)}/>\n'
        for f in feeds
    )
    made = escape(format_datetime(now))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head>\n    <title>On Record</title>\n    <dateCreated>{made}</dateCreated>\n  </head>\n"
        f"  <body>\n{outlines}  </body>\n</opml>\n"
    )


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("", text))
