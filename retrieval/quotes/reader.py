"""Read the statements of a text: pair quoted stretches and reported clauses with the cues beside them.  Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from retrieval.folding import fold_in_place
from retrieval.model import Mention, Span, Statement, StatementKind
from retrieval.quotes.cues import Cue, cues
from retrieval.quotes.marks import Quoted, paragraphs, quoted_stretches
from retrieval.quotes.speakers import CONFIDENCE, Speakers
from retrieval.sentences import sentences

# A quoted stretch with nobody beside it is a statement only from this many words: shorter ones are titles or slogans.
LONE_WORDS = 6
UNSURE = 0.3
# How far a reported clause runs at most, and so how far from its cue a quoted stretch matters, in characters.
REACH = 1000

# Between a quoted stretch and its cue clause stands at most a comma; a clause may end in "told reporters on Monday:".
_INTO_CLAUSE = re.compile(r"[\s,]*")
_OUT_OF_CLAUSE = re.compile(r"[^.!?\n\"“”]{0,60}[,:]?\s*")
_SPLIT = re.compile(r"[^.!?\n\"“”]{0,80}[,.:]?\s*")
# `"It is over," Hill said, "and nobody will help"`
_GOES_ON = re.compile(r",\s*")
_THAT = re.compile(r"(?: [\w'’.-]+){0,4}? that ")


def read_statements(text: str, mentions: Sequence[Mention]) -> list[Statement]:
    """Statements in reading order; `mentions` are names.mentions(text)."""
    folded = fold_in_place(text)
    rooms = [
        (room, quoted, cues(folded, room, mentions, [q.span for q in quoted]))
        for room in paragraphs(text)
        for quoted in [quoted_stretches(text, room)]
    ]
    speakers = Speakers.of(text, mentions, [cue for _, _, found in rooms for cue in found])
    return [s for room, quoted, found in rooms for s in _paragraph(text, room, quoted, found, speakers)]


def _paragraph(
    text: str, room: Span, quoted: Sequence[Quoted], found: Sequence[Cue], speakers: Speakers
) -> Iterator[Statement]:
    statements: list[Statement] = []
    taken: set[Quoted] = set()
    for n, cue in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        who = speakers.who(cue.subject)
        near = [q for q in _beside(quoted, cue.whole) if q not in taken]
        content, kind = _direct(text, cue, near, following), StatementKind.DIRECT
        if not content and (clause := _reported_clause(text, cue, room)) is not None:
            content = (clause,)
            kind = StatementKind.MIXED if any(clause.overlaps(q.span) for q in near) else StatementKind.INDIRECT
        if not content:
            continue
        taken.update(q for q in near if any(q.span.overlaps(c) for c in content))
        confidence = min((CONFIDENCE[s.how] for s in who), default=UNSURE)
        statements.append(Statement(content, kind, cue.span, who, confidence))
    lone = [q.span for q in quoted if q not in taken and len(q.span.cut(text).split()) >= LONE_WORDS]
    statements += [Statement((span,), StatementKind.DIRECT, None, (), UNSURE) for span in lone]
    yield from sorted(statements, key=lambda s: s.content[0])


def _beside(quoted: Sequence[Quoted], clause: Span) -> Sequence[Quoted]:
    """The quoted stretches within reach of a clause; a paragraph may hold thousands."""
    first = bisect_left(quoted, clause.start - REACH, key=lambda q: q.span.end)
    return quoted[first : bisect_left(quoted, clause.end + 2 * REACH, key=lambda q: q.span.start)]


def _direct(text: str, cue: Cue, quoted: Sequence[Quoted], following: Cue | None) -> tuple[Span, ...]:
    """The quoted stretches that the cue clause touches: before it, after it, or both when it splits one.

    What comes after the following cue's verb, or runs into its clause, belongs to that one's subject.
    """
    clause = cue.whole
    before = [q.span for q in quoted if _runs_into(text, q, cue)]
    gap = _SPLIT if before else _OUT_OF_CLAUSE
    after = [
        q.span
        for q in quoted
        if clause.end <= q.span.start and gap.fullmatch(text, clause.end, q.span.start)
        if _is_speech(text, q.span) or (before and _GOES_ON.fullmatch(text, clause.end, q.span.start))
        if following is None or q.span.start < following.span.start
        if following is None or not (before and _runs_into(text, q, following))
    ]
    return tuple(before[-1:] + after[:1])


def _runs_into(text: str, quoted: Quoted, cue: Cue) -> bool:
    """`"It is over," Hill said`.

    After a full stop a capital opens a sentence of its own: `"It is over." Hill said that …`.
    """
    end, clause = quoted.span.end, cue.whole.start
    if not quoted.closed or end > clause or not _INTO_CLAUSE.fullmatch(text, end, clause):
        return False
    return not (text[end - 2] == "." and text[clause].isupper())


def _is_speech(text: str, span: Span) -> bool:
    """A quotation that opens like a sentence; `acts "neutrally"` quotes a word."""
    first = re.search(r"\w", span.cut(text))
    return first is not None and not first.group().islower()


def _reported_clause(text: str, cue: Cue, room: Span) -> Span | None:
    """What follows "said that", to the end of its sentence."""
    if cue.follows or (that := _THAT.match(text, cue.span.end, room.end)) is None:
        return None
    window = text[that.end() : min(room.end, that.end() + REACH)]
    ends = sentences(window)
    return Span(that.end(), that.end() + ends[0].end) if ends else None
