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
# Whom he told, where and when: no word more, or another's verb or a title could stand in it ("quoting Stalin").
_CIRCUMSTANCE = r"(?:[ ](?:{}|\w+day|\d+|[A-Z][\w.'’-]*))*".format(
    "|".join(
        """reporters journalists lawmakers viewers supporters him her them us me the a an his their its in on at to
        during of from by for with after before this last late early earlier later today yesterday tonight week
        month year morning afternoon evening interview statement speech news conference email tweet post letter
        press briefing hearing parliament court rally meeting also again""".split()
    )
)
_OUT_OF_CLAUSE = re.compile(_CIRCUMSTANCE + r"[,:]?\s*")
_SPLIT = re.compile(_CIRCUMSTANCE + r"[,.:]?\s*")
# Where a reported clause gives way to what another says.
_GIVES_WAY = re.compile(
    r",? (?:while|but|and|whereas|although|though|as|when|after|before|because)(?: the)? $|[\s,;]+$"
)
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
        content, kind = _direct(text, cue, near, following, room), StatementKind.DIRECT
        if not content and (clause := _reported_clause(text, cue, room, following)) is not None:
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


def _direct(text: str, cue: Cue, quoted: Sequence[Quoted], following: Cue | None, room: Span) -> tuple[Span, ...]:
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
        if not before or _his_still(text, q, clause.end, room)
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
    if not text[clause].isupper():
        return True
    # `A reporter asked, "Are you a crook?" Hill said he was not`: somebody stands before these words already.
    return text[end - 2] != "." and not (text[end - 2] in "!?…" and not _opens(text, quoted.span.start))


def _opens(text: str, start: int) -> bool:
    """Whether a quotation opens its sentence: nothing before it says whose it is."""
    before = text[max(0, start - 20) : start].rstrip(" ")
    return before[-1:] in ("", "\n", ".", "!", "?", "…", '"', "”", "»")


def _his_still(text: str, quoted: Quoted, cue_end: int, room: Span) -> bool:
    """Whether words after `"…," Hill said.` go on as his.

    After the full stop they may be another's, whose verb follows: `"You are a liar," Vucic shouted`.
    """
    if "." not in text[cue_end : quoted.span.start]:
        return True
    last, rest = text[quoted.span.end - 2], text[quoted.span.end : room.end].strip()
    return last == "." or (last in "!?…" and not rest)


def _is_speech(text: str, span: Span) -> bool:
    """A quotation that opens like a sentence; `acts "neutrally"` quotes a word."""
    first = re.search(r"\w", span.cut(text))
    return first is not None and not first.group().islower()


def _reported_clause(text: str, cue: Cue, room: Span, following: Cue | None) -> Span | None:
    """What follows "said that", to the end of its sentence or to where another begins to speak."""
    if cue.follows or (that := _THAT.match(text, cue.span.end, room.end)) is None:
        return None
    window = text[that.end() : min(room.end, that.end() + REACH)]
    ends = sentences(window)
    if not ends:
        return None
    end = that.end() + ends[0].end
    if following is not None and following.whole.start < end:
        end = that.end() + len(_GIVES_WAY.sub("", text[that.end() : max(that.end(), following.whole.start)]))
    return Span(that.end(), end) if end > that.end() else None
