"""Files to drafts: texts, JSON lines, and documents and pages by way of a process of their own.  Stores nothing."""

from __future__ import annotations

import asyncio
import io
import json
import re
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from bot.intake.confined import LIMITS, PAGE_LIMITS, read_document
from bot.intake.kinds import HEAD, NOWHERE, Found, Kind, kind_of
from bot.intake.paths import Refused, files_at
from retrieval.errors import UnusableArticle
from retrieval.ingest import LONGEST, check
from retrieval.invisible import visible
from retrieval.model import Draft

if TYPE_CHECKING:
    from bot.intake.links import AddedAt
    from bot.intake.web.fetching import Fetcher

# Of a document, whose pictures count too.
MOST_BYTES = 100_000_000
# Of JSON lines, in bytes: a character takes six where it is escaped; and what a thread reads at once.
LONGEST_LINE = 6 * LONGEST + (1 << 16)
LINES_AT_ONCE = 16
STANDARD_INPUT = "standard input"
# What looks like a link without its beginning.
_HOST = re.compile(r"www\.|\w[\w-]*(\.[\w-]+)+/")
_PRINTED = ("title", "url", "publisher", "author")
# Characters: nobody tells more of an article in front of it, and YAML is slow.
MOST_FRONT = 10_000
DEEPEST_FRONT = 10


async def drafts_in(
    path: str, fetcher: Fetcher | None = None, added_at: AddedAt | None = None, *, lines: bool = False
) -> AsyncIterator[Draft | Refused]:
    """The drafts of a file, of a folder's or a pattern's files, of standard input for "-", or of a link.

    What cannot be read is refused, the rest goes on.  `fetcher` and `added_at` are for links, as drafts_at takes them.
    `lines`: all of it is JSON lines, whatever its name.
    """
    if path == "-":
        stream = _buffered(sys.stdin.buffer)
        async for item in _drafts_from(stream, stream.peek(HEAD), STANDARD_INPUT, None, lines=lines):
            yield item
    elif is_link(path) and fetcher is not None:
        from bot.intake.links import drafts_at  # noqa: PLC0415  it reads what it has fetched by way of this module

        async for item in drafts_at(path, fetcher, added_at):
            yield item
    else:
        for found in files_at(path):
            if isinstance(found, Refused):
                yield found
            else:
                async for item in _drafts_of(found, lines=lines):
                    yield item


def is_link(path: str) -> bool:
    return "://" in path


async def drafts_sent(content: bytes, name: str) -> AsyncIterator[Draft | Refused]:
    """The drafts of a file that somebody sent; its name is only looked at, and never a path."""
    async for item in _drafts_of_bytes(content, name, Path(name).suffix.lower(), NOWHERE):
        yield item


async def drafts_fetched(
    content: bytes, where: str, suffix: str | None, found: Found
) -> AsyncIterator[Draft | Refused]:
    """The drafts of what was fetched from the web; each has an address, and its id of it where it names none."""
    async for item in _drafts_of_bytes(content, where, suffix, found):
        yield item


