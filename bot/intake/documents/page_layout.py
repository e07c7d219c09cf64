"""Turn stretches of printed lines into whole lines in reading order, without line numbers.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from bot.intake.documents.lines import SENTENCE_ENDS, Line

# Edges of a column are equal within this many points.
EDGE_TOLERANCE = 2.0
# Text columns are recognised by this many lines side by side, and by lines of so many characters; cells are shorter.
MIN_ROWS = 4
MIN_PROSE_CHARS = 20
# Line numbers count every line, or every second, fifth or tenth, on most of a page.
NUMBERING_STEPS = (1, 2, 5, 10)
MIN_NUMBERS = 4
MIN_NUMBERED_SHARE = 0.8
# Numbers may leave out empty lines, if lines are evenly spaced by this share.
LEADING_TOLERANCE = 0.25
# So large a share of the lines of numbered prose end within a sentence, and the next goes on with a small letter.
MIN_RUNNING_SHARE = 0.5
_NUMBER = re.compile(r"\d{1,4}")


def whole_lines(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[int]]:
    """Return the lines of each page, joined from their stretches, and the indexes of pages that lost line numbers."""
    unnumbered = list(_without_line_numbers(pages))
    lost = [n for n, (page, left) in enumerate(zip(pages, unnumbered, strict=True)) if len(left) < len(page)]
    return [[line for block in _blocks(page) for line in block] for page in unnumbered], lost


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Where line numbers end (or begin, if `ends` is False), and how many lines each counts."""

    edge: float
    step: int
    ends: bool

    def has(self, line: Line) -> bool:
        return bool(_NUMBER.fullmatch(line.text)) and abs(self.edge - _edge(line, ends=self.ends)) <= EDGE_TOLERANCE

    def of(self, page: Sequence[Line]) -> list[Line]:
        """Return its numbers on a page, from top to bottom."""
        return sorted((line for line in page if self.has(line)), key=lambda line: -line.y)


