"""Make test documents: PDFs byte by byte, Word files by python-docx."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence

import pytest
from docx import Document

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.file_types import HEAD_BYTES, file_type_of
from bot.intake.documents.reading import read
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle
from retrieval.ingest.pipeline import MAX_ARTICLE_CHARS

Placed = tuple[float, float, float, str]
"""A printed line: x and y of its first letter in points from the lower left corner, its size, its words."""
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
BODY = "word/document.xml"


def pdf_of(objects: Sequence[bytes], info: bytes = b"") -> bytes:
    """Return a PDF of these objects; the first is the catalogue."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate([*objects, b"<< " + info + b" >>"], start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, size = out.tell(), len(places) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(b"%010d 00000 n \n" % at for at in places))
    out.write(b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, size - 1, start))
    return out.getvalue()


def stream(content: bytes, *filters: bytes) -> bytes:
    names = b" ".join(b"/" + name for name in filters)
    return b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), names, content)


def pdf(pages: Iterable[Iterable[Placed]], **info: str) -> bytes:
    """Return a PDF of these pages in Helvetica; `info` are its properties."""
    return pdf_of_contents([_content(page) for page in pages], **info)


def pdf_of_contents(contents: Sequence[bytes], **info: str) -> bytes:
    """Return a PDF with one page per content stream."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> >>"
        % (kids, len(contents)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, content in enumerate(contents):
        objects += [b"<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>" % (5 + 2 * n)]
        objects += [stream(zlib.compress(content), b"FlateDecode")]
    return pdf_of(objects, b" ".join(b"/%s (%s)" % (key.encode(), _escaped(value)) for key, value in info.items()))


def _content(page: Iterable[Placed]) -> bytes:
    lines = (b"/F %g Tf 1 0 0 1 %g %g Tm (%s) Tj" % (size, x, y, _escaped(text)) for x, y, size, text in page)
    return b"BT " + b"\n".join(lines) + b" ET"


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def column(*lines: str, top: float = 700, x: float = 72, leading: float = 14, size: float = 11) -> list[Placed]:
    """Return lines below each other; an empty one leaves a gap, and leading spaces indent a line."""
    return [
        (x + 6 * (len(text) - len(text.lstrip())), top - n * leading, size, text.lstrip())
        for n, text in enumerate(lines)
        if text
    ]


def docx(*paragraphs: str, title: str | None = None, change: Callable[[bytes], bytes] | None = None) -> bytes:
    """Return a Word file of these paragraphs below a title; `change` edits the XML of its body."""
    document = Document()
    if title:
        document.add_paragraph(title, style="Title")
    for text in paragraphs:
        document.add_paragraph(text)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue() if change is None else changed(saved.getvalue(), {BODY: change})


def changed(content: bytes, parts: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """Return a ZIP with some of its parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(parts.keys() - set(old.namelist()))]:
            before = old.read(name) if name in old.namelist() else b""
            new.writestr(name, parts[name](before) if name in parts else before)
    return out.getvalue()


def parsed_document(content: bytes) -> Draft:
    """Return the draft of a document, read in this process; test_sandbox checks that a confined one reads the same."""
    fields = read(io.BytesIO(content), file_type_of(content[:HEAD_BYTES], None), MAX_ARTICLE_CHARS)
    return draft_from(fields, notes=fields.pop("notes", ()))


def refused(content: bytes) -> str:
    with pytest.raises(UnusableArticle) as raised:
        parsed_document(content)
    return str(raised.value)
