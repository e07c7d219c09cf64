"""Read the characters of a PDF's page and where they are printed, by PDFium, as stretches of lines.  Runs confined."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import atan2, hypot, pi
from statistics import median
from typing import Any, NamedTuple
from unicodedata import bidirectional

from bot.intake.documents.lines import Line

# Text that runs another way than most of its page is read if it has at least so many lines: a margin note has fewer.
MIN_TURNED_LINES = 3
# A scanned page is at most so much askew, in quarter turns; a watermark is more.
MAX_SKEW = 0.15
ASKEW = 4
# A character printed again so near, in letter sizes, makes it bold or gives it a shadow.  Within a word, the same
# narrow letter may follow as near, but not so near in letter widths: "ill", "1,111".
OVERPRINT_DISTANCE = 0.12
OVERPRINT_WIDTH = 0.4
# Twins are looked for in cells of so many points.
CELL_POINTS = 4.0
# Two stretches of one line are further apart than this, in letter sizes: columns, table cells, a line number.
MIN_GAP = 0.8
# Words are at least so much further apart than the letters of the line usually are, in letter sizes.
MIN_WORD_GAP = 0.13
# A space that PDFium inferred needs at least this much room, in letter sizes.
MIN_SPACE = 0.08

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_WHITE = frozenset(map(ord, " \r\n"))
_NO_CHARACTER = 0xFFFD
# PDFium has a character of its own for a hyphen at a line's end.
_HYPHEN = 2


class _Glyph(NamedTuple):
    """A character, and where it begins and ends along its line at what height; PDFium `inferred` some white space.

    Its line runs in `way` quarter turns, anticlockwise, or ASKEW.  The axes are turned with it, so that it runs to the
    right.
    """

    text: str
    x: float
    end: float
    y: float
    size: float
    way: int
    inferred: bool


@dataclass(frozen=True, slots=True)
class PageText:
    """The stretches of a page's printed lines in drawing order, and how many characters were left out."""

    stretches: list[Line]
    left_out: int


def page_text(page: Any) -> PageText:
    """Return the text of a page, whichever way it runs.

    Drawing order is the reading order in files made by programs.  The way that most of the text runs comes first.
    Left out are watermarks, which run askew, and margin notes, a line or two that run another way than the rest.
    """
    shown_upright = page.get_rotation() // 90
    upright = _glyphs(page, 0)
    counts = Counter(glyph.way for glyph in upright if _is_ink(glyph))
    left_out = counts.pop(ASKEW, 0)
    found: list[Line] = []
    # If in doubt, what is shown upright comes first.
    for way in sorted(counts, key=lambda way: -counts[way] * (2 if way == shown_upright else 1)):
        glyphs = upright if way == 0 else _glyphs(page, way)
        lines = list(_lines(_printed_once(_in_order(glyph for glyph in glyphs if glyph.way == way))))
        if not found or len({line.y for line in lines}) >= MIN_TURNED_LINES:
            found += lines
        else:
            left_out += counts[way]
    return PageText(found, left_out)


def _in_order(glyphs: Iterable[_Glyph]) -> Iterator[_Glyph]:
    """Yield the characters with the letters of Arabic ligatures in reading order: PDFium turns them round."""
    for _, same_place in groupby(glyphs, lambda glyph: (glyph.x, glyph.y)):
        letters = list(same_place)
        yield from reversed(letters) if all(bidirectional(g.text) in _RIGHT_TO_LEFT for g in letters) else letters


def _printed_once(glyphs: Iterable[_Glyph]) -> Iterator[_Glyph]:
    """Leave out characters that are printed over themselves."""
    printed: defaultdict[tuple[str, int, int], list[_Glyph]] = defaultdict(list)
    before: _Glyph | None = None
    again = False
    for glyph in glyphs:
        # The letters of a ligature share one place, so what is true of its first letter is true of all.
        if before is None or (glyph.x, glyph.y) != (before.x, before.y):
            high = OVERPRINT_DISTANCE * glyph.size
            wide = min(high, OVERPRINT_WIDTH * max(0.0, glyph.end - glyph.x))
            again = any(
                abs(twin.x - glyph.x) <= wide and abs(twin.y - glyph.y) <= high
                for column in range(_cell(glyph.x - wide), _cell(glyph.x + wide) + 1)
                for row in range(_cell(glyph.y - high), _cell(glyph.y + high) + 1)
                for twin in printed.get((glyph.text, column, row), ())
            )
        before = glyph
        if not (again and _is_ink(glyph)):
            printed[glyph.text, _cell(glyph.x), _cell(glyph.y)].append(glyph)
            yield glyph


