"""Find quoted stretches by their quotation marks, in any style and nested.  Pure; knows nothing of who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.article import Span

# Opening mark -> the marks that may close it.
_DOUBLE = {'"': '"”', "“": '”"', "„": "“”", "«": "»", "»": "«"}
# British and inner quotations.  An apostrophe looks the same; the characters on either side decide.
_SINGLE = {"'": "'’", "‘": "’'", "‚": "‘’", "‹": "›"}
_CLOSE_ONCE = frozenset("".join(_SINGLE.values()))
# A typewriter's double marks.  Three in a row are a single mark next to a double one.
_TYPEWRITTEN = re.compile(r"(?P<opening>``|(?<![^\s(\[“‘—–-])''(?=\S))|''(?!')")
_ELISION = re.compile(r"['‘’](?:em|til|tis|twas|cause|bout|n|round|\d\ds?)\b", re.IGNORECASE)


class Depth(IntEnum):
    """Whether a character is outside quotation marks, inside them, or a mark itself."""

    OUTSIDE = 0
    INSIDE = 1
    NESTED = 2
    OPENING = 3
    CLOSING = 4


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A quoted stretch, marks included; `level` 1 is outermost.

    `closed` is False if the paragraph ends, or another mark of the same kind opens, before it is closed.
    """

    span: Span
    closed: bool
    level: int = 1


@dataclass(slots=True)
class _Open:
    at: int
    mark: str
    closers: str


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the non-blank lines, without the white space around them."""
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            lead = len(line) - len(line.lstrip())
            yield Span(start + lead, start + lead + len(body))
        start += len(line)


def quoted_stretches(text: str, within: Span) -> list[QuotedSpan]:
    """Return the outermost quoted stretches of a paragraph, in order; an unclosed one runs to the paragraph's end."""
    return [q for q in all_stretches(text, within) if q.level == 1]


def all_stretches(text: str, within: Span) -> list[QuotedSpan]:
    """Return the quoted stretches of a paragraph at every level, in order of their opening marks."""
    body = typeset(within.cut(text))
    return [
        QuotedSpan(Span(q.span.start + within.start, q.span.end + within.start), q.closed, q.level)
        for q in _stretches(body, Span(0, len(body)))
    ]


def typeset(text: str) -> str:
    """Replace a typewriter's two-character marks, ``…'' and ''…'', by curly ones; the length stays."""
    return _TYPEWRITTEN.sub(lambda m: "“ " if m["opening"] else " ”", text)


def _stretches(text: str, within: Span) -> list[QuotedSpan]:
    found: list[QuotedSpan] = []
    stack: list[_Open] = []
    last_single = _last_closing_single(text, within)
    balanced = {mark: _is_balanced(text, within, mark) for mark in '"“'}
    attributes = _attributes(text, within)
    for at in range(within.start, within.end):
        if at in attributes:
            continue
        if (depth := _closed_by(text, at, stack, within)) >= 0:
            found.append(QuotedSpan(Span(stack[depth].at, at + 1), True, depth + 1))
            del stack[depth:]
        elif mark := _opening(text, at, stack, within, last_single):
            if stack and stack[0].mark == mark and not balanced.get(mark, True):
                # A closing mark is missing: the stretch before ends here at the latest.
                found.append(QuotedSpan(Span(stack[0].at, at), False, 1))
                stack.clear()
            stack.append(_Open(at, mark, (_DOUBLE | _SINGLE)[mark]))
    level = 0
    for left in stack:
        if (left.mark in _DOUBLE or left.at == within.start) and within.end - left.at > 1:
            level += 1
            found.append(QuotedSpan(Span(left.at, within.end), False, level))
    return sorted(found, key=lambda q: (q.span.start, q.level))


def depths(text: str) -> NDArray[np.uint8]:
    """Return the Depth of each character, in shape (len(text),)."""
    table = np.zeros(len(text), np.uint8)
    for paragraph in paragraphs(text):
        for q in all_stretches(text, paragraph):
            table[q.span.start : q.span.end] = Depth.INSIDE if q.level == 1 else Depth.NESTED
        for q in all_stretches(text, paragraph):
            table[q.span.start] = Depth.OPENING
            if q.closed:
                table[q.span.end - 1] = Depth.CLOSING
    return table


def canonical(text: str, depth: NDArray[np.uint8]) -> str:
    """Return `text` with American quotation marks throughout; the length stays."""
    chars = list(typeset(text))
    for at in np.flatnonzero(depth == Depth.OPENING).tolist():
        chars[at] = "“"
    for at in np.flatnonzero(depth == Depth.CLOSING).tolist():
        chars[at] = "”"
    return "".join(chars)


_ATTRIBUTE = re.compile(r"\w=\"[^\"\n]*\"")


