"""Files to drafts: texts, JSON lines, and documents and pages by way of a process of their own.  Stores nothing."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, cast

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.file_types import HEAD_BYTES, NOT_FROM_WEB, FileType, WebOrigin, file_type_of
from bot.intake.base.refusal import Refused
from bot.intake.base.sandbox import LIMITS, PAGE_LIMITS, read_document
from bot.intake.sources.front_matter import front_matter
from bot.intake.sources.json_lines import json_lines
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import LONGEST

# Of a document, whose pictures count too.
MOST_BYTES = 100_000_000
# What a thread reads at once.
LINES_AT_ONCE = 16
# What looks like a link without its beginning.
_HOST = re.compile(r"www\.|\w[\w-]*(\.[\w-]+)+/")


async def drafts_of_stream(stream: BinaryIO, where: str, *, lines: bool = False) -> AsyncIterator[Draft | Refused]:
    """Of what has no name to look at, a pipe for instance; `where` is what it is called."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    async for item in _drafts_from(buffered, buffered.peek(HEAD_BYTES), where, None, lines=lines):
        yield item


async def drafts_sent(content: bytes, name: str) -> AsyncIterator[Draft | Refused]:
    """The drafts of a file that somebody sent; its name is only looked at, and never a path."""
    async for item in _drafts_of_bytes(content, name, Path(name).suffix.lower(), NOT_FROM_WEB):
        yield item


async def drafts_fetched(
    content: bytes, where: str, suffix: str | None, found: WebOrigin
) -> AsyncIterator[Draft | Refused]:
    """The drafts of what was fetched from the web; each has an address, and its id of it where it names none."""
    async for item in _drafts_of_bytes(content, where, suffix, found):
        yield item


async def _drafts_of_bytes(
    content: bytes, where: str, suffix: str | None, found: WebOrigin
) -> AsyncIterator[Draft | Refused]:
    with TemporaryFile() as file:
        try:
            await asyncio.to_thread(file.write, content)
            file.seek(0)
        except OSError as error:
            yield Refused(where, f"cannot be kept for reading ({error.strerror}); make room, and add it again")
            return
        async for item in _drafts_from(file, content, where, suffix, found):
            yield item


async def drafts_of_file(path: Path, *, lines: bool = False) -> AsyncIterator[Draft | Refused]:
    """`lines`: it is to be JSON lines, whatever its name."""
    try:
        with path.open("rb") as opened:
            async for item in _drafts_from(
                opened, opened.peek(HEAD_BYTES), str(path), path.suffix.lower(), lines=lines
            ):
                yield item
    except FileNotFoundError:
        further = ", and begin a link with https://" if _HOST.match(str(path)) else ""
        yield Refused(str(path), f"does not exist; check how it is spelt{further}")
    except OSError as error:
        yield Refused(str(path), f"cannot be read ({error.strerror}); check its permissions")


async def _drafts_from(
    stream: IO[bytes],
    head: bytes,
    where: str,
    suffix: str | None,
    found: WebOrigin = NOT_FROM_WEB,
    *,
    lines: bool = False,
) -> AsyncIterator[Draft | Refused]:
    """`head`: how the stream goes on.  `suffix`: as kind_of takes it.  `lines`: it is to be JSON lines."""
    try:
        kind = file_type_of(head[:HEAD_BYTES], ".jsonl" if lines else suffix)
        if lines and kind is not FileType.JSON_LINES:
            raise UnusableArticle(f"is a {kind}, and no JSON lines: add it without --jsonl")
        if kind is FileType.JSON_LINES:
            async for item in _in_turn(stream, json_lines(stream, where, found)):
                yield item
        elif kind is FileType.TEXT:
            async for item in _in_turn(stream, (_text(one, where, found) for one in [stream])):
                yield item
        else:
            yield await _document(stream, kind, where, found)
    except UnusableArticle as error:
        yield Refused(where, str(error))


async def _in_turn(stream: IO[bytes], items: Iterator[Draft | Refused]) -> AsyncIterator[Draft | Refused]:
    """What is read of a file comes by way of a thread, a few at a time: a line may be long, and the loop has others."""
    if not stream.seekable():
        # Who waits for a pipe must be free to be interrupted, and a thread is not.
        for item in items:
            yield item
        return
    while some := await asyncio.to_thread(lambda: list(islice(items, LINES_AT_ONCE))):
        for item in some:
            yield item


async def _document(stream: IO[bytes], kind: FileType, where: str, found: WebOrigin) -> Draft:
    if not stream.seekable():
        with TemporaryFile() as file:
            _copy(stream, file)
            return await _document(file, kind, where, found)
    if stream.seek(0, io.SEEK_END) >= MOST_BYTES:
        raise UnusableArticle(f"is larger than any document ({MOST_BYTES:,} bytes at most): split it")
    limits = PAGE_LIMITS if kind is FileType.PAGE else LIMITS
    told = {"url": found.url, **await read_document(stream, kind, limits, found)}
    return draft_from(told, origin=where)


def _copy(stream: IO[bytes], file: IO[bytes]) -> None:
    """No more than is too much: a pipe need have no end."""
    left = MOST_BYTES
    while left and (block := stream.read(min(1 << 20, left))):
        file.write(block)
        left -= len(block)
    file.flush()


def _text(stream: IO[bytes], where: str, found: WebOrigin) -> Draft:
    # One byte over the most that so many characters can take tells a longer file without reading all of it.
    told, body = front_matter(_decoded(stream.read(4 * LONGEST + 1)))
    return draft_from({**told, **(_own(told, found.url) if found.url else {}), "text": body}, origin=where)


def _own(told: dict[str, Any], url: str) -> dict[str, Any]:
    """What of an article's identity a text at `url` may say: else it could put itself in the place of any other."""
    from bot.intake.pages.address import address_of  # noqa: PLC0415  a tenth of a second, paid where there is a link

    link = told.get("url")
    return {"id": None, "url": address_of(url, link if isinstance(link, str) else None)}


def _decoded(content: bytes) -> str:
    if len(content) > 4 * LONGEST:
        raise UnusableArticle(f"is larger than any article ({LONGEST:,} characters at most): split it into its parts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableArticle(
            "is not text in UTF-8; another kind of file must be saved as text first, another encoding converted"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
