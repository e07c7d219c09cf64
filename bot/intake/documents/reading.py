"""Read one document: an article, feeds, or a list of feeds, as an object for JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, BinaryIO

from bot.intake.base.file_types import NOT_FROM_WEB, FileType, WebOrigin
from bot.intake.base.titles import same_line
from bot.intake.documents.opml import read_opml
from bot.intake.documents.pdf import read_pdf
from bot.intake.documents.properties import DocumentProperties, plausible_properties
from bot.intake.documents.word import read_docx
from retrieval.domain.errors import ModelUnusable
from retrieval.models.packaged_minilm import tokenizer_file


def read(
    file: BinaryIO, kind: FileType, max_chars: int, origin: WebOrigin = NOT_FROM_WEB, now: datetime | None = None
) -> dict[str, Any]:
    """Return the keys of an article line, with notes for a PDF; or what read_feeds and read_opml return.

    `max_chars` is the limit for an article's text, in characters; `now` is aware, None for the current time.  Raise
    UnusableArticle, MemoryError, and whatever pypdfium2, python-docx and lxml raise for damaged files.
    """
    if kind is FileType.FEED:
        from bot.intake.documents.feed import read_feeds  # noqa: PLC0415  lxml and dateutil are needed for few kinds

        return read_feeds(file, max_chars)
    if kind is FileType.OPML:
        return read_opml(file)
    if kind is FileType.PAGE:
        from bot.intake.pages.reading import read_page  # noqa: PLC0415  half a second, spent only on pages

        return read_page(file, max_chars, origin, now or datetime.now(UTC))
    if kind is FileType.PDF:
        properties, paragraphs, notes = read_pdf(file, _dictionary(), max_chars)
        return {**_article(properties, None, paragraphs), "notes": notes}
    return _article(*read_docx(file, max_chars))


def _article(properties: DocumentProperties, heading: str | None, paragraphs: list[str]) -> dict[str, Any]:
    """Return an article whose title is not repeated at the beginning of its text."""
    plausible = plausible_properties(properties, "\n".join([*([heading] if heading else []), *paragraphs]))
    title = heading or plausible.title
    if title is not None and same_line(paragraphs[0], title) and len(paragraphs) > 1:
        title, paragraphs = paragraphs[0], paragraphs[1:]
    return {
        "title": title,
        "author": plausible.author,
        "published": plausible.published.isoformat() if plausible.published else None,
        "text": "\n\n".join(paragraphs),
    }


def _dictionary() -> frozenset[str]:
    """Return the 21,000 whole words that the packaged encoder knows, nearly all English.

    Without the encoder there are none, and fewer hyphens are removed.
    """
    try:
        pieces = json.loads(tokenizer_file())["model"]["vocab"]
    except ModelUnusable:
        return frozenset()
    return frozenset(piece for piece in pieces if piece.isalpha() and len(piece) > 1)
