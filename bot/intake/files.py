"""Files to drafts: plain text, Markdown with front matter, and JSON lines.  Reads, decides nothing about storing."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from retrieval.errors import UnusableArticle
from retrieval.ingest import LONGEST, check
from retrieval.invisible import visible
from retrieval.model import Draft

_PRINTED = ("title", "url", "publisher", "author")
_TEXT_SUFFIXES = {".txt", ".md", ".markdown", ".text", ""}


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that cannot be an article, where it stood, and why."""

    where: str
    reason: str


def drafts_in(path: str) -> Iterator[Draft | Refused]:
    """The drafts of one file, or of standard input for "-".  What cannot be read is refused, the rest goes on."""
    try:
        if path == "-":
            yield from _standard_input(sys.stdin.buffer)
        elif "://" in path:
            yield Refused(path, "links are not read yet; save the article as text and add the file")
        else:
            yield from _file(Path(path))
    except FileNotFoundError:
        yield Refused(path, "does not exist; check how it is spelt")
    except OSError as error:
        yield Refused(path, f"cannot be read ({error.strerror}); check its permissions")


def _file(path: Path) -> Iterator[Draft | Refused]:
    suffix = path.suffix.lower()
    if path.is_dir():
        yield Refused(str(path), "is a folder; name its files, for instance with *.md")
    elif suffix == ".jsonl":
        with path.open("rb") as opened:
            yield from _json_lines(opened, str(path))
    elif suffix in _TEXT_SUFFIXES:
        with path.open("rb") as opened:
            yield _one(opened, str(path))
    else:
        yield Refused(
            str(path), f"is a {suffix} file; text (.txt), Markdown (.md) and JSON lines (.jsonl) can be added"
        )


def _standard_input(stream: BinaryIO) -> Iterator[Draft | Refused]:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    if buffered.peek(1)[:1] == b"{":
        yield from _json_lines(buffered, "standard input")
    else:
        yield _one(buffered, "standard input")


def _one(stream: BinaryIO, where: str) -> Draft | Refused:
    # One byte over the most that so many characters can take tells a longer file without reading all of it.
    content = stream.read(4 * LONGEST + 1)
    try:
        return draft_of(_decoded(content))
    except UnusableArticle as error:
        return Refused(where, str(error))


def _decoded(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        raise UnusableArticle("is a PDF, whatever its name says; save its text and add that")
    if len(content) > 4 * LONGEST:
        raise UnusableArticle(f"is larger than any article ({LONGEST:,} characters at most): split it into its parts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableArticle(
            "is not text in UTF-8; a PDF or a Word file must be saved as text first, another encoding converted"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def draft_of(text: str) -> Draft:
    """A text, with YAML front matter or without.  Raises UnusableArticle."""
    told, body = _front_matter(text)
    return draft_from({**told, "text": body})


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
    try:
        told = handler.load(between)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A ValueError is a date or a number that looks right to YAML and is not one.
        said = " ".join(str(error).split())
        raise UnusableArticle(f"has front matter that is not YAML ({said}); mend it or take it out") from error
    # Between two ruled lines may stand prose: that is printed text.
    return (told, body.strip()) if isinstance(told, dict) else ({}, text.strip())


def _json_lines(stream: BinaryIO, where: str) -> Iterator[Draft | Refused]:
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            yield draft_from(json.loads(line))
        except UnusableArticle as error:
            yield Refused(f"{where}, line {number}", str(error))
        except (ValueError, RecursionError) as error:
            reason = f'is not JSON ({error}); a line is an object like {{"title": "…", "text": "…"}}'
            yield Refused(f"{where}, line {number}", reason)


def draft_from(told: Any) -> Draft:
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
        moment = value if isinstance(value, date) else datetime.fromisoformat(str(value))
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        # In UTC the first and the last day there are may fall out of the calendar.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnusableArticle(f'has a "published" that is not a date like 2026-11-24: {value}') from error
