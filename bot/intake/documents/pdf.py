"""Read the printed lines of a PDF and where they are on the page, by pypdf.  Runs confined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from math import hypot
from typing import Any, BinaryIO

from bot.intake.documents.hyphens import Vocabulary, joined
from bot.intake.documents.lines import Line, paragraphs, without_running
from bot.intake.documents.properties import DocumentProperties
from retrieval.domain.errors import UnusableArticle

MAX_PAGES = 2000
# A larger share of characters that the fonts do not identify leaves nothing to quote.
MAX_UNKNOWN_SHARE = 0.05
# Presentation forms, which typesetters use for letters drawn as one.
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# Private use, halves of surrogate pairs and NUL stand for glyphs that a font does not identify.
_UNKNOWN = re.compile("[\0\ud800-\udfff\ue000-\uf8ff\ufffd]")


def read_pdf(file: BinaryIO, dictionary: frozenset[str], max_chars: int) -> tuple[DocumentProperties, list[str]]:
    """Return its properties and paragraphs.  Raise UnusableArticle, and whatever pypdf raises for a damaged file."""
    from pypdf import PdfReader  # noqa: PLC0415  a fifth of a second, spent only on PDFs

    reader = PdfReader(file)
    if reader.is_encrypted:
        raise UnusableArticle("is an encrypted PDF; save it without a password and without restrictions")
    if len(reader.pages) > MAX_PAGES:
        raise UnusableArticle(f"is a PDF of {len(reader.pages):,} pages, more than {MAX_PAGES:,}; split it")
    pages, length = [], 0
    for page in reader.pages:
        lines = list(_lines(page))
        pages.append(lines)
        length += sum(len(line.text) for line in lines)
        if length > max_chars:
            raise UnusableArticle(f"has more text than any article ({max_chars:,} characters at most); split it")
    if not length:
        raise UnusableArticle("is a PDF that has only pictures of text; run it through OCR first")
    unknown = sum(len(_UNKNOWN.findall(line.text)) for page in pages for line in page)
    if unknown > MAX_UNKNOWN_SHARE * length:
        raise UnusableArticle("is a PDF whose fonts do not say which letters they draw; add its text instead")
    found = paragraphs(without_running(pages))
    vocabulary = Vocabulary.of(found, dictionary)
    info = reader.metadata
    properties = DocumentProperties(info.title, info.author, _made(info)) if info is not None else DocumentProperties()
    return properties, [text for lines in found if (text := joined(lines, vocabulary))]


def _made(info: Any) -> datetime | None:
    try:
        found: datetime | None = info.creation_date
    except ValueError:
        # Such as "Thursday 5 May 2020".
        return None
    return found


def _lines(page: Any) -> Iterator[Line]:
    """Yield the lines in drawing order, which is the reading order in files made by programs."""
    pieces: list[tuple[str, float, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        del font
        # The text's position on the page, by both of PDF's matrices (ISO 32000-1, 9.4.4).
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        pieces.append((text, x, y, abs(size) * hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])))

    # Upright text only: text that runs up the margin is not part of the article.
    page.extract_text(orientations=(0,), visitor_text=visit)
    text, begins = "", None
    for piece, *place in [*pieces, ("\n", 0.0, 0.0, 0.0)]:
        for n, part in enumerate(piece.translate(_LIGATURES).split("\n")):
            if n:
                if begins is not None:
                    yield Line(_UNKNOWN.sub("\ufffd", text).strip(), *begins)
                text, begins = "", None
            text += part
            if begins is None and part.strip():
                begins = place
