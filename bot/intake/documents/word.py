"""Read the paragraphs of a Word file as Word would print them, by python-docx.  Runs confined."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO
from xml.parsers import expat

from bot.intake.documents.properties import DocumentProperties
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Quantity, Wording

MAX_PARTS = 5000
# All parts together.  ZIP compresses by up to 1,032 to 1, so 1 MB may hold a gigabyte.
MAX_UNPACKED_BYTES = 200_000_000
BLOCK_BYTES = 1 << 16
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Some programs number it.
_BODY = re.compile(r"word/document\d*\.xml")
_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "_rels/.rels"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_OTHERS = {
    "xl/": Wording("an Excel file"), "ppt/": Wording("a PowerPoint file"), "META-INF/MANIFEST.MF": Wording("a program"),
    "mimetype": Wording("an e-book or an OpenDocument file"),
}  # fmt: skip
# Elements that stand for a character.  A soft hyphen is dropped like all invisible characters.
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_NOT_PRINTED = {f"{_W}del", f"{_W}moveFrom", f"{_W}rt", _FALLBACK}
# Formats that remove a run from the printed text: hidden, or struck out.
_REMOVED_BY = tuple(f"{_W}rPr/{_W}{name}" for name in ("vanish", "strike", "dstrike"))


def read_docx(file: BinaryIO, max_chars: int) -> tuple[DocumentProperties, str | None, list[str]]:
    """Return its properties, the paragraph in Title style, and the paragraphs below it.  Raise UnusableArticle."""
    _check(file)
    from docx import Document  # noqa: PLC0415  a fifth of a second, spent only on Word files

    file.seek(0)
    try:
        document = Document(_transitional(file))
    except ValueError as error:
        raise UnusableArticle("is a Word file with macros or a template; save it as .docx") from error
    titles = {style.style_id for style in document.styles if style.name == "Title"}
    title: str | None = None
    found: list[str] = []
    length = 0
    for paragraph in document.element.body.iter(f"{_W}p"):
        if any(above.tag in _NOT_PRINTED for above in paragraph.iterancestors()):
            continue
        text = "".join(_printed(paragraph)).strip()
        if not text:
            continue
        if not found and title is None and paragraph.style in titles:
            title = text
            continue
        found.append(text)
        length += len(text)
        if length > max_chars:
            raise UnusableArticle(
                "has more text than any article ({most} characters at most); split it", most=Quantity(max_chars)
            )
    if not found:
        raise UnusableArticle("is a Word file without text; add the text that it shows")
    stated = document.core_properties
    return DocumentProperties(stated.title, stated.author, stated.created), title, found


def _printed(paragraph: Any) -> Iterator[str]:
    """Yield the text of this paragraph's own runs, without text boxes, which have paragraphs of their own.

    Insertions under review count as printed; deletions, hidden text and struck-out text do not.
    """
    for run in paragraph.iter(f"{_W}r"):
        around = list(run.iterancestors())
        if next(above for above in around if above.tag == f"{_W}p") is not paragraph:
            continue
        if any(_is_on(run.find(name)) for name in _REMOVED_BY):
            continue
        if any(above.tag in _NOT_PRINTED for above in around):
            continue
        for part in run:
            if part.tag == f"{_W}t":
                yield part.text or ""
            else:
                yield _CHARACTERS.get(part.tag, "")


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val") not in {"0", "false", "off"}


def _check(file: BinaryIO) -> None:
    """Raise UnusableArticle unless it is a Word file of reasonable size whose parts declare no entities."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise UnusableArticle(
            "is damaged: it begins like a Word file but does not end like one; save it again"
        ) from error
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if _TYPES not in names or not any(map(_BODY.fullmatch, names)):
        what = next((what for mark, what in _OTHERS.items() if any(n.startswith(mark) for n in names)), None)
        if what is None:
            raise UnusableArticle("is an archive; unpack it and add the files in it")
        raise UnusableArticle("is {what}; {todo}", what=what, todo=Wording("save it as .docx, PDF or text"))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise UnusableArticle(
            "is a Word file of {parts} parts that unpack to {bytes} bytes; add its text instead",
            parts=Quantity(len(parts)),
            bytes=Quantity(unpacked),
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableArticle("is encrypted; save it as .docx without a password")
    for part in parts:
        if _declares(archive, part):
            raise UnusableArticle("is a Word file that declares XML entities, which attacks use; save it again")


def _transitional(file: BinaryIO) -> BinaryIO:
    """Return a Word file in the form that python-docx reads, which nearly all are in.

    "Strict Open XML" has other names for the same namespaces (ISO/IEC 29500, part 1).
    """
    with zipfile.ZipFile(file) as archive:
        if _STRICT.search(archive.read(_RELATIONSHIPS) if _RELATIONSHIPS in archive.namelist() else b"") is None:
            file.seek(0)
            return file
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w") as copy:
            for part in archive.infolist():
                content = archive.read(part)
                is_xml = part.filename.endswith((".xml", ".rels"))
                copy.writestr(part.filename, _STRICT.sub(_TRANSITIONAL, content) if is_xml else content)
    rewritten.seek(0)
    return rewritten


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part is XML with a document type, which entities need and OPC forbids (ECMA-376, part 2).

    The whole part is decompressed, block by block: only that way does zipfile stop at the stated size and check it.
    Whoever then reads the part in one go gets no more than was added up.
    """
    parser = expat.ParserCreate()
    found: list[bool] = []

    class Decided(Exception):
        pass

    def declared(*_: object) -> None:
        found.append(True)
        raise Decided

    def begun(*_: object) -> None:
        raise Decided

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    with archive.open(part) as unpacked:
        # A part that is not XML is a picture, or nothing that python-docx reads.
        with suppress(Decided, expat.ExpatError):
            while block := unpacked.read(BLOCK_BYTES):
                parser.Parse(block, False)
        while unpacked.read(BLOCK_BYTES):
            pass
    return bool(found)
