"""Cut a text into the terms that the word index counts: words, names, numbers, sums of money, initials.

What is printed is one term, in one form: "U.S.", "G-7" and "$3 billion" too; "G7" and "G-7" are one.  Beside it may
stand looser terms, by which it is also found: "G-7" by "g" and by "7".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.text.normalize import MARKS, fold

Term = tuple[str, ...]
"""What is printed, in its one form, and the looser terms beside it."""

# What is longer is no word: a line of base 64, a script that knows no spaces.
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
    """The terms of a text in their order; none for what has no letters and no digits."""
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
    # Two parts are as often printed as one word (G7, email); more are a phrase.
    return ("".join(parts) if len(parts) == 2 else printed, *parts)
