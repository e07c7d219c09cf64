"""Split a text into the terms that the keyword index counts: words, names, numbers, sums of money, initials.

Each printed word is one term in one form, and so are "U.S.", "G-7" and "$3 billion"; "G7" and "G-7" are the same.  A
term may have looser forms, by which it is also found: "G-7" by "g" and by "7".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.normalize import MARKS, fold

Term = tuple[str, ...]
"""The one form of what is printed, then its looser forms."""

# Anything longer is no word: a line of base64, or a script without spaces.
MAX_TERM_CHARS = 64

_SCALES = {
    "bn": "bn", "billion": "bn", "m": "m", "mn": "m", "million": "m", "tn": "tn", "trillion": "tn",
    "%": "%", "percent": "%", "per cent": "%",
}  # fmt: skip
_SPOKEN = {"bn": "billion", "m": "million", "tn": "trillion"}

_LETTER = r"[^\W\d_]"
_TERM = re.compile(
    rf"""
    (?P<initials> (?<!\w) (?:{_LETTER}\.)+ {_LETTER} (?!\w) \.? )
  | (?P<money> [$€£¥]? ) (?P<digits> \d+ (?: [.,:/-]\d+ )* )
    (?: (?P<scale> m | \ ?% | \ ?(?:bn|mn|tn) | \ (?:billion|million|trillion|percent|per\ cent) ) )? (?!\w)
  | (?P<word> [^\W_]+ (?: ['&-] [^\W_]+ )* )
    """,
    re.VERBOSE,
)
_MARK = re.compile(f"[{MARKS}]")
_POSSESSIVE = re.compile(r"'s?$")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")


def terms(text: str) -> Iterator[Term]:
    """Return the terms of a text in order; parts without letters or digits have none."""
    for found in _TERM.finditer(_MARK.sub("", fold(text))):
        if found["initials"]:
            term = _initials(found["initials"])
        elif found["digits"]:
            term = _number(found["money"], found["digits"], found["scale"])
        else:
            term = _word(_POSSESSIVE.sub("", found["word"]))
        if len(term[0]) <= MAX_TERM_CHARS:
            yield term


def _initials(printed: str) -> Term:
    letters = printed.replace(".", "")
    return f"{'.'.join(letters)}.", letters


def _number(money: str, digits: str, scale: str | None) -> Term:
    plain = _THOUSANDS.sub(lambda m: m.group().replace(",", ""), digits)
    # 24.11.2026 has parts; 1.5 is one number.
    parts = re.split(r"[.,:/-]" if plain.count(".") > 1 else r"[,:/-]", plain)
    unit = _SCALES[scale.strip()] if scale else ""
    forms = [f"{money}{plain}{unit}", f"{plain}{unit}", plain, *parts, _SPOKEN.get(unit, "")]
    return tuple(dict.fromkeys(filter(None, forms)))


def _word(printed: str) -> Term:
    if ordinal := _ORDINAL.fullmatch(printed):
        return printed, ordinal[1]
    parts = printed.split("-")
    if len(parts) == 1:
        return (printed,)
    # Two parts are often printed as one word as well (G7, email); more are a phrase.
    return ("".join(parts) if len(parts) == 2 else printed, *parts)
