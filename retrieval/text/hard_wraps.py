"""Find the lines of hard-wrapped texts that belong to one paragraph.  Pure.

A program that wraps lines breaks only where the next word would not fit.  So where most lines are as full as that, and
stop in mid-sentence, the breaks mean nothing.  Verse, lists, addresses and tables break elsewhere, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

# A file with wider lines has a paragraph a line; narrower ones are lists or verse.
MIN_WIDTH, MAX_WIDTH = 45, 100
# Some programs leave a margin: the next word may have had this much room.
MARGIN = 5
# With fewer full lines, chance could have made them full.
MIN_FULL_LINES = 3
# Of the breaks in mid-sentence, this share is where a line is full.
MIN_FULL_SHARE = 0.7
# Of the full lines, this share goes on with a small letter.  Verse mostly begins its lines with a capital one.
MIN_SMALL_SHARE = 0.4

# Headings, list items, quoted mail, rules and columns keep their own line.
_APART = re.compile(r"\s*(?:[-–—*+•·#>|=_~]|\d{1,3}[.)] |[A-Za-z][.)] |[\w. -]{1,24}:\s*\S{1,60}$)|.*(?:\t|\S {3,}\S)")
_SENTENCE_ENDS = re.compile(r"[.!?:;…][\"”’»')\]]*$")
# In Markdown, two spaces or a backslash keep a line break.
_KEPT_BREAK = re.compile(r"(?: {2}|\\)$")


def wrapped_paragraphs(text: str) -> list[list[str]] | None:
    """Return the lines of each paragraph, blank lines included; None if the text is not plainly wrapped."""
    lines = text.split("\n")
    width = _width(lines)
    if not MIN_WIDTH <= width <= MAX_WIDTH or not _is_wrapped(lines, width):
        return None
    return list(_paragraphs(lines, width))


def unwrapped_in_place(text: str) -> str:
    """Return a text with a space for each line break that only wraps; offsets stay."""
    paragraphs = wrapped_paragraphs(text)
    return text if paragraphs is None else "\n".join(map(" ".join, paragraphs))


def _width(lines: Sequence[str]) -> int:
    """Return the length of the longest line; a single long word, such as a link, could not be wrapped."""
    return max((len(line.rstrip()) for line in lines if " " in line.strip()), default=0)


def _is_wrapped(lines: Sequence[str], width: int) -> bool:
    breaks = [(a, b) for a, b in pairwise(lines) if _may_join(a, b)]
    full = [(a, b) for a, b in breaks if _is_full(a, b, width)]
    unfinished = [_is_full(a, b, width) for a, b in breaks if not _SENTENCE_ENDS.search(a.rstrip())]
    small = sum(b.lstrip()[0].islower() for _, b in full)
    return (
        len(full) >= MIN_FULL_LINES
        and sum(unfinished) >= max(MIN_FULL_LINES, MIN_FULL_SHARE * len(unfinished))
        and small >= MIN_SMALL_SHARE * len(full)
    )


def _may_join(a: str, b: str) -> bool:
    """Return whether the break between two lines may be a wrap: neither is blank or apart, and `b` has no indent."""
    if not a.strip() or not b.strip() or _APART.match(a) or _APART.match(b) or _KEPT_BREAK.search(a):
        return False
    return _indent(b) <= _indent(a)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_full(a: str, b: str, width: int) -> bool:
    """Return whether the first word of `b` would not have fitted on line `a`."""
    return len(a.rstrip()) + 1 + len(b.split(maxsplit=1)[0]) + MARGIN > width


def _goes_on(a: str, b: str) -> bool:
    """Return whether a sentence plainly runs over the break."""
    return not _SENTENCE_ENDS.search(a.rstrip()) and b.lstrip()[0].islower()


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[list[str]]:
    found: list[str] = [lines[0]]
    for a, b in pairwise(lines):
        if _may_join(a, b) and (_is_full(a, b, width) or _goes_on(a, b)):
            found.append(b)
        else:
            yield found
            found = [b]
    yield found
