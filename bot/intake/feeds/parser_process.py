"""Read feeds in a confined process, all waiting ones in one, because starting it takes longer than reading a feed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from tempfile import TemporaryFile
from typing import IO, Any

from bot.intake.base.call_batcher import CallBatcher
from bot.intake.base.file_types import FileType
from bot.intake.base.sandbox import Limits, read_document
from bot.intake.base.worded import as_json, from_json
from bot.intake.web.fetching import Fetched
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity
from storage.ports.feeds import NewFeed

LIMITS = Limits(memory=1 << 29, processor=20, clock=60.0, answer=32_000_000)
# One process gets at most this much.
MAX_BYTES = 8_000_000
MAX_FEEDS = 32

ParsedFeed = dict[str, Any]
"""{"title", "hint", "entries"} as bot.intake.documents.feed returns it, or {"refused": reason}."""


@dataclass(frozen=True, slots=True)
class FeedBody:
    """A feed as a server sent it: its bytes, its content type, and the base of its relative links."""

    content: bytes
    content_type: str
    url: str


def body_of(fetched: Fetched) -> FeedBody:
    return FeedBody(fetched.content, fetched.headers.get("content-type", ""), fetched.url)


class IsWebPage(UnusableArticle):
    """The content is a web page, not a feed; `names` are the feeds that the page links to as its own."""

    def __init__(self, reason: str, names: Sequence[NewFeed]) -> None:
        super().__init__(reason)
        self.names = tuple(names)


class FeedReader:
    """Parses feeds; a bad one does not keep the others from being read."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._read = CallBatcher(self._parse_all, _batch_size)

    async def __call__(self, body: FeedBody) -> ParsedFeed:
        """Return the parsed feed.  Raise UnusableArticle, and IsWebPage for a web page."""
        if len(body.content) > MAX_BYTES:
            raise UnusableArticle(
                "is larger than any feed ({most} bytes at most); check the address", most=Quantity(MAX_BYTES)
            )
        feed = await self._read(body)
        if "names" in feed:
            raise IsWebPage(from_json(feed), [NewFeed(**named) for named in feed["names"]])
        if "refused" in feed:
            raise UnusableArticle(from_json(feed))
        return feed

    async def _parse_all(self, bodies: list[FeedBody]) -> list[ParsedFeed]:
        try:
            return await _read_confined(bodies, self._limits)
        except UnusableArticle as error:
            if len(bodies) == 1:
                return [as_json(error.wording)]
        # One of them is too much for the process; reading each alone shows which.
        return [feed for body in bodies for feed in await self._parse_all([body])]


def _batch_size(bodies: Sequence[FeedBody]) -> int:
    sizes = accumulate(len(body.content) for body in bodies[:MAX_FEEDS])
    return max(1, sum(size <= MAX_BYTES for size in sizes))


async def _read_confined(bodies: list[FeedBody], limits: Limits) -> list[ParsedFeed]:
    file = await asyncio.to_thread(_written, bodies)
    try:
        feeds: list[ParsedFeed] = (await read_document(file, FileType.FEED, limits))["feeds"]
    finally:
        file.close()
    return feeds


def _written(bodies: list[FeedBody]) -> IO[bytes]:
    header = [{"length": len(b.content), "type": b.content_type, "url": b.url} for b in bodies]
    file = TemporaryFile()  # noqa: SIM115  the reader closes it
    file.write(json.dumps(header).encode() + b"\n")
    file.writelines(body.content for body in bodies)
    file.flush()
    return file
