"""Turn printed lines into paragraphs, without the lines that repeat on page after page.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor
from statistics import median

# Running headers and footers are among this many lines at a page's edge.
EDGE_LINES = 3
# Repeated lines are at the same height, within this tolerance in points.
HEIGHT_TOLERANCE = 3.0
# A page number counts up on at min_pages this share of the pages that have its words.
MIN_PAGE_NUMBER_SHARE = 0.8
_NUMBER = re.compile(r"\d+")
SENTENCE_ENDS = re.compile(r"[.!?:;…][\"”’»')\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line or a stretch of one, with the position and size of its first letter in points; `y` grows upwards.

    `end` is where its last letter ends.
    """

    text: str
    x: float
    y: float
    size: float
    end: float


Page = Sequence[Line]


def without_running(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the pages without running headers, footers and page numbers.

    These are lines at a page's edge that repeat at the same height, with the same words and with numbers that are the
    same or grow like the page number.  They are on at least two pages and a third of all: some headers are on left or
    right pages only.
    """
    signs = [{at: _signs(line, number) for at, line in _edges(page)} for number, page in enumerate(pages)]
    # Count each sign once per page.
    found = Counter(sign for page in signs for sign in set().union(*page.values()))
    min_pages = max(2, len(pages) / 3)
    running = {
        sign
        for sign, count in found.items()
        if sign.step is not None and count >= max(min_pages, MIN_PAGE_NUMBER_SHARE * found[replace(sign, step=None)])
    }
    return [
        [line for at, line in enumerate(page) if not signs[number].get(at, set()) & running]
        for number, page in enumerate(pages)
    ]


def _edges(page: Page) -> Iterator[tuple[int, Line]]:
    """Return the lines nearest to the top and to the bottom, with their indexes in the page."""
    by_height = sorted(enumerate(page), key=lambda numbered: numbered[1].y)
    chosen = by_height if len(by_height) <= 2 * EDGE_LINES else by_height[:EDGE_LINES] + by_height[-EDGE_LINES:]
    return iter(chosen)


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a line can share with lines on other pages: its height and its words, perhaps with one number left out.

    `step` is that number minus the page's; 0 if none is left out, None for any number.
    """

    words: str
    step: int | None
    height: int


def _signs(line: Line, page: int) -> set[_Sign]:
    words = " ".join(line.text.casefold().split())
    readings = [(words, 0)]
    readings += [
        (f"{words[: number.start()]}{{page}}{words[number.end() :]}", int(number[0]) - page)
        for number in _NUMBER.finditer(words)
        if len(number[0]) < 6
    ]
    # Two grids, half a cell apart: two heights that are close share a cell in one of them.
    cells = line.y / (2 * HEIGHT_TOLERANCE)
    heights = (2 * floor(cells), 2 * floor(cells + 0.5) + 1)
    return {_Sign(reading, s, height) for reading, step in readings for height in heights for s in (step, None)}


def paragraphs(pages: Sequence[Page]) -> list[list[str]]:
    """Return the lines of each paragraph, in printed order."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    of_page = [number for number, page in enumerate(pages) for _ in page]
    leading = _leading(pages)
    full = sorted(len(line.text) for line in lines)[len(lines) * 9 // 10]
    found = [[lines[0].text]]
    for (a, b), (page_a, page_b) in zip(pairwise(lines), pairwise(of_page), strict=True):
        if _begins(a, b, turned=page_a != page_b, leading=leading, full=full):
            found.append([b.text])
        else:
            found[-1].append(b.text)
    return found


def _leading(pages: Sequence[Page]) -> float:
    """Return the usual distance from one line to the next, in letter sizes."""
    steps = [
        (a.y - b.y) / max(a.size, 1.0)
        for page in pages
        for a, b in pairwise(page)
        if 0 < a.y - b.y < 4 * max(a.size, 1.0)
    ]
    return median(steps) if steps else 1.2


def _begins(a: Line, b: Line, *, turned: bool, leading: float, full: int) -> bool:
    """Return whether `b` begins a new paragraph after `a`; `turned` if it is on another page."""
    if abs(a.size - b.size) > 0.1 * max(a.size, b.size):
        return True
    ends = bool(SENTENCE_ENDS.search(a.text.rstrip()))
    if turned or b.y > a.y + a.size / 2:
        # A page or column ends anywhere, so the paragraph goes on only if its sentence does.
        return ends
    if a.y - b.y > 1.3 * leading * max(a.size, 1.0):
        return True
    if 0.7 * a.size < b.x - a.x < 6 * a.size:
        # An indent, unless no sentence ends: then the line before was outdented, as in a list.
        return ends or a.text[-1:].isdigit()
    return ends and len(a.text) < 0.6 * full
