"""Find quoted stretches by their marks.  Pure; knows nothing of who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.model import Span

# Opening mark -> the marks that may close it.  British single marks wait for a reader of apostrophes.
_PAIRS = {'"': '"”', "“": '”"', "„": "“”", "«": "»"}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted stretch, marks included.  `closed` is False where the paragraph ends before the mark does."""

    span: Span
    closed: bool


def paragraphs(text: str) -> Iterator[Span]:
    """Non-blank lines, without the white space around them."""
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.strip()
        if body:
            lead = len(line) - len(line.lstrip())
            yield Span(start + lead, start + lead + len(body))
        start += len(line)


def quoted_stretches(text: str, within: Span) -> list[Quoted]:
    """Outermost quoted stretches of one paragraph, in order; a mark left open runs to the paragraph's end."""
    found: list[Quoted] = []
    opened, closers = -1, ""
    for at in range(within.start, within.end):
        char = text[at]
        if opened < 0:
            if char in _PAIRS and not _is_inch(text, at):
                opened, closers = at, _PAIRS[char]
        elif char in closers:
            found.append(Quoted(Span(opened, at + 1), closed=True))
            opened = -1
    if opened >= 0 and within.end - opened > 1:
        found.append(Quoted(Span(opened, within.end), closed=False))
    return found


def _is_inch(text: str, at: int) -> bool:
    return text[at] == '"' and at > 0 and text[at - 1].isdigit()
