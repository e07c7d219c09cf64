"""The characters of a page, by what the server, the page or its bytes say of their encoding.  Pure."""

from __future__ import annotations

import codecs
import re

# Where HTML wants the encoding to be declared.
HEAD_BYTES = 2048
_NAME = r"\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})"
_DECLARED = re.compile((r"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)" + _NAME).encode(), re.IGNORECASE)
_IN_HEADER = re.compile(r"charset" + _NAME, re.IGNORECASE)
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# What browsers take these for, since so many pages mean the latter and say the former (WHATWG, Encoding).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# What has one of these in it is in 7 bits, and looks like ASCII.
_ESCAPES = (b"\x1b$", b"\x1b(")
_ASCII = bytes(range(0x80))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_BLANKS = str.maketrans("\x0b\x0c", "  ")


def decoded(content: bytes, content_type: str = "") -> str:
    """`content_type`: the header of that name.  What is no character in its encoding is left as a �."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _clean(content[len(mark) :].decode(encoding, "replace"))
    told = _IN_HEADER.search(content_type)
    names = [codec for name in (told and told[1], _declared(content)) if name and (codec := _codec(name))]
    # A page that is UTF-8 from end to end, or but for a few bytes, is in UTF-8, whatever anybody says: by no accident.
    is_utf_8 = _is_utf_8(content)
    for codec in names if not is_utf_8 or any(escape in content for escape in _ESCAPES) else ():
        try:
            return _clean(content.decode(codec))
        except UnicodeDecodeError:
            continue
    return _clean(content.decode("utf-8" if is_utf_8 else "cp1252", "replace"))


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:HEAD_BYTES])
    return None if found is None else found[1].decode("ascii")


def _codec(name: str) -> str | None:
    """None for what is no encoding of text, and for UTF-16: in a page of that, nothing could be declared in ASCII."""
    try:
        # Python has codecs that are no encodings (rot13, zip): these do not decode.
        b"".decode(name)
        known = codecs.lookup(name).name
    except (LookupError, UnicodeError, TypeError):
        return None
    return None if known.startswith(("utf-16", "utf-32")) else _MEANT.get(known, known)


def _is_utf_8(content: bytes) -> bool:
    """A few bad bytes in a page of UTF-8, a character that was cut off, make no other encoding of it."""
    wrong = content.decode("utf-8", "replace").count("\ufffd")
    return wrong == 0 or wrong * 10 < len(content.translate(None, _ASCII))


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text.translate(_BLANKS))
