"""Have feeds read by a process of its own, all that wait by one: starting it takes longer than reading a feed."""

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
from bot.intake.web.fetching import Fetched
from retrieval.domain.errors import UnusableArticle
from storage.ports.feeds import NewFeed

LIMITS = Limits(memory=1 << 29, processor=20, clock=60.0, answer=32_000_000)
# What one process is given.
MOST_BYTES = 8_000_000
MOST_FEEDS = 32

ParsedFeed = dict[str, Any]
"""{"title", "hint", "entries"}, as bot.intake.documents.feed tells it; or {"refused": why}."""


@dataclass(frozen=True, slots=True)
class FeedBody:
    """A feed as it was sent: its bytes, its content type, and the address that relative links in it start from."""

    content: bytes
    content_type: str
    url: str


def body_of(fetched: Fetched) -> FeedBody:
    return FeedBody(fetched.content, fetched.headers.get("content-type", ""), fetched.url)


class IsWebPage(UnusableArticle):
    """A web page where a feed was looked for; `names` are the feeds that it names for itself."""

    def __init__(self, reason: str, names: Sequence[NewFeed]) -> None:
        super().__init__(reason)
        self.names = tuple(names)


class FeedReader:
    """Bodies in, what they tell out; none keeps another from being read."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._read = CallBatcher(self._told_of, _fitting)

    async def __call__(self, body: FeedBody) -> ParsedFeed:
        """Raises UnusableArticle, and of a page IsWebPage."""
        if len(body.content) > MOST_BYTES:
            raise UnusableArticle(f"is larger than any feed ({MOST_BYTES:,} bytes at most)")
        told = await self._read(body)
        if "names" in told:
            raise IsWebPage(told["refused"], [NewFeed(**named) for named in told["names"]])
        if "refused" in told:
            raise UnusableArticle(told["refused"])
        return told

    async def _told_of(self, bodies: list[FeedBody]) -> list[ParsedFeed]:
        try:
            return await _read_confined(bodies, self._limits)
        except UnusableArticle as error:
            if len(bodies) == 1:
                return [{"refused": str(error)}]
        # One of them is too much for the process; which, each alone will show.
        return [told for body in bodies for told in await self._told_of([body])]


def _fitting(bodies: Sequence[FeedBody]) -> int:
    sizes = accumulate(len(body.content) for body in bodies[:MOST_FEEDS])
    return max(1, sum(size <= MOST_BYTES for size in sizes))


async def _read_confined(bodies: list[FeedBody], limits: Limits) -> list[ParsedFeed]:
    file = await asyncio.to_thread(_written, bodies)
    try:
        feeds: list[ParsedFeed] = (await read_document(file, FileType.FEED, limits))["feeds"]
    finally:
        file.close()
    return feeds


def _written(bodies: list[FeedBody]) -> IO[bytes]:
    about = [{"length": len(b.content), "type": b.content_type, "url": b.url} for b in bodies]
    file = TemporaryFile()  # noqa: SIM115  closed by who reads it
    file.write(json.dumps(about).encode() + b"\n")
    file.writelines(body.content for body in bodies)
    file.flush()
    return file
