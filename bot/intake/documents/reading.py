"""One document to what JSON tells of it: an article, or feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, BinaryIO

from bot.intake.base.file_types import NOT_FROM_WEB, FileType, WebOrigin
from bot.intake.documents.feed import read_feeds
from bot.intake.documents.opml import read_opml
from bot.intake.documents.pdf import read_pdf
from bot.intake.documents.properties import DocumentProperties, plausible_properties
from bot.intake.documents.word import read_docx
from retrieval.domain.errors import ModelUnusable
from retrieval.models.packaged_minilm import packaged_folder


def read(
    file: BinaryIO, kind: FileType, longest: int, found: WebOrigin = NOT_FROM_WEB, now: datetime | None = None
) -> dict[str, Any]:
    """The keys of an article line, or what read_feeds and read_opml tell.

    `longest`: how many characters an article may have; `now`: aware, None for the clock's.

    Raises UnusableArticle, MemoryError, and whatever damage makes pypdf, python-docx and lxml raise.
    """
    if kind is FileType.FEED:
        return read_feeds(file, longest)
    if kind is FileType.OPML:
        return read_opml(file)
    if kind is FileType.PAGE:
        from bot.intake.pages.reading import read_page  # noqa: PLC0415  half a second, paid where a page is read

        return read_page(file, longest, found, now or datetime.now(UTC))
    if kind is FileType.PDF:
        properties, paragraphs = read_pdf(file, _dictionary(), longest)
        return _article(properties, None, paragraphs)
    return _article(*read_docx(file, longest))


def _article(properties: DocumentProperties, heading: str | None, paragraphs: list[str]) -> dict[str, Any]:
    """A title that opens the text is no part of it, as anywhere else."""
    told = plausible_properties(properties, "\n".join([*([heading] if heading else []), *paragraphs]))
    title = heading or told.title
    same = title is not None and " ".join(paragraphs[0].casefold().split()) == " ".join(title.casefold().split())
    if same and len(paragraphs) > 1:
        title, paragraphs = paragraphs[0], paragraphs[1:]
    return {
        "title": title,
        "author": told.author,
        "published": told.published.isoformat() if told.published else None,
        "text": "\n\n".join(paragraphs),
    }


def _dictionary() -> frozenset[str]:
    """The whole words that the packaged encoder knows: 21,000, nearly all English.  Without it, fewer hyphens go."""
    try:
        pieces = (packaged_folder() / "vocab.txt").read_text("utf-8").split()
    except (ModelUnusable, OSError):
        return frozenset()
    return frozenset(piece for piece in pieces if piece.isalpha() and len(piece) > 1)
