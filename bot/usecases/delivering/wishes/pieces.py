"""Split a wish into pieces: known words and phrases, times, offsets, names of zones, commas.  Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from bot.places.folding import folded
from bot.places.zones import fixed
from bot.settings import known_zone
from bot.usecases.delivering.wishes.words import ABBREVIATIONS, ALSO_SMALL, Word, phrases

LONGEST_PHRASE = 6


@dataclass(slots=True)
class Piece:
    """A piece of a wish: a word, a time, an offset, a comma or a phrase; `start:end` is its place in the text."""

    kind: Word | str
    text: str
    start: int
    end: int
    value: Any = None
    used: bool = False


_TOKEN = re.compile(
    r"""
      (?P<offset>(?:\b(?:utc|gmt)\s*[+\-−]|(?<![\w/])[+\-−](?=\d))\s*\d{1,2}(?:(?:[:.]|\s?h\s?)?[0-5]\d)?\b(?!\s?(?:[ap]\.?m\b)))
    | (?P<iana>\b[A-Za-z]+(?:/[A-Za-z_+\-\d]+)+)
    | (?P<clock>(?<![\w.:])(?:\d{1,2}(?:\s?[:.]\s?|\s?h\s?)[0-5]\d(?::00)?|[012]\d[0-5]\d|\d{1,2})(?!\d|[:.]\d))
    | (?P<comma>[,;•·\n])
    | (?P<dash>[-‐-―])
    | (?P<word>[^\W\d_](?:[\w]|[.'’ʼ](?=\w))*\.?|&)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def pieces_of(plain: str) -> list[Piece]:
    """Return the pieces of a plain text."""
    return _phrased([Piece(m.lastgroup or "", m[0], *m.span()) for m in _TOKEN.finditer(plain)])


def plain_text(text: str) -> str:
    """Write fullwidth letters and all digits as ASCII does."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in normal)


def _phrased(tokens: list[Piece]) -> list[Piece]:
    """Join the words of known phrases, the longest first, and read offsets and names of zones."""
    pieces, at = [], 0
    while at < len(tokens):
        piece, taken = _phrase_at(tokens, at)
        pieces.append(piece)
        at += taken
    for piece in pieces:
        if piece.kind == "offset":
            piece.value = _offset(piece.text)
        elif piece.kind == "iana":
            piece.value = _iana(piece.text)
            if piece.value is None:
                piece.kind = "word"
        elif piece.kind == "word" and _is_abbreviation(piece.text):
            piece.kind, piece.value = "iana", ABBREVIATIONS[piece.text.strip(".").upper()]
    return pieces


def _phrase_at(tokens: list[Piece], at: int) -> tuple[Piece, int]:
    first = tokens[at]
    if first.kind == "iana" and _iana(first.text) is None:
        # "America/New York"
        run = [t for t in tokens[at : at + 2] if t.kind in {"iana", "word"}]
        name = " ".join(t.text for t in run)
        if len(run) > 1 and _iana(name) is not None:
            return replace(first, text=name, end=run[1].end), len(run)
    if first.kind != "word":
        return first, 1
    for count in range(LONGEST_PHRASE, 0, -1):
        run = tokens[at : at + count]
        if len(run) < count or any(t.kind not in {"word", "dash"} for t in run):
            continue
        key = folded(" ".join(t.text for t in run if t.kind == "word"))
        if (meaning := phrases().get(key)) is not None and run[-1].kind == "word":
            return Piece(meaning[0], key, first.start, run[-1].end, meaning[1]), count
    return first, 1


def _offset(text: str) -> str | None:
    match = re.search(r"([+\-−])\s*(\d{1,2}?)(?:(?:[:.]|\s?h\s?)?([0-5]\d))?$", text)
    if match is None:
        return None
    return fixed("+" if match[1] == "+" else "-", int(match[2]), int(match[3] or 0))


def _iana(text: str) -> str | None:
    try:
        return known_zone(text).key
    except ValueError:
        return None


def _is_abbreviation(text: str) -> bool:
    bare = text.strip(".")
    return bare.upper() in ABBREVIATIONS and (bare.isupper() or bare.casefold() in ALSO_SMALL)
