"""Remove invisible and direction-changing characters from a text, before anything counts its characters.  Pure.

They are those that Unicode calls default ignorable (DerivedCoreProperties.txt), including all zero-width and all
bidirectional control characters.  Left in, they hide a word from searches and show a quotation in another order than
it was printed in.  Those that change how their neighbours look stay:

- the joiners ZWJ and ZWNJ next to letters of scripts that join or stack (Persian, Hindi), and ZWJ inside an emoji, by
  RFC 5892, appendix A, and UTS 51; RFC 5892 uses the joining type of each letter, for which its script stands in here;
- one variation selector after a character that can have variants: ideographs, symbols, keycaps, never a cased letter;
- the tags of a regional flag, Mongolian's own selectors, fillers next to Hangul jamo, a grapheme joiner before a mark.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_RUN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# Control characters except tab and line feed, marks of direction, and what ends a line only to some programs.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FLAG, _FLAG_TAGS = "\U0001f3f4", re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
# Scripts, by the first word of their letters' Unicode names.
_CURSIVE = frozenset("ADLAM ARABIC HANIFI MANDAIC MONGOLIAN NKO PHAGS-PA SYRIAC".split())
_STACKING = frozenset(
    "BALINESE BENGALI CHAKMA DEVANAGARI GUJARATI GURMUKHI JAVANESE KANNADA KHMER MALAYALAM MEETEI MYANMAR ORIYA "
    "SINHALA SUNDANESE TAMIL TELUGU TIBETAN".split()
)
_VIRAMA = 9


@dataclass(frozen=True, slots=True)
class Visible:
    """A text without invisible characters; `dropped` are their offsets in the text as given, ascending."""

    text: str
    dropped: tuple[int, ...] = ()


def visible(given: str) -> Visible:
    """Return `given` without invisible characters; a second call changes nothing."""
    if given.isascii() or not _RUN.search(given):
        return Visible(given)
    dropped = tuple(_dropped(given))
    gone = set(dropped)
    return Visible("".join(c for at, c in enumerate(given) if at not in gone) if gone else given, dropped)


def unsafe_positions(text: str) -> list[int]:
    """Return where a text has a control character other than a line break or tab, or one that changes direction."""
    return [] if text.isascii() and text.isprintable() else [found.start() for found in _UNSAFE.finditer(text)]


def one_line(given: str) -> str:
    """Return a name, title or note as one line, without invisible, control and direction characters."""
    return " ".join(_UNSAFE.sub("", " ".join(visible(given).text.split())).split())


def as_given(offset: int, dropped: tuple[int, ...]) -> int:
    """Map an offset in the visible text to the offset of the same character in the text as given."""
    return offset + bisect_right(range(len(dropped)), offset, key=lambda n: dropped[n] - n)


def _dropped(given: str) -> Iterator[int]:
    for run in _RUN.finditer(given):
        before = given[run.start() - 1] if run.start() else ""
        after = given[run.end()] if run.end() < len(given) else ""
        kept = _kept(run[0], before, after)
        yield from (run.start() + n for n in range(len(run[0])) if n not in kept)


def _kept(run: str, before: str, after: str) -> set[int]:
    """Return the positions in a run that stay: the first of each kind, if its neighbours need it."""
    if before == _FLAG and (tags := _FLAG_TAGS.match(run)):
        return set(range(tags.end()))
    kept: set[int] = set()
    variant = _VARIANT.search(run)
    if variant and _has_variants(before):
        kept.add(variant.start())
    for n, character in enumerate(run):
        if character in {_ZWNJ, _ZWJ}:
            if _joins(character, before, after):
                kept.add(n)
                break
        elif _stays(character, before, after):
            kept.add(n)
            break
    return kept


def _has_variants(before: str) -> bool:
    if before.isascii():
        return before != "" and before in "0123456789#*"
    # ℹ is a letter by category and an emoji in use.
    return before == "ℹ" or unicodedata.category(before) in {"Lo", "Pd", "Po", "Sm", "So", "Cn"}


def _joins(joiner: str, before: str, after: str) -> bool:
    if joiner == _ZWJ and _is_emoji(before) and _is_emoji(after):
        return True
    left, right = _script(before), _script(after)
    if joiner == _ZWJ:
        return left != "" or right in _CURSIVE
    return left != "" and (left == right or unicodedata.combining(before) == _VIRAMA)


def _script(character: str) -> str:
    """Return the script of a letter or mark whose neighbours change its shape, else ""."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return ""
    script = unicodedata.name(character, "").partition(" ")[0]
    return script if script in _CURSIVE or script in _STACKING else ""


def _is_emoji(character: str) -> bool:
    # ↔ is part of the nodding and shaking heads; a skin tone is a modifier; Python may not know this year's emoji.
    return character != "" and (
        unicodedata.category(character) == "So" or character == "↔" or "\U0001f000" <= character <= "\U0001faff"
    )


def _stays(character: str, before: str, after: str) -> bool:
    if "\u180b" <= character <= "\u180f":
        return "\u1820" <= before <= "\u18aa"
    if character in "\u115f\u1160":
        return any("\u1100" <= beside <= "\u11ff" for beside in (before, after) if beside)
    return character == "\u034f" and after != "" and unicodedata.category(after) == "Mn"