def _attributes(text: str, within: Span) -> frozenset[int]:
    """Return the positions of marks in leftover markup: `author="…"` quotes nobody."""
    if '="' not in text[within.start : within.end]:
        return frozenset()
    found = _ATTRIBUTE.finditer(text, within.start, within.end)
    return frozenset(at for m in found for at in (m.start() + 2, m.end() - 1))


def _closed_by(text: str, at: int, stack: Sequence[_Open], within: Span) -> int:
    """Return the index of the open mark that the one at `at` closes, or -1.

    Marks opened after that one then count as no marks.
    """
    char = text[at]
    if char in _CLOSE_ONCE:
        top = len(stack) - 1
        closes = top >= 0 and char in stack[top].closers and _closes_single(text, at, within)
        return top if closes else -1
    if char == '"' and _straight(text, at, within) is _Turned.OPENING:
        return -1
    for depth in range(len(stack) - 1, max(-1, len(stack) - 13), -1):
        if char in stack[depth].closers:
            return depth
    return -1


class _Turned(Enum):
    """Which way a straight mark is turned, by the white space on its sides."""

    OPENING = auto()
    CLOSING = auto()
    EITHER = auto()


_BEFORE_OPENING = frozenset("([{—–-/:‘'“„«¿¡")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-/'’”»")


def _straight(text: str, at: int, within: Span) -> _Turned:
    """Return which way the straight mark at `at` is turned.

    Papers that run paragraphs together leave the opening marks of the later ones: `"It fell. "We ran," she said`.
    Taking turns, the reporter's words would stand inside the marks from there on.
    """
    before, after = (
        text[at - 1 : at] if at > within.start else " ",
        text[at + 1 : at + 2] if at + 1 < within.end else " ",
    )
    free_before = before.isspace() or before in _BEFORE_OPENING
    free_after = after.isspace() or after in _AFTER_CLOSING
    if free_before and not free_after:
        return _Turned.OPENING
    return _Turned.CLOSING if free_after and not free_before else _Turned.EITHER


def _is_balanced(text: str, within: Span, mark: str) -> bool:
    """Return whether a paragraph has as many closing as opening double marks of one kind, or more."""
    if mark != '"':
        return text.count("“", within.start, within.end) <= text.count("”", within.start, within.end)
    turned = [_straight(text, at, within) for at in _places(text, mark, within)]
    return turned.count(_Turned.OPENING) <= turned.count(_Turned.CLOSING)


def _places(text: str, mark: str, within: Span) -> Iterator[int]:
    at = text.find(mark, within.start, within.end)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1, within.end)


def _opening(text: str, at: int, stack: Sequence[_Open], within: Span, last_single: int) -> str:
    """Return the mark that opens a quotation at `at`, or ""."""
    char = text[at]
    if char == "”" and not stack and at == within.start:
        # A mark turned the wrong way: there is nothing open for it to close.
        return "“"
    if char in _DOUBLE:
        return char if _opens_double(text, at, stack, within) else ""
    may_close = at < last_single or _opens_paragraph(text, at, within)
    return char if char in _SINGLE and may_close and _opens_single(text, at, within.start) else ""


def _opens_paragraph(text: str, at: int, within: Span) -> bool:
    """Return whether a single mark may stay open to the paragraph's end: only a curly one that opens it.

    A straight one is as often an apostrophe.
    """
    return text[at] == "‘" and at == within.start


def _opens_double(text: str, at: int, stack: Sequence[_Open], within: Span) -> bool:
    if text[at] == '"':
        # A closing mark with nothing open has lost its partner; after a figure it means inches.
        return _straight(text, at, within) is not _Turned.CLOSING and not (at > 0 and text[at - 1].isdigit())
    if text[at] == "»":
        return not stack and text[at + 1 : at + 2].isalnum() and not text[at - 1 : at].isalnum()
    return True


def _opens_single(text: str, at: int, start: int) -> bool:
    before, after = text[at - 1 : at] if at > start else "", text[at + 1 : at + 2]
    stands_free = before == "" or before.isspace() or before in '([—–-“"‘„«»'
    return stands_free and (after.isalnum() or after in '“"«$£€[…') and not _ELISION.match(text, at)


def _closes_single(text: str, at: int, within: Span) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2] if at + 1 < within.end else ""
    if before.isspace() or after.isalnum():
        return False
    # "The dogs' house": a plural's apostrophe, unless no later mark could close the quotation.
    plural = before == "s" and after == " " and text[at + 2 : at + 3].islower()
    return not plural or not _CLOSES_LATER.match(text, at + 1, min(within.end, at + 300))


_CLOSES_LATER = re.compile(r"[^'’‘“”\"]*(?:\w['’]\w[^'’‘“”\"]*)*[^\s'’‘“”\"]['’](?!\w)")


def _last_closing_single(text: str, within: Span) -> int:
    """Return the position of the last mark that could close a single quotation, or -1: none can open after it."""
    for at in range(within.end - 1, within.start, -1):
        if text[at] in _CLOSE_ONCE and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum():
            return at
    return -1
