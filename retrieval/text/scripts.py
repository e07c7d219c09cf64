"""Tell whether a name mixes scripts, as names made to be mistaken for others do ("Hіll" with a Cyrillic і).  Pure.

By Unicode Technical Standard 39, section 5: a string is of one script if all of its letters can be, where Han, kana,
Hangul and Bopomofo count as one, and Latin letters may stand beside those.  A letter's script is the first word of its
name in the Unicode Character Database, after compatibility characters ("Ａ", "𝐀") are replaced by plain ones.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_EAST_ASIAN = frozenset(["CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "KANGXI"])
# Letters by category; a modifier letter, such as the Hawaiian ʻokina, is used in any script.
_LETTERS = frozenset(["Lu", "Ll", "Lt", "Lo"])


@lru_cache(maxsize=10_000)
def mixed_scripts(name: str) -> tuple[str, ...]:
    """Return the scripts that a name mixes, like ("Cyrillic", "Latin"); empty if they go together."""
    if name.isascii():
        return ()
    found = {script for char in unicodedata.normalize("NFKC", name) if (script := _script(char))}
    mixed = found - {"LATIN"} if found & _EAST_ASIAN else found
    east = bool(mixed & _EAST_ASIAN)
    if len(mixed - _EAST_ASIAN) + east < 2:
        return ()
    return tuple(sorted(script.capitalize() for script in found))


def _script(char: str) -> str:
    """Return the script of a letter in capitals; "" for any other character."""
    if unicodedata.category(char) not in _LETTERS:
        return ""
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0]
