"""Lines of print to paragraphs: what repeats on page after page goes, and what belongs together is joined.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor
from statistics import median

# Running heads and feet stand within so many lines of a page's edge.
EDGE = 3
# What repeats stands at the same height, give or take so many points.
SAME_HEIGHT = 3.0
# A number that counts the pages does so on so many of the pages where its words stand.
MOST_OF = 0.8
_NUMBER = re.compile(r"\d+")
_SENTENCE_ENDS = re.compile(r"[.!?:;…][\"”’»')\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print: where its first letter stands and how large it is, in points; `y` grows upwards."""

    text: str
    x: float
    y: float
    size: float


Page = Sequence[Line]


def without_running(pages: Sequence[Page]) -> list[list[Line]]:
    """Without running heads, feet and page numbers: lines at a page's edge that come again at the same height.

    A line repeats where its words do, and its numbers too or, wherever these words stand, as the page's number does.
    It goes where it stands on two pages at least and on a third of all: some stand on left or right pages only.
    """
    signs = [{at: _signs(line, number) for at, line in _edges(page)} for number, page in enumerate(pages)]
    # On one page a sign counts once, however often it stands there.
    found = Counter(sign for page in signs for sign in set().union(*page.values()))
    least = max(2, len(pages) / 3)
    running = {
        sign
        for sign, count in found.items()
        if sign.step is not None and count >= max(least, MOST_OF * found[replace(sign, step=None)])
    }
    return [
        [line for at, line in enumerate(page) if not signs[number].get(at, set()) & running]
        for number, page in enumerate(pages)
    ]


def _edges(page: Page) -> Iterator[tuple[int, Line]]:
    """The lines nearest to the top and to the bottom, with their places in the page."""
    by_height = sorted(enumerate(page), key=lambda numbered: numbered[1].y)
    chosen = by_height if len(by_height) <= 2 * EDGE else by_height[:EDGE] + by_height[-EDGE:]
    return iter(chosen)


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a line may share with its like on other pages: its height and its words, perhaps with a gap for one number.

    `step`: that number less the page's; 0 where there is no gap, and None for whatever number stands in it.
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
    # Two grids, half a step apart: two heights that are near share a cell of one of them.
    cells = line.y / (2 * SAME_HEIGHT)
    heights = (2 * floor(cells), 2 * floor(cells + 0.5) + 1)
    return {_Sign(reading, s, height) for reading, step in readings for height in heights for s in (step, None)}


def paragraphs(pages: Sequence[Page]) -> list[list[str]]:
    """The lines of each paragraph, in the order in which they are printed."""
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
    """From one line to the next within a paragraph, in heights of letters: what most lines do."""
    steps = [
        (a.y - b.y) / max(a.size, 1.0)
        for page in pages
        for a, b in pairwise(page)
        if 0 < a.y - b.y < 4 * max(a.size, 1.0)
    ]
    return median(steps) if steps else 1.2


def _begins(a: Line, b: Line, *, turned: bool, leading: float, full: int) -> bool:
    """Whether `b` begins a paragraph after `a`; `turned`: it stands on another page."""
    if abs(a.size - b.size) > 0.1 * max(a.size, b.size):
        return True
    ends = bool(_SENTENCE_ENDS.search(a.text.rstrip()))
    if turned or b.y > a.y + a.size / 2:
        # A page or a column ends anywhere: only a sentence that goes on says that the paragraph does.
        return ends
    if a.y - b.y > 1.3 * leading * max(a.size, 1.0):
        return True
    if 0.7 * a.size < b.x - a.x < 6 * a.size:
        # An indent.  Where no sentence ends, the line before was set out instead, as in a list.
        return ends or a.text[-1:].isdigit()
    return ends and len(a.text) < 0.6 * full
