"""Decode a page by the encoding that the server, the page or its bytes indicate.  Pure."""

from __future__ import annotations

import codecs
import re

# HTML requires the encoding to be declared near the beginning.
DECLARATION_BYTES = 2048
_NAME = r"\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})"
_DECLARED = re.compile((r"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)" + _NAME).encode(), re.IGNORECASE)
_IN_HEADER = re.compile(r"charset" + _NAME, re.IGNORECASE)
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Browsers replace the former by the latter, because that is what pages mean (WHATWG, Encoding).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# Content with one of these is in a 7-bit encoding that looks like ASCII.
_ESCAPES = (b"\x1b$", b"\x1b(")
_ASCII = bytes(range(0x80))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_BLANKS = str.maketrans("\x0b\x0c", "  ")


def decoded(content: bytes, content_type: str = "", *, sure: bool = False) -> str:
    """Decode `content`; `content_type` is the header of that name.  Invalid bytes become �.

    With `sure`, so does whatever is known only by a guess at the encoding, and every control character: many of them
    are what is left of a quotation mark.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _clean(content[len(mark) :].decode(encoding, "replace"), sure=sure)
    named = _IN_HEADER.search(content_type)
    names = [codec for name in (named and named[1], _declared(content)) if name and (codec := _codec(name))]
    # Content that is valid UTF-8, except for a few bytes, is so by no accident, whatever encoding is declared.
    is_utf_8 = _is_utf_8(content)
    readings: list[str] = []
    for codec in names if not is_utf_8 or any(escape in content for escape in _ESCAPES) else ():
        try:
            readings.append(content.decode(codec))
        except UnicodeDecodeError:
            continue
    if sure and len(set(readings)) > 1:
        return _clean(content.decode("ascii", "replace"), sure=sure)
    text = readings[0] if readings else content.decode("utf-8" if is_utf_8 or sure else "cp1252", "replace")
    return _clean(text, sure=sure)


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:DECLARATION_BYTES])
    return None if found is None else found[1].decode("ascii")


def _codec(name: str) -> str | None:
    """Return the codec of an encoding; None for unknown ones, and for UTF-16, which no ASCII can declare."""
    try:
        # Python also has codecs that are not encodings (rot13, zip); these fail here.
        b"".decode(name)
        known = codecs.lookup(name).name
    except (LookupError, UnicodeError, TypeError):
        return None
    return None if known.startswith(("utf-16", "utf-32")) else _MEANT.get(known, known)


def _is_utf_8(content: bytes) -> bool:
    """Return whether content is UTF-8, allowing for a few bad bytes, such as a character that was cut off."""
    wrong = content.decode("utf-8", "replace").count("\ufffd")
    return wrong == 0 or wrong * 10 < len(content.translate(None, _ASCII))


def _clean(text: str, *, sure: bool) -> str:
    return _CONTROLS.sub("\ufffd" if sure else "", text.translate(_BLANKS))
