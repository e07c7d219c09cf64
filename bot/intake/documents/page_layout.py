"""Turn stretches of printed lines into whole lines in reading order, without line numbers.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from bot.intake.documents.lines import Line

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
_NUMBER = re.compile(r"\d{1,4}")


def whole_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page, joined from their stretches."""
    return [[line for block in _blocks(page) for line in block] for page in _without_line_numbers(pages)]


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Where line numbers end (or begin, if `left` is False), and how many lines each counts."""

    edge: float
    step: int
    ends: bool

    def has(self, line: Line) -> bool:
        return bool(_NUMBER.fullmatch(line.text)) and abs(self.edge - _edge(line, ends=self.ends)) <= EDGE_TOLERANCE


def _without_line_numbers(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    """Yield the pages without the numbers that count lines.

    If one page is numbered, so are the others, whose last may have only a few lines.
    """
    numberings = {numbering for page in pages for numbering in _numberings(page)}
    for page in pages:
        counting = {
            id(line)
            for numbering in numberings
            if _is_counting(found := [line for line in page if numbering.has(line)], numbering.step)
            for line in found
        }
        yield [line for line in page if id(line) not in counting]


def _numberings(page: Sequence[Line]) -> Iterator[_Numbering]:
    """Yield the columns of numbers on a page that count its lines."""
    numbers = [line for line in page if _NUMBER.fullmatch(line.text)]
    words = [line for line in page if not _NUMBER.fullmatch(line.text)]
    for ends in (True, False):
        for edge in {round(_edge(line, ends=ends)) for line in numbers}:
            for step in NUMBERING_STEPS:
                numbering = _Numbering(edge, step, ends)
                found = [line for line in numbers if numbering.has(line)]
                if _is_counting(found, step) and _number_most(found, words, step):
                    yield numbering


def _is_counting(numbers: Sequence[Line], step: int) -> bool:
    """Return whether numbers count on down the page, by `step` or by how many lines lie between them."""
    down = sorted(numbers, key=lambda line: -line.y)
    steps = [(int(b.text) - int(a.text), a.y - b.y) for a, b in pairwise(down)]
    if any(counted < step or counted % step or height <= 0 for counted, height in steps):
        return False
    leading = median([height / counted for counted, height in steps]) if steps else 0.0
    return all(
        counted == step or abs(height / counted - leading) < LEADING_TOLERANCE * leading for counted, height in steps
    )


def _number_most(numbers: Sequence[Line], words: Sequence[Line], step: int) -> bool:
    """Return whether numbers stand beside most lines of prose, rather than beside the rows of a table."""
    if len(numbers) < MIN_NUMBERS or not words:
        return False
    beside = {
        round(line.y)
        for line in words
        if len(line.text) >= MIN_PROSE_CHARS or any(abs(line.y - number.y) < line.size / 2 for number in numbers)
    }
    prose = [line for line in words if any(abs(line.y - number.y) < line.size / 2 for number in numbers)]
    if not prose or median(len(line.text) for line in prose) < 1.5 * MIN_PROSE_CHARS:
        return False
    return len(numbers) * step >= MIN_NUMBERED_SHARE * len(beside)


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
