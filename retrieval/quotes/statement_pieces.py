"""Define the pieces of statements, before they are joined and given to people.  Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.quotes.layouts.marks import QuotedSpan

# Below these odds the source is a guess: the words are shown without a speaker.
MIN_SOURCE_ODDS = 0.5
# The odds given to a source that a rule has found.
LAYOUT_ODDS = 0.9
DOUBLE_MARKS = '"“”„«»'
ALL_MARKS = DOUBLE_MARKS + "'‘’‚‹›"


@dataclass(frozen=True, slots=True)
class StatementPiece:
    """A stretch of somebody's words, before the pieces of one statement are joined.

    `turn`: the layout names the speaker, not a sentence.  `signed`: the speaker's name follows as a signature.
    """

    content: Span
    source: Span | None
    cue: Span | None
    odds: float
    turn: bool = False
    signed: bool = False


def overlapping(quoted: Sequence[QuotedSpan], span: Span) -> Sequence[QuotedSpan]:
    """Return the quoted stretches, which are in order, that a span overlaps."""
    first = bisect_right(quoted, span.start, key=lambda q: q.span.end)
    return quoted[first : bisect_left(quoted, span.end, key=lambda q: q.span.start)]
