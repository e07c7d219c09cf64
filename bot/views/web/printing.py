"""Cut what a page shows out of an article's text: paragraphs around words, and what each stretch in them is.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.views.web.models import Paragraph, Piece
from retrieval.domain.article import Span
from retrieval.text.sentences import sentences

# Of the paragraph before and of that after the words, and of a very long one around them, at most so much on each side.
NEIGHBOUR_CHARS, AROUND_CHARS = 420, 700
# Of a whole text; a page of letters of two bytes stays under its weight.
WHOLE_CHARS = 24_000
# Of a statement in a list.
LISTED_CHARS = 300


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in the text."""

    cited: tuple[Span, ...]
    same: tuple[Span, ...] = ()
    speakers: tuple[Span, ...] = ()
    cues: tuple[Span, ...] = ()

    @property
    def edges(self) -> set[int]:
        spans = (*self.cited, *self.same, *self.speakers, *self.cues)
        return {at for span in spans for at in (span.start, span.end)}


def paragraphs_of(text: str) -> list[Span]:
    """Return the paragraphs of a text: its lines, without blanks around them."""
    found, at = [], 0
    for line in text.split("\n"):
        if bare := line.strip():
            start = at + line.index(bare)
            found.append(Span(start, start + len(bare)))
        at += len(line) + 1
    return found


def around(text: str, words: Span) -> list[Span]:
    """Return the paragraphs that hold the words and one on each side, each no longer than a page may show of it."""
    all_ = paragraphs_of(text)
    held = [n for n, p in enumerate(all_) if p.overlaps(words)]
    shown = [_around_words(text, all_[n], words) for n in held]
    # What is cut off at one side of the words is not followed by the paragraph beyond it.
    first, last = held[0], held[-1]
    if first > 0 and shown[0].start == all_[first].start:
        shown.insert(0, _end_of(text, all_[first - 1], NEIGHBOUR_CHARS))
    if last + 1 < len(all_) and shown[-1].end == all_[last].end:
        shown.append(beginning(text, all_[last + 1], NEIGHBOUR_CHARS))
    return shown


def whole(text: str, words: Span) -> list[Span]:
    """Return all paragraphs; of a very long text those around the words."""
    all_ = paragraphs_of(text)
    held = [n for n, p in enumerate(all_) if p.overlaps(words)]
    first, last = held[0], held[-1]
    room = WHOLE_CHARS - sum(len(all_[n]) for n in held)
    if room < 0:
        return around(text, words)
    while room > 0 and (first > 0 or last + 1 < len(all_)):
        before, after = all_[first - 1] if first else None, all_[last + 1] if last + 1 < len(all_) else None
        first, last = first - (before is not None), last + (after is not None)
        room -= sum(len(p) for p in (before, after) if p is not None)
    return all_[first : last + 1]


def _around_words(text: str, paragraph: Span, words: Span) -> Span:
    """Return a paragraph, or of a long one whole sentences around the words in it."""
    within = Span(max(paragraph.start, words.start), min(paragraph.end, words.end))
    start, end = paragraph.start, paragraph.end
    if within.start - start > AROUND_CHARS:
        start = _end_of(text, Span(start, within.start), AROUND_CHARS).start
    if end - within.end > AROUND_CHARS:
        end = beginning(text, Span(within.end, end), AROUND_CHARS).end
    return Span(start, end)


def beginning(text: str, span: Span, most: int) -> Span:
    """Return the first sentences of a stretch, or the first words of a very long one."""
    if len(span) <= most:
        return span
    part = span.cut(text)
    end = max((s.end for s in sentences(part) if s.end <= most), default=0)
    end = end or part.rfind(" ", 1, most)
    return Span(span.start, span.start + (end if end > 0 else most))


def _end_of(text: str, span: Span, most: int) -> Span:
    """Return the last sentences of a stretch, or the last words of a very long one."""
    if len(span) <= most:
        return span
    part = span.cut(text)
    start = min((s.start for s in sentences(part) if len(part) - s.start <= most), default=len(part))
    if start == len(part):
        start = part.find(" ", len(part) - most, len(part) - 1) + 1 or len(part) - most
    return Span(span.start + start, span.end)


def printed(text: str, shown: Sequence[Span], marks: Marks) -> tuple[Paragraph, ...]:
    """Return stretches of a text as paragraphs, with what is marked in them."""
    inside = {p.start for p in paragraphs_of(text)}, {p.end for p in paragraphs_of(text)}
    return tuple(
        Paragraph(
            tuple(_pieces(text, span, marks)),
            cut_before=span.start not in inside[0],
            cut_after=span.end not in inside[1],
        )
        for span in shown
    )


def listed(text: str, pieces: Sequence[Span], *, most: int = LISTED_CHARS) -> tuple[tuple[Paragraph, ...], bool]:
    """Return the pieces of a statement for a list, and whether all of it is there."""
    found: list[Paragraph] = []
    room = most
    for piece in pieces:
        if room <= 0:
            return tuple(found), False
        part = beginning(text, piece, room)
        found.append(Paragraph((Piece(part.cut(text)),), cut_after=part != piece))
        if part != piece:
            return tuple(found), False
        room -= len(piece)
    return tuple(found), True


def _pieces(text: str, span: Span, marks: Marks) -> list[Piece]:
    edges = sorted({span.start, span.end, *(at for at in marks.edges if span.start < at < span.end)})
    first, last = min(c.start for c in marks.cited), max(c.end for c in marks.cited)
    return [
        Piece(
            text[start:end],
            is_cited=_in(marks.cited, start),
            is_same=_in(marks.same, start),
            is_speaker=_in(marks.speakers, start),
            is_cue=_in(marks.cues, start),
            begins=start == max(first, span.start) and _in(marks.cited, start),
            ends=end == min(last, span.end) and _in(marks.cited, start),
        )
        for start, end in pairwise(edges)
    ]


def _in(spans: Sequence[Span], at: int) -> bool:
    return any(s.start <= at < s.end for s in spans)
