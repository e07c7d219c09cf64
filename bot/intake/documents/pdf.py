"""PDF to pages of lines, by pypdf: what is printed and where on the page.  Runs confined."""

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

MOST_PAGES = 2000
# Of what a font does not tell the letter, so much may be borne; above it, nothing could be quoted.
MOST_UNTOLD = 0.05
# Presentation forms of letters that a typesetter drew as one: they are these letters.
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# Private use, halves of surrogate pairs and NUL are what a font gives for letters that it does not name.
_UNTOLD = re.compile("[\0\ud800-\udfff\ue000-\uf8ff\ufffd]")


def read_pdf(file: BinaryIO, dictionary: frozenset[str], longest: int) -> tuple[DocumentProperties, list[str]]:
    """What it says of itself, and its paragraphs.  Raises UnusableArticle, and whatever pypdf raises for damage."""
    from pypdf import PdfReader  # noqa: PLC0415  a fifth of a second, paid where a PDF is read

    reader = PdfReader(file)
    if reader.is_encrypted:
        raise UnusableArticle("is an encrypted PDF; save it without a password and without restrictions")
    if len(reader.pages) > MOST_PAGES:
        raise UnusableArticle(f"is a PDF of {len(reader.pages):,} pages; the most is {MOST_PAGES:,}: split it")
    pages, length = [], 0
    for page in reader.pages:
        lines = list(_lines(page))
        pages.append(lines)
        length += sum(len(line.text) for line in lines)
        if length > longest:
            raise UnusableArticle(f"has more text than any article ({longest:,} characters at most): split it")
    if not length:
        raise UnusableArticle("is a PDF without text, only pictures of it; let a program for OCR read it first")
    untold = sum(len(_UNTOLD.findall(line.text)) for page in pages for line in page)
    if untold > MOST_UNTOLD * length:
        raise UnusableArticle("is a PDF whose fonts do not say which letters they draw; save its text")
    found = paragraphs(without_running(pages))
    words = Vocabulary.of(found, dictionary)
    told = reader.metadata
    properties = DocumentProperties(told.title, told.author, _made(told)) if told is not None else DocumentProperties()
    return properties, [text for lines in found if (text := joined(lines, words))]


def _made(told: Any) -> datetime | None:
    try:
        found: datetime | None = told.creation_date
    except ValueError:
        # "Thursday 5 May 2020": that harms nothing else.
        return None
    return found


def _lines(page: Any) -> Iterator[Line]:
    """In the order in which the page draws them, which is that of reading wherever a program made it."""
    pieces: list[tuple[str, float, float, float]] = []

    def seen(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        del font
        # Where the text stands on the page, by both of PDF's matrices (ISO 32000-1, 9.4.4).
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        pieces.append((text, x, y, abs(size) * hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])))

    # Upright text only: what runs up the margin is no part of the article.
    page.extract_text(orientations=(0,), visitor_text=seen)
    text, begins = "", None
    for piece, *place in [*pieces, ("\n", 0.0, 0.0, 0.0)]:
        for n, part in enumerate(piece.translate(_LIGATURES).split("\n")):
            if n:
                if begins is not None:
                    yield Line(_UNTOLD.sub("\ufffd", text).strip(), *begins)
                text, begins = "", None
            text += part
            if begins is None and part.strip():
                begins = place
