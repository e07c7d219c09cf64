"""Fold texts in the database, without case and accents: LIKE folds only letters of ASCII, if any."""

from __future__ import annotations

import re
import unicodedata

from retrieval.text.normalize import MARKS, fold_in_place

# The SQL function that SQLite gets from us.
FOLDED = "folded"
# The scripts that PostgreSQL folds.  It looks every letter of a text up in the whole table, so that stays short.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "LEFT", "RIGHT", "SINGLE", "DOUBLE", "EN", "EM")
_LAST = 0x24FF


def folded(text: str) -> str:
    """Return a text without case and accents."""
    # Composed first: a name printed as letters plus combining marks is the same name.
    return fold_in_place(unicodedata.normalize("NFC", text)).casefold()


def folded_by_postgres(text: str) -> str:
    """Return the SQL by which PostgreSQL folds the SQL expression `text`, as `folded` does in Python."""
    table = _letters()
    before, after = "".join(table), "".join(table.values()).replace("'", "''")
    return (
        f"replace(translate(lower(regexp_replace(normalize({text}, NFD), '[{MARKS}]', '', 'g')), "
        f"'{before}', '{after}'), 'ß', 'ss')"
    )


def _letters() -> dict[str, str]:
    """Return the letters that folding changes, by letter; those with accents are taken apart before."""
    found = {}
    for code in range(0x80, _LAST):
        letter = chr(code)
        plain = folded(letter)
        is_whole = unicodedata.normalize("NFD", letter) == letter
        if plain != letter and len(plain) == 1 and is_whole and _script(letter) in _SCRIPTS:
            found[letter] = plain
    return found


def _script(letter: str) -> str:
    """Return the first word of a letter's name, which for a letter is its script."""
    return re.split("[ -]", unicodedata.name(letter, ""))[0]