def _without_line_numbers(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    """Yield the pages without the numbers that count lines.

    If one page is numbered, so are the others, whose last may have only a few lines.  If in doubt, numbers stay: one
    too many is a flaw, but one too few is a misquotation.
    """
    last = dict.fromkeys((numbering for page in pages for numbering in _numberings(page)), 0)
    for page in pages:
        counting: set[int] = set()
        for numbering in last:
            numbers = numbering.of(page)
            if _count_lines(numbers, page, numbering.step, last[numbering]):
                last[numbering] = int(numbers[-1].text)
                counting |= {id(number) for number in numbers}
        yield [line for line in page if id(line) not in counting]


def _numberings(page: Sequence[Line]) -> Iterator[_Numbering]:
    """Yield the columns of numbers that count the lines of prose on a page, from whatever number on."""
    numbers = [line for line in page if _NUMBER.fullmatch(line.text)]
    for ends in (True, False):
        for edge in {round(_edge(line, ends=ends)) for line in numbers}:
            found = _Numbering(edge, 1, ends).of(page)
            if len(found) < MIN_NUMBERS or not _is_beside_prose(found, page):
                continue
            for step in NUMBERING_STEPS:
                if _count_lines(found, page, step, int(found[0].text) - step):
                    yield _Numbering(edge, step, ends)


def _count_lines(numbers: Sequence[Line], page: Sequence[Line], step: int, last: int) -> bool:
    """Return whether numbers count most lines of a page by `step`, from its top or from the `last` of the page before.

    Numbers may leave out empty lines, so they must grow as lines go down the page.
    """
    words = [line for line in page if not _NUMBER.fullmatch(line.text)]
    if not numbers or not words:
        return False
    first = int(numbers[0].text)
    above = {round(line.y) for line in words if line.y > numbers[0].y - line.size / 2}
    begins = 1 <= first <= step and len(above) >= first
    if not begins and not (last > 0 and last < first <= last + 2 * step):
        return False
    rows = {round(line.y) for line in words if len(line.text) >= MIN_PROSE_CHARS}
    rows |= {round(line.y) for line in words if any(_is_beside(line, number) for number in numbers)}
    leading = median([a - b for a, b in pairwise(sorted(rows, reverse=True))]) if len(rows) > 1 else 0.0
    return len(numbers) * step >= MIN_NUMBERED_SHARE * len(rows) and all(
        _grow(int(b.text) - int(a.text), a.y - b.y, step, leading) for a, b in pairwise(numbers)
    )


def _grow(counted: int, height: float, step: int, leading: float) -> bool:
    """Return whether a number and the next count the lines between them, which are `leading` points apart."""
    if counted < step or counted % step or height < (1 - LEADING_TOLERANCE) * counted * leading:
        return False
    # Between paragraphs, lines are further apart.
    return counted == step or height < (1 + LEADING_TOLERANCE) * counted * leading


def _is_beside_prose(numbers: Sequence[Line], page: Sequence[Line]) -> bool:
    """Return whether numbers stand beside sentences that run on from line to line.

    Items of a list, entries of a timeline and cells of a table begin anew beside each number, and some end with it.
    """
    words = [line for line in page if not _NUMBER.fullmatch(line.text)]
    prose = [line for line in words if any(_is_beside(line, number) for number in numbers)]
    if not prose or median(len(line.text) for line in prose) < 1.5 * MIN_PROSE_CHARS:
        return False
    lines = sorted((line for line in words if len(line.text) >= MIN_PROSE_CHARS), key=lambda line: -line.y)
    running = sum(not SENTENCE_ENDS.search(a.text) and b.text[:1].islower() for a, b in pairwise(lines))
    return running >= MIN_RUNNING_SHARE * (len(lines) - 1)


def _is_beside(line: Line, number: Line) -> bool:
    return abs(line.y - number.y) < line.size / 2


def _edge(line: Line, *, ends: bool) -> float:
    return line.end if ends else line.x


def _blocks(page: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the parts of a page in reading order.  Columns that were drawn row by row are read one after the other."""
    rows = [list(row) for row in _rows(page)]
    starts = _column_starts(rows)
    for in_columns, some in groupby(rows, lambda row: len(starts) > 1 and not _spans(row, starts)):
        if not in_columns:
            yield [_joined(row) for row in some]
            continue
        columns: dict[int, list[Line]] = {}
        for row in some:
            for column, stretches in groupby(row, lambda line: _column(line, starts)):
                columns.setdefault(column, []).append(_joined(list(stretches)))
        yield from (columns[column] for column in sorted(columns))


def _rows(page: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield stretches that follow each other on one line, from left to right."""
    row: list[Line] = []
    for line in page:
        if row and (abs(line.y - row[-1].y) > 0.2 * line.size or line.x < row[-1].end - line.size):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _column_starts(rows: Iterable[Sequence[Line]]) -> list[float]:
    """Return where the columns begin of a page that was drawn row by row; none if it has no such columns."""
    beginnings: Counter[int] = Counter()
    lengths: dict[int, list[int]] = {}
    for row in rows:
        if len(row) < 2:
            continue
        for line in row:
            beginnings[round(line.x)] += 1
            lengths.setdefault(round(line.x), []).append(len(line.text))
    found: list[float] = []
    for x, count in sorted(beginnings.items()):
        if count >= MIN_ROWS and median(lengths[x]) >= MIN_PROSE_CHARS:
            found += [x] if not found or x - found[-1] > EDGE_TOLERANCE else []
    return found


def _column(line: Line, starts: Sequence[float]) -> int:
    return max((n for n, x in enumerate(starts) if line.x >= x - EDGE_TOLERANCE), default=0)


def _spans(row: Sequence[Line], starts: Sequence[float]) -> bool:
    """Return whether a stretch reaches from one column into the next."""
    return any(_column(line, starts) != _column(replace(line, x=line.end - 1), starts) for line in row)


def _joined(row: Sequence[Line]) -> Line:
    """Return the stretches of a row as one line."""
    return replace(row[0], text=" ".join(line.text for line in row), end=row[-1].end)
