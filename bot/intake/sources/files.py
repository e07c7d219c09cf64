"""Turn files into drafts: texts and JSON lines here, documents and pages by a confined process.  Stores nothing."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from bot.intake.base.article_keys import article_fields, unused_notes
from bot.intake.base.draft_builder import draft_from
from bot.intake.base.file_types import HEAD_BYTES, NOT_FROM_WEB, FileType, WebOrigin, file_type_of
from bot.intake.base.refusal import Refused
from bot.intake.base.sandbox import LIMITS, PAGE_LIMITS, read_document
from bot.intake.base.titles import same_line, split_title
from bot.intake.sources.claims import identity_of_text
from bot.intake.sources.front_matter import front_matter
from bot.intake.sources.json_lines import json_lines
from bot.intake.sources.unwrapping import unwrapped
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.metadata_limits import without_overlong
from retrieval.domain.wording import Quantity, Wording
from retrieval.ingest.pipeline import MAX_ARTICLE_CHARS

# For a document, pictures included.
MAX_BYTES = 100_000_000
# Lines of JSON that a thread reads at a time.
LINES_PER_READ = 16
# What looks like a link without https:// at its beginning.
_HOST = re.compile(r"www\.|\w[\w-]*(\.[\w-]+)+/")


async def drafts_of_stream(stream: BinaryIO, where: str, *, lines: bool = False) -> AsyncIterator[Draft | Refused]:
    """Yield the drafts of a stream without a file name, such as a pipe; `where` is what to call it."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    async for item in _drafts_from(buffered, buffered.peek(HEAD_BYTES), where, None, lines=lines):
        yield item


async def drafts_sent(content: bytes, name: str) -> AsyncIterator[Draft | Refused]:
    """Yield the drafts of a file that somebody sent; only the suffix of its name is used, and never as a path."""
    async for item in _drafts_of_bytes(content, name, Path(name).suffix.lower(), NOT_FROM_WEB):
        yield item


async def drafts_fetched(
    content: bytes, where: str, suffix: str | None, found: WebOrigin
) -> AsyncIterator[Draft | Refused]:
    """Yield the drafts of content that was fetched from the web; their addresses are on its site."""
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
            yield Refused(
                where,
                Wording("cannot be written to disk ({why}); make room and add it again", why=error.strerror or ""),
            )
            return
        async for item in _drafts_from(file, content, where, suffix, found):
            yield item


async def drafts_of_file(
    path: Path, *, lines: bool = False, found: WebOrigin = NOT_FROM_WEB
) -> AsyncIterator[Draft | Refused]:
    """Yield the drafts of a file.  With `lines`, it must be JSON lines, whatever its name.

    `found` is where an editor says it comes from.
    """
    try:
        with path.open("rb") as opened:
            async for item in _drafts_from(
                opened, opened.peek(HEAD_BYTES), str(path), path.suffix.lower(), found, lines=lines
            ):
                yield item
    except FileNotFoundError:
        hint = ", and begin a link with https://" if _HOST.match(str(path)) else ""
        yield Refused(str(path), f"does not exist; check the spelling{hint}")
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
    """Yield the drafts of a stream that begins with `head`.  `suffix` is that of file_type_of."""
    try:
        kind = file_type_of(head[:HEAD_BYTES], ".jsonl" if lines else suffix)
        if lines and kind is not FileType.JSON_LINES:
            raise UnusableArticle(f"is a {kind}, not JSON lines; add it without --jsonl")
        if kind is FileType.JSON_LINES:
            async for item in _on_thread(stream, json_lines(stream, where, found)):
                yield item
        elif kind is FileType.TEXT:
            async for item in _on_thread(stream, (_text(one, where, found) for one in [stream])):
                yield item
        else:
            yield await _document(stream, kind, where, found)
    except UnusableArticle as error:
        yield Refused(where, error.wording)


async def _on_thread(stream: IO[bytes], items: Iterator[Draft | Refused]) -> AsyncIterator[Draft | Refused]:
    """Read a file on a thread, a few items at a time, because long lines would block the event loop."""
    if not stream.seekable():
        # Waiting for a pipe must be interruptible, and a thread is not.
        for item in items:
            yield item
        return
    while some := await asyncio.to_thread(lambda: list(islice(items, LINES_PER_READ))):
        for item in some:
            yield item


async def _document(stream: IO[bytes], kind: FileType, where: str, found: WebOrigin) -> Draft:
    if not stream.seekable():
        with TemporaryFile() as file:
            _copy(stream, file)
            return await _document(file, kind, where, found)
    if stream.seek(0, io.SEEK_END) >= MAX_BYTES:
        raise UnusableArticle("is larger than any document ({most} bytes at most); split it", most=Quantity(MAX_BYTES))
    limits = PAGE_LIMITS if kind is FileType.PAGE else LIMITS
    fields = {"url": found.url, **await read_document(stream, kind, limits, found)}
    notes = fields.pop("notes", ())
    return draft_from(without_overlong(fields), origin=where, notes=notes)


def _copy(stream: IO[bytes], file: IO[bytes]) -> None:
    """Copy at most MAX_BYTES: a pipe may never end."""
    left = MAX_BYTES
    while left and (block := stream.read(min(1 << 20, left))):
        file.write(block)
        left -= len(block)
    file.flush()


def _text(stream: IO[bytes], where: str, found: WebOrigin) -> Draft:
    # One byte more than the longest article can take, so that a longer file shows without reading all of it.
    fields, body = front_matter(_decoded(stream.read(4 * MAX_ARTICLE_CHARS + 1)))
    stated = article_fields(fields).values
    decided = identity_of_text(stated, found.url) if found.url else {}
    title, below = split_title(body)
    if title is not None and (not stated.get("title") or same_line(title, str(stated["title"]))):
        # The title is not repeated at the beginning of the text.
        decided, body = {**decided, "title": title}, below
    # The text of a file is the one below its front matter.
    notes = unused_notes({"text"} & fields.keys())
    return draft_from({**fields, "text": unwrapped(body)}, origin=where, notes=notes, decided=decided)


def _decoded(content: bytes) -> str:
    if len(content) > 4 * MAX_ARTICLE_CHARS:
        raise UnusableArticle(
            "is longer than any article ({most} characters at most); split it", most=Quantity(MAX_ARTICLE_CHARS)
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableArticle("is not text in UTF-8; save it as plain text in UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
