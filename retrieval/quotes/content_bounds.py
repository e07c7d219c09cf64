"""Move the edges of somebody's words to quotation marks and to the ends of sentences.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.article import Span
from retrieval.quotes.layouts.marks import QuotedSpan
from retrieval.quotes.reporting.cue_verbs import Reports, reports
from retrieval.quotes.statement_pieces import ALL_MARKS, DOUBLE_MARKS, StatementPiece, overlapping
from retrieval.quotes.tagging.decoding import Attribution
from retrieval.text.finite_verbs import has_finite_verb
from retrieval.text.sentences import sentences

# A content that covers this share of a quoted stretch is widened to all of it.
MIN_OVERLAP = 0.5
_EDGE = ALL_MARKS + ".,;:!? "


def at_marks(text: str, seen: Sequence[Attribution], quoted: Sequence[QuotedSpan]) -> list[StatementPiece]:
    """Move the edges of contents to the quotation marks, where a content covers most of a quoted stretch."""
    found: list[StatementPiece] = []
    taken = -1
    for a in seen:
        start, end = a.content.start, a.content.end
        for q in overlapping(quoted, a.content):
            shared = min(end, q.span.end) - max(start, q.span.start)
            if shared >= MIN_OVERLAP * len(q.span.cut(text).strip(_EDGE)):
                start, end = min(start, q.span.start), max(end, q.span.end)
        start = max(start, taken)
        if start < end:
            found.append(StatementPiece(Span(start, end), a.source, a.cue, a.odds))
            taken = end
    return found


def apart(text: str, found: Sequence[StatementPiece]) -> list[StatementPiece]:
    """Begin each piece after the one before it, which may have taken in the full stop that this one began with.

    A piece within the one before it, of the same source by the same cue, says the same words again: it is dropped.
    """
    kept: list[StatementPiece] = []
    for piece in found:
        start, end = piece.content.start, piece.content.end
        before = kept[-1].content if kept else None
        if before is not None and before.start <= start and end <= before.end and _is_of_one(piece, kept[-1]):
            continue
        if before is not None and before.start < start < before.end < end:
            start = before.end + len(text[before.end : end]) - len(text[before.end : end].lstrip())
        kept.append(replace(piece, content=Span(start, end)) if start < end else piece)
    return kept


def _is_of_one(piece: StatementPiece, other: StatementPiece) -> bool:
    return piece.source is not None and (piece.source, piece.cue) == (other.source, other.cue)


# `told the FT that …`: the hearer is not part of the words.
_HEARER = re.compile(r"\s*(?:[\w'’.-]+ ){1,5}(?=that )")
_VERB_WITH_HEARER = re.compile(r"\b(?:tell|told|inform|remind|assur|warn|promis|convinc|persuad)\w*$")
_STOP = re.compile(r"[.!?]+(?=\s|$)")


def bounded_piece(text: str, found: StatementPiece) -> StatementPiece:
    """Drop the hearer from the front of a reported clause, end it with its sentence, and take in the full stop."""
    start, end = found.content.start, found.content.end
    cue = found.cue
    if cue is not None and 0 <= start - cue.end <= 1 and _VERB_WITH_HEARER.search(cue.cut(text)):
        hearer = _HEARER.match(text, start, end)
        start = hearer.end() if hearer else start
    end = _rest_end(text, found, end)
    printed = text[start:end]
    if (
        not found.turn
        and printed[:1] not in "'‘‚‹"
        and not any(mark in printed for mark in (*DOUBLE_MARKS, "''", "``"))
    ):
        # Without quotation marks, reported words end with their sentence.
        first = sentences(printed)[:1]
        end = start + first[0].end if first else end
    if (stop := _STOP.match(text, end)) is not None and text[end - 1] not in ALL_MARKS:
        end = stop.end()
    return replace(found, content=Span(start, end))


_PASSIVE = re.compile(r"(?:is|are|was|were|been|being|by)\b")
_REST = re.compile(r",? [^.!?:;\"“”„«»\n]*[^\W_](?=, $)")


def _rest_end(text: str, found: StatementPiece, end: int) -> int:
    """Return the end of a clause that goes on to the speaker: `The film “Home” was shot in Bonn, said its director`."""
    if found.source is None or found.cue is None or found.content.cut(text)[:1] in ALL_MARKS:
        return end
    if reports(found.cue.cut(text)) is not Reports.YES or _PASSIVE.match(text, found.cue.start):
        return end
    rest = _REST.match(text, end, min(found.source.start, found.cue.start))
    return rest.end() if rest is not None and has_finite_verb(rest[0]) else end
