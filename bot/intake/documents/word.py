"""DOCX to paragraphs, by python-docx: what Word would print of the body.  Runs confined."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO
from xml.parsers import expat

from bot.intake.documents.properties import DocumentProperties
from retrieval.domain.errors import UnusableArticle

MOST_PARTS = 5000
# All parts together as they are unpacked.  What ZIP promises is a ratio of at most 1,032, so 1 MB may hold a gigabyte.
MOST_UNPACKED = 200_000_000
BLOCK = 1 << 16
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
_TYPES = "[Content_Types].xml"
_OTHERS = {
    "xl/": "an Excel file", "ppt/": "a PowerPoint file", "META-INF/MANIFEST.MF": "a program",
    "mimetype": "an e-book or an OpenDocument file",
}  # fmt: skip
# What stands for a character in a run.  A soft hyphen is dropped with everything that nobody sees.
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_NOT_PRINTED = {f"{_W}del", f"{_W}moveFrom", f"{_W}rt", _FALLBACK}
# What takes a run out of the text: it is hidden, or struck out.
_TAKEN_OUT = tuple(f"{_W}rPr/{_W}{name}" for name in ("vanish", "strike", "dstrike"))


def read_docx(file: BinaryIO, longest: int) -> tuple[DocumentProperties, str | None, list[str]]:
    """What it says of itself, the title that is set as one, and the paragraphs below it.  Raises UnusableArticle."""
    _check(file)
    from docx import Document  # noqa: PLC0415  a fifth of a second, paid where a Word file is read

    file.seek(0)
    try:
        document = Document(file)
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
        if length > longest:
            raise UnusableArticle(f"has more text than any article ({longest:,} characters at most): split it")
    if not found:
        raise UnusableArticle("is a Word file without text; add what it shows as text")
    told = document.core_properties
    return DocumentProperties(told.title, told.author, told.created), title, found


def _printed(paragraph: Any) -> Iterator[str]:
    """The text of this paragraph's own runs: not of a text box in it, which has paragraphs of its own.

    What was inserted under review counts as printed, what was deleted does not, nor what is hidden or struck out.
    """
    for run in paragraph.iter(f"{_W}r"):
        around = list(run.iterancestors())
        if next(above for above in around if above.tag == f"{_W}p") is not paragraph:
            continue
        if any(_is_on(run.find(name)) for name in _TAKEN_OUT):
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
    """Before it is opened: whether it is a Word file, how large it is inside, and that no part declares entities."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise UnusableArticle(
            "is damaged: it begins like a Word file and does not end like one; save it anew"
        ) from error
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if _TYPES not in names or _BODY not in names:
        what = next((what for mark, what in _OTHERS.items() if any(n.startswith(mark) for n in names)), None)
        raise UnusableArticle(
            f"is {what}; save it as .docx, PDF or text" if what else "is an archive; unpack it and add what is in it"
        )
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise UnusableArticle(
            f"is a Word file of {len(parts):,} parts that unpack to {unpacked:,} bytes; no article does: save its text"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnusableArticle("is encrypted; save it as .docx without a password")
    for part in parts:
        if _declares(archive, part):
            raise UnusableArticle(
                "is a Word file that declares XML entities, which none may and bombs do; save it anew"
            )


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether it is XML with a document type: OPC forbids them (ECMA-376, part 2), and entities take one.

    All of the part is unpacked, block by block: only so does zipfile stop at the size that was promised, and find out
    whether the promise was kept.  Whoever reads it at once then gets what was summed up.
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
        # What is no XML is a picture, or nothing that python-docx reads either.
        with suppress(Decided, expat.ExpatError):
            while block := unpacked.read(BLOCK):
                parser.Parse(block, False)
        while unpacked.read(BLOCK):
            pass
    return bool(found)
