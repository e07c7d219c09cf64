"""Tell the type of a file by its first bytes.  Text formats have no signature, so there the name decides.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.intake.base.article_keys import is_article_key
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.wording import Wording

HEAD_BYTES = 4096
"""How many of a file's first bytes tell its type."""


class FileType(StrEnum):
    """A type of file that can be read."""

    TEXT = "text"
    JSON_LINES = "JSON lines"
    PAGE = "web page"
    PDF = "PDF"
    # Only a ZIP's directory tells what else it may be, and that is read by the confined process.
    ZIP = "Word file"
    FEED = "feed"
    OPML = "list of feeds"


@dataclass(frozen=True, slots=True)
class WebOrigin:
    """The address that content was fetched from, and the server's header Content-Type."""

    url: str | None = None
    content_type: str = ""


NOT_FROM_WEB = WebOrigin()
"""The origin of what came as a file."""

_BY_NAME = dict.fromkeys(("", ".txt", ".text", ".md", ".markdown"), FileType.TEXT)
_BY_NAME |= dict.fromkeys((".jsonl", ".ndjson"), FileType.JSON_LINES)
_BY_NAME |= dict.fromkeys((".html", ".htm", ".xhtml"), FileType.PAGE)
_KNOWN = Wording(
    "text (.txt), Markdown (.md), web pages (.html), PDF, Word (.docx) and JSON lines (.jsonl) can be added"
)

