"""Read the paragraphs and properties of a PDF, by PDFium, and say which pages gave little.  Runs confined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

from bot.intake.documents.glyphs import page_text
from bot.intake.documents.hyphens import Vocabulary, joined
from bot.intake.documents.lines import Line, paragraphs, without_running
from bot.intake.documents.page_layout import whole_lines
from bot.intake.documents.properties import DocumentProperties
from retrieval.domain.errors import UnusableArticle, template
from retrieval.domain.wording import Quantity

MAX_PAGES = 2000
# A larger share of characters that the fonts do not identify leaves nothing to quote.
MAX_UNKNOWN_SHARE = 0.05
# A page with fewer characters gave little, if it is not empty on paper too, and so did one that has more unread.
MIN_PAGE_CHARS = 100
# So many shapes, or a picture of so large a share of the page, may show text that is no text.
MIN_SHAPES = 200
MIN_PICTURE_SHARE = 0.25
MAX_PAGES_LISTED = 10
# Presentation forms, which typesetters use for letters drawn as one.
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# Private use, halves of surrogate pairs, and control characters stand for glyphs that a font does not identify.
_UNKNOWN = re.compile("[\0-\x1f\ud800-\udfff\ue000-\uf8ff\ufffd\ufffe\uffff]")
_MADE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read_pdf(
    file: BinaryIO, dictionary: frozenset[str], max_chars: int
) -> tuple[DocumentProperties, list[str], list[str]]:
    """Return its properties, its paragraphs, and notes on pages of which something may be missing.

    Raise UnusableArticle, and PdfiumError for a damaged file.
    """
    import pypdfium2  # noqa: PLC0415  loaded only for PDFs
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    try:
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise UnusableArticle(_ENCRYPTED) from error
        raise
    with closing(document):
        if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise UnusableArticle(_ENCRYPTED)
        if len(document) > MAX_PAGES:
            raise UnusableArticle(
                "is a PDF of {pages} pages, more than {most}; split it",
                pages=Quantity(len(document)),
                most=Quantity(MAX_PAGES),
            )
        pages, poor = _read_pages(document, max_chars)
        made = _MADE.match(document.get_metadata_value("CreationDate"))
        properties = DocumentProperties(
            document.get_metadata_value("Title"), document.get_metadata_value("Author"), _moment(made)
        )
    lines, unnumbered = whole_lines(pages)
    found = paragraphs(without_running(lines))
    vocabulary = Vocabulary.of(found, dictionary)
    notes = _notes(poor, [index + 1 for index in unnumbered], len(pages))
    return properties, [text for lines in found if (text := joined(lines, vocabulary))], notes


_ENCRYPTED = template("is an encrypted PDF; save it without a password and without restrictions")


def _read_pages(document: Any, max_chars: int) -> tuple[list[list[Line]], list[int]]:
    """Return the stretches of lines on each page, and the numbers of pages that gave little.  Raise UnusableArticle."""
    pages: list[list[Line]] = []
    poor: list[int] = []
    length = unknown = 0
    for number in range(len(document)):
        with closing(document[number]) as page:
            text = page_text(page)
            found = [_cleaned(line) for line in text.stretches]
            chars = sum(len(line.text) for line in found)
            if text.left_out >= MIN_PAGE_CHARS or (chars < MIN_PAGE_CHARS and _shows_more(page)):
                poor.append(number + 1)
        pages.append(found)
        length += chars
        unknown += sum(line.text.count("\ufffd") for line in found)
        if length > max_chars:
            raise UnusableArticle(
                "has more text than any article ({most} characters at most); split it", most=Quantity(max_chars)
            )
    if not length:
        raise UnusableArticle("is a PDF that has only pictures of text; run it through OCR first")
    if unknown > MAX_UNKNOWN_SHARE * length:
        raise UnusableArticle("is a PDF whose fonts do not say which letters they draw; add its text instead")
    return pages, poor


def _cleaned(line: Line) -> Line:
    return replace(line, text=_UNKNOWN.sub("\ufffd", line.text.translate(_LIGATURES)))


def _shows_more(page: Any) -> bool:
    """Return whether a page shows a large picture or many shapes, which may be text to a reader."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  loaded only for PDFs

    left, bottom, right, top = page.get_bbox()
    shapes = pictures = 0.0
    for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH)):
        if thing.type == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
        else:
            x1, y1, x2, y2 = thing.get_bounds()
            pictures += (x2 - x1) * (y2 - y1)
    return shapes >= MIN_SHAPES or pictures >= MIN_PICTURE_SHARE * (right - left) * (top - bottom)


def _notes(poor: Sequence[int], unnumbered: Sequence[int], of: int) -> list[str]:
    """Return what to tell an editor about pages that gave little text, and about those that lost line numbers."""
    notes = []
    if poor:
        have = "has" if len(poor) == 1 else "have"
        notes += [
            f"{_listed(poor, of)} {have} little or no text that can be read; if words are missing, run the file "
            "through OCR and add it"
        ]
    if unnumbered:
        notes += [
            f"the numbers beside the lines of {_listed(unnumbered, of)} were left out because they count the lines; "
            "if they belong to the text, add it as a text file"
        ]
    return notes


def _listed(pages: Sequence[int], of: int) -> str:
    more = f" and {len(pages) - MAX_PAGES_LISTED} more" if len(pages) > MAX_PAGES_LISTED else ""
    listed = ", ".join(map(str, pages[:MAX_PAGES_LISTED])) + more
    return f"page {listed} of {of}" if len(pages) == 1 else f"pages {listed} of {of}"


def _moment(made: re.Match[str] | None) -> datetime | None:
    try:
        return None if made is None else datetime(int(made[1]), int(made[2]), int(made[3]), tzinfo=UTC)
    except ValueError:
        # Such as the thirty-first of June.
        return None
