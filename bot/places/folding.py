"""Fold the names of places and the words of wishes, so that case, accents and the shape of digits do not matter."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "є": "е"})


def folded(text: str) -> str:
    """Return a text in lower case, without accents, with ASCII digits, hyphens as spaces and no apostrophes."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    # Й and ї are letters of their own, but who writes и and і for them is understood.
    plain = "".join(c for c in apart if not unicodedata.combining(c)).translate(_LETTERS)
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    words = re.sub(r"[’ʼ'`ʻ.]", "", digits)
    return " ".join(re.sub(r"[-‐-―_/]", " ", words).split())