async def _drafts_of_bytes(
    content: bytes, where: str, suffix: str | None, found: Found
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


def number_in(paths: Iterable[str], *, lines: bool = False) -> int | None:
    """How many articles there are to read, where that can be told beforehand: a link may lead to any number."""
    paths = list(paths)
    if "-" in paths or any(map(is_link, paths)):
        return None
    return sum(_articles_in(found, lines) for path in paths for found in files_at(path))


def _articles_in(found: Path | Refused, lines: bool) -> int:
    """What cannot be opened counts as one: it is refused in its turn."""
    if isinstance(found, Refused) or not (lines or found.suffix.lower() == ".jsonl") or not found.is_file():
        return 1
    try:
        with found.open("rb") as opened:
            return sum(1 for line in opened if line.strip())
    except OSError:
        return 1


async def _drafts_of(path: Path, *, lines: bool) -> AsyncIterator[Draft | Refused]:
    try:
        with path.open("rb") as opened:
            async for item in _drafts_from(opened, opened.peek(HEAD), str(path), path.suffix.lower(), lines=lines):
                yield item
    except FileNotFoundError:
        further = ", and begin a link with https://" if _HOST.match(str(path)) else ""
        yield Refused(str(path), f"does not exist; check how it is spelt{further}")
    except OSError as error:
        yield Refused(str(path), f"cannot be read ({error.strerror}); check its permissions")


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


async def _drafts_from(
    stream: IO[bytes], head: bytes, where: str, suffix: str | None, found: Found = NOWHERE, *, lines: bool = False
) -> AsyncIterator[Draft | Refused]:
    """`head`: how the stream goes on.  `suffix`: as kind_of takes it.  `lines`: it is to be JSON lines."""
    try:
        kind = kind_of(head[:HEAD], ".jsonl" if lines else suffix)
        if lines and kind is not Kind.JSON_LINES:
            raise UnusableArticle(f"is a {kind}, and no JSON lines: add it without --jsonl")
        if kind is Kind.JSON_LINES:
            async for item in _in_turn(stream, _json_lines(stream, where, found)):
                yield item
        elif kind is Kind.TEXT:
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


async def _document(stream: IO[bytes], kind: Kind, where: str, found: Found) -> Draft:
    if not stream.seekable():
        with TemporaryFile() as file:
            _copy(stream, file)
            return await _document(file, kind, where, found)
    if stream.seek(0, io.SEEK_END) >= MOST_BYTES:
        raise UnusableArticle(f"is larger than any document ({MOST_BYTES:,} bytes at most): split it")
    limits = PAGE_LIMITS if kind is Kind.PAGE else LIMITS
    told = {"url": found.url, **await read_document(stream, kind, limits, found)}
    return draft_from(told, origin=where)


def _copy(stream: IO[bytes], file: IO[bytes]) -> None:
    """No more than is too much: a pipe need have no end."""
    left = MOST_BYTES
    while left and (block := stream.read(min(1 << 20, left))):
        file.write(block)
        left -= len(block)
    file.flush()


def _text(stream: IO[bytes], where: str, found: Found) -> Draft:
    # One byte over the most that so many characters can take tells a longer file without reading all of it.
    told, body = _front_matter(_decoded(stream.read(4 * LONGEST + 1)))
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


def draft_of(text: str, *, origin: str | None = None) -> Draft:
    """A text, with YAML front matter or without; `origin` is whence it came.  Raises UnusableArticle."""
    told, body = _front_matter(text)
    return draft_from({**told, "text": body}, origin=origin)


def _said_of(error: Exception) -> str:
    """What YAML makes of it, with the line, which is the file's: the front matter begins after its first."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f"line {mark.line + 1}: {problem}" if mark and problem else " ".join(str(error).split())


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What stands between two lines of dashes, where that is a mapping; else the text is all text."""
    if not text.lstrip().startswith("---"):
        return {}, text.strip()
    import yaml  # noqa: PLC0415  YAML is needed for files only
    from frontmatter.default_handlers import YAMLHandler  # noqa: PLC0415

    handler = YAMLHandler()
    try:
        between, body = handler.split(text.strip())
    except ValueError:
        return {}, text.strip()
    if len(between) > MOST_FRONT:
        return {}, text.strip()
    try:
        _require_plain(between)
        told = handler.load(between)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A ValueError is a date or a number that looks right to YAML and is not one.
        raise UnusableArticle(
            f"has front matter that is not YAML ({_said_of(error)}); mend it or take it out; "
            "a value with a colon stands in quotes"
        ) from error
    # Between two ruled lines may stand prose: that is printed text.
    return (told, body.strip()) if isinstance(told, dict) else ({}, text.strip())


def _own_of_many(told: dict[str, Any], url: str) -> dict[str, Any]:
    """As _own, of one line of many at `url`: each may have an address of its own on the same site."""
    from bot.intake.web.registered import registered  # noqa: PLC0415  as above

    link = told.get("url")
    return {"id": None, "url": link if isinstance(link, str) and registered(link) == registered(url) else None}


def _require_plain(front: str) -> None:
    """Raises UnusableArticle for what multiplies itself (aliases), or nests deeper than anything that is told."""
    import yaml  # noqa: PLC0415  as above

    depth = 0
    for event in yaml.parse(front, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > DEEPEST_FRONT:
            raise UnusableArticle(
                "has front matter with aliases (*) or lists in lists, as bombs have; write it out plainly"
            )


def _json_lines(stream: IO[bytes], where: str, found: Found) -> Iterator[Draft | Refused]:
    for number in count(1):
        if not (line := stream.readline(LONGEST_LINE + 1)):
            return
        place = f"{where}, line {number}"
        if len(line) > LONGEST_LINE:
            yield Refused(
                place, f"is larger than any article ({LONGEST:,} characters at most): split it into its parts"
            )
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            continue
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            if found.url is not None and isinstance(told, dict):
                told = {**told, **_own_of_many(told, found.url)}
            yield draft_from(told, origin=place)
        except UnusableArticle as error:
            yield Refused(place, str(error))
        except (ValueError, RecursionError) as error:
            reason = f'is not JSON ({error}); a line is an object like {{"title": "…", "text": "…"}}'
            yield Refused(place, reason)


def draft_from(told: Any, *, origin: str | None = None) -> Draft:
    """A draft from the keys that DESIGN promises; others are ignored.  Raises UnusableArticle."""
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise UnusableArticle('has no "text"; an article is an object like {"title": "…", "text": "…"}')
    text = told["text"]
    if not visible(text).text.strip():
        raise UnusableArticle("is empty: there is no text to quote; put the article's text into it")
    _require_characters("text", text)
    draft = Draft(
        text=text,
        id=_line("id", told.get("id")),
        published=_moment(told.get("published")),
        origin=origin,
        **{key: _line(key, told.get(key)) for key in _PRINTED},
    )
    check(draft)
    return draft


def _require_characters(key: str, value: str) -> None:
    """Raises UnusableArticle for what cannot be stored and shown again: NUL and halves of surrogate pairs."""
    if "\0" in value or not encodable(value):
        raise UnusableArticle(f"is not text: its {key} holds what no article prints; save it as plain text in UTF-8")


def encodable(text: str) -> bool:
    """Whether every code point is a character: JSON's escapes and a terminal's broken bytes can bring others."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(key: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnusableArticle(f'has a "{key}" that is not text; put it in quotes, or leave it out')
    _require_characters(key, str(value))
    return " ".join(str(value).split()) or None


def _moment(value: Any) -> datetime | None:
    """A date or a moment as printed; what names no zone is taken as UTC."""
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, date | str | int):
            raise ValueError(f"of type {type(value)}")
        moment = value if isinstance(value, date) else datetime.fromisoformat(str(value))
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        # In UTC the first and the last day there are may fall out of the calendar.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        told = str(value) if isinstance(value, str | int) else "a list or the like"
        raise UnusableArticle(f'has a "published" that is not a date like 2026-11-24: {told[:50]}') from error