# The signatures of refused types: offset in the file, bytes, description.
_ARCHIVE, _IMAGE, _PROGRAM = Wording("an archive"), Wording("an image"), Wording("a program")
_SOUND, _DATA = Wording("a recording"), Wording("a database")
_OLD_WORD = Wording("a Word file from before 2007, or one with a password")
_REFUSED: tuple[tuple[int, bytes, Wording], ...] = (
    (0, b"\x1f\x8b", _ARCHIVE), (0, b"BZh", _ARCHIVE), (0, b"\xfd7zXZ\0", _ARCHIVE), (0, b"7z\xbc\xaf'\x1c", _ARCHIVE),
    (0, b"Rar!\x1a\x07", _ARCHIVE), (0, b"\x28\xb5\x2f\xfd", _ARCHIVE), (0, b"\x04\x22\x4d\x18", _ARCHIVE),
    (257, b"ustar", _ARCHIVE), (0, b"MSCF", _ARCHIVE), (0, b"!<arch>\n", _ARCHIVE), (0, b"\x1f\x9d", _ARCHIVE),
    (0, b"LZIP", _ARCHIVE), (2, b"-lh", _ARCHIVE),
    (0, b"\x89PNG\r\n\x1a\n", _IMAGE), (0, b"\xff\xd8\xff", _IMAGE), (0, b"GIF87a", _IMAGE), (0, b"GIF89a", _IMAGE),
    (0, b"II*\0", _IMAGE), (0, b"MM\0*", _IMAGE), (8, b"WEBP", _IMAGE), (0, b"BM", _IMAGE), (0, b"\0\0\x01\0", _IMAGE),
    (4, b"ftypheic", _IMAGE), (4, b"ftypavif", _IMAGE), (4, b"ftypmif1", _IMAGE), (0, b"8BPS", _IMAGE),
    (0, b"AT&TFORM", _IMAGE), (0, b"\0\0\0\x0cjP  ", _IMAGE),
    (4, b"ftyp", _SOUND), (0, b"ID3", _SOUND), (0, b"OggS", _SOUND), (0, b"fLaC", _SOUND), (0, b"RIFF", _SOUND),
    (0, b"\x1aE\xdf\xa3", _SOUND),
    (0, b"\x7fELF", _PROGRAM), (0, b"MZ", _PROGRAM), (0, b"#!", _PROGRAM), (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM), (0, b"\xfe\xed\xfa", _PROGRAM), (0, b"\0asm", _PROGRAM),
    (0, b"SQLite format 3\0", _DATA),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_WORD),
    (0, b"{\\rtf", Wording("rich text (RTF)")), (0, b"%!PS", Wording("PostScript")),
)  # fmt: skip
# A shorter signature may also be the beginning of a text; but a text has no NUL.
_MIN_CERTAIN_BYTES = 3
_WHAT_TO_DO = {
    _ARCHIVE: Wording("unpack it and add the files in it"),
    _IMAGE: Wording("only text can be quoted, so add the text that it shows"),
    _PROGRAM: Wording("only articles can be added"),
    _SOUND: Wording("only text can be quoted, so add a transcript"),
    _DATA: Wording("only articles can be added"),
    _OLD_WORD: Wording("save it as .docx without a password"),
}
# Possessive (+), because there are too many ways to split a run of comments.
_PAGE = re.compile(
    rb"(<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+<(!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
# Content without a telling name may begin in the middle of a page; Markdown, which has one, may begin with a tag.
_PART_OF_PAGE = re.compile(
    rb"(?:(?><!--.*?-->)\s*+)*+<(head|body|meta|title|link|script|style|base|noscript|header|nav|main|article|section|"
    rb"div|p|h[1-6]|table|ul|ol|center|font|span|a|b|i|em|strong|br|hr|img|form)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+<(rss|feed|rdf:rdf)[\s>]", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"<(\?xml|svg|\w+:\w+)[\s>]", re.IGNORECASE)
# Whatever the file is called: taken for text, it would be quoted with its braces.
_LINES = re.compile(rb'\{\s*"(\w{1,30})"\s*:\s*("|null\b|\[)')
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def file_type_of(head: bytes, suffix: str | None) -> FileType:
    """Return the type of a file that begins with `head`, its first HEAD_BYTES.

    `suffix` is that of its name, in lower case with the dot; None if it has no name.  Raise UnusableArticle, with the
    reason, if such a file cannot be added.
    """
    for offset, signature, what in _REFUSED:
        is_certain = len(signature) >= _MIN_CERTAIN_BYTES or b"\0" in head or signature in {b"#!", b"\x1f\x8b"}
        if is_certain and head.startswith(signature, offset):
            todo = _WHAT_TO_DO.get(what, Wording("save it as .docx, PDF or text"))
            if suffix in {".pdf", ".docx", *_BY_NAME} and suffix != "":
                raise UnusableArticle("is {what}, whatever its name says; {todo}", what=what, todo=todo)
            raise UnusableArticle("is {what}; {todo}", what=what, todo=todo)
    text = _as_utf_8(head).removeprefix(_BYTE_ORDER_MARK).lstrip()
    if text.startswith(b"%PDF-"):
        return FileType.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return FileType.ZIP
    if (suffix is None and text.startswith(b"{")) or _is_json_line(text):
        return FileType.JSON_LINES
    if _PAGE.match(text) or (suffix not in _BY_NAME and _PART_OF_PAGE.match(text)):
        return FileType.PAGE
    if _FEED.match(text):
        raise UnusableArticle("is a feed, not an article; to follow it, use “feeds add” with its link")
    if _XML.match(text) if suffix is None else text.startswith(b"<?xml"):
        raise UnusableArticle("is XML for programs, not a web page; add the link of the article's page, or its text")
    return _of_text(suffix)


def _is_json_line(text: bytes) -> bool:
    """Return whether a text begins with an object whose first key is one of an article."""
    begins = _LINES.match(text)
    return begins is not None and is_article_key(begins[1].decode())


def _as_utf_8(head: bytes) -> bytes:
    """Convert UTF-16 to UTF-8; other bytes come back as they are."""
    encoding = _UTF_16.get(head[:2])
    return head if encoding is None else head[2:].decode(encoding, "replace").encode("utf-8", "replace")


def _of_text(suffix: str | None) -> FileType:
    if suffix is None:
        return FileType.TEXT
    if suffix in {".pdf", ".docx"}:
        raise UnusableArticle(
            "is not a {suffix} file, whatever its name says; save it again, or name it .txt if it is text",
            suffix=suffix,
        )
    if suffix == ".opml":
        raise UnusableArticle("is a list of feeds, not an article; to follow those feeds, use “feeds import”")
    if suffix not in _BY_NAME:
        raise UnusableArticle("is a {suffix} file; {known}", suffix=suffix, known=_KNOWN)
    return _BY_NAME[suffix]