def _is_ink(glyph: _Glyph) -> bool:
    return not glyph.inferred and not glyph.text.isspace()


def _cell(coordinate: float) -> int:
    return int(coordinate // CELL_POINTS)


def _lines(glyphs: Iterator[_Glyph]) -> Iterator[Line]:
    """Yield stretches of characters that are next to each other on one line."""
    run: list[_Glyph] = []
    spaced = False
    for glyph in glyphs:
        if glyph.text in "\r\n":
            yield from _line(run)
            run, spaced = [], False
        elif glyph.text.isspace():
            spaced = True
        else:
            if run:
                gap = _gap(run[-1], glyph)
                size = max(glyph.size, run[-1].size)
                if abs(glyph.y - run[-1].y) > size or not (gap is None or -size < gap < MIN_GAP * size):
                    yield from _line(run)
                    run = []
                elif spaced and (gap is None or gap > MIN_SPACE * size):
                    run.append(glyph._replace(text=" "))
            run.append(glyph)
            spaced = False
    yield from _line(run)


def _line(run: Sequence[_Glyph]) -> Iterator[Line]:
    if run:
        begin, end = min(glyph.x for glyph in run), max(glyph.end for glyph in run)
        yield Line("".join(_spaced(run)), begin, run[0].y, run[0].size, end)


def _gap(a: _Glyph, b: _Glyph) -> float | None:
    """Return the room between two characters; None for letters of one ligature, and where text runs to the left."""
    if (a.x, a.y) == (b.x, b.y) or _RIGHT_TO_LEFT & {bidirectional(a.text), bidirectional(b.text)}:
        return None
    return b.x - a.end


def _spaced(run: Sequence[_Glyph]) -> Iterator[str]:
    """Yield the characters of a stretch, with a space also where words are set so tightly that PDFium finds none."""
    gaps = [None if " " in (a.text, b.text) else _gap(a, b) for a, b in pairwise(run)]
    known = [gap for gap in gaps if gap is not None]
    usual = max(0.0, median(known)) if known else 0.0
    yield run[0].text
    for gap, glyph in zip(gaps, run[1:], strict=True):
        if gap is not None and gap > usual + MIN_WORD_GAP * glyph.size:
            yield " "
        yield glyph.text


def _glyphs(page: Any, way: int) -> list[_Glyph]:
    """Return the characters on a page.  PDFium finds lines and spaces in what is shown upright, so turn it first."""
    page.set_rotation(90 * way)
    with closing(page.get_textpage()) as text:
        return list(_read(text, page.get_bbox()))


def _read(text: Any, box: tuple[float, float, float, float]) -> Iterator[_Glyph]:
    """Yield the characters of PDFium's view of a page that are within its `box`."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  loaded only for PDFs

    left, bottom, right, top = box
    x, y, around, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    raw = text.raw
    for n in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, n)
        inferred = code in _WHITE and bool(pdfium.FPDFText_IsGenerated(raw, n))
        pdfium.FPDFText_GetCharOrigin(raw, n, x, y)
        if not inferred and not (left <= x.value <= right and bottom <= y.value <= top):
            continue
        pdfium.FPDFText_GetMatrix(raw, n, matrix)
        pdfium.FPDFText_GetLooseCharBox(raw, n, around)
        way = _way(atan2(matrix.b, matrix.a))
        ends = _turned(around.left, around.bottom, way)[0], _turned(around.right, around.top, way)[0]
        size = pdfium.FPDFText_GetFontSize(raw, n) * hypot(matrix.c, matrix.d)
        if pdfium.FPDFText_HasUnicodeMapError(raw, n) > 0:
            code = _NO_CHARACTER
        at = _turned(x.value, y.value, way)
        yield _Glyph("-" if code == _HYPHEN else chr(code), at[0], max(ends), at[1], size, way, inferred)


def _way(angle: float) -> int:
    """Return how many quarter turns an angle is, anticlockwise; ASKEW if it is not about as many."""
    turns = angle / (pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) < MAX_SKEW else ASKEW


def _turned(x: float, y: float, way: int) -> tuple[float, float]:
    """Turn a point so that text that runs this way runs from left to right."""
    return ((x, y), (y, -x), (-x, -y), (-y, x), (x, y))[way]
