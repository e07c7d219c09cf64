"""Correct whom the tagger has given words to, by what is printed next to them and in the sentence before.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.article import Mention, Span
from retrieval.quotes.content_bounds import bounded_piece
from retrieval.quotes.false_positives import has_other_speaker, nested_words, speaker_between, words_follow
from retrieval.quotes.speakers.adjacent_source import adjacent_source, plain_subject
from retrieval.quotes.speakers.standalone import introduced, is_open_dialogue
from retrieval.quotes.statement_pieces import ALL_MARKS, DOUBLE_MARKS, LAYOUT_ODDS, MIN_SOURCE_ODDS, StatementPiece

# A name further before the words than this does not speak them.
_TO_SPEAKER = 60


def corrected(text: str, found: StatementPiece, mentions: Sequence[Mention]) -> StatementPiece:
    """Correct the bounds; take the speaker printed right next to it, and drop one that the text contradicts."""
    bounded = bounded_piece(text, found)
    if found.turn or found.signed:
        return bounded
    if (nested := nested_words(text, bounded.content, mentions)) is not None:
        return replace(bounded, content=nested[0], source=nested[1], cue=None, odds=LAYOUT_ODDS)
    plainly = adjacent_source(text, bounded.content, mentions)
    if plainly is not None and (found.source is None or not _is_same(text, found.source, plainly[0])):
        return replace(bounded, source=plainly[0], cue=plainly[1], odds=LAYOUT_ODDS)
    subject = plain_subject(text, bounded.content, mentions)
    if subject is not None and found.source is not None and _is_other_sentence(text, found.source, subject[0]):
        return replace(bounded, source=subject[0], cue=subject[1])
    if found.source is not None and found.cue is not None and _is_told(text, found.source, found.cue):
        return replace(bounded, source=None)
    return _with_speaker_between(text, bounded, mentions)


_TOLD = re.compile(
    r"\W*(?:\w+ )?(?:is|are|was|were|been|being) (?:\w+ly |also )?"
    r"(?:warned|told|asked|urged|encouraged|advised|reminded|informed|ordered|assured)\b"
)


def _is_told(text: str, source: Span, cue: Span) -> bool:
    """Return whether the source only hears the words: `Users are warned never to open it`."""
    return source.end <= cue.end and _TOLD.match(text, source.end, cue.end) is not None


def _with_speaker_between(text: str, found: StatementPiece, mentions: Sequence[Mention]) -> StatementPiece:
    """Take the name that stands with its verb right before the words, if the source is unknown or contradicted."""
    unknown = found.source is None or found.odds < MIN_SOURCE_ODDS
    if found.source is None or unknown:
        after = found.content.start - _TO_SPEAKER
    elif has_other_speaker(text, found.content, found.source, found.cue, mentions):
        after = words_follow(text, found.source, found.cue)
    else:
        return found
    named = speaker_between(text, found.content, after, mentions) if after <= found.content.start else None
    if named is not None:
        return replace(found, source=named, cue=None, odds=LAYOUT_ODDS)
    return found if unknown else replace(found, source=None, cue=None)


# "Mr Ross. Ian Fogg, an analyst," is two people; "Mr. Ross" is one.
_TWO_SENTENCES = re.compile(r"[a-z]{3,}\. [A-Z]")


def _is_same(text: str, source: Span, plain: Span) -> bool:
    """Return whether the tagger's source is the one printed right next to the words, perhaps with a description."""
    return source.overlaps(plain) and not _TWO_SENTENCES.search(text, source.start, source.end)


_SENTENCE_BREAK = re.compile(r"[.!?][\"”’»]?\s")


def _is_other_sentence(text: str, source: Span, subject: Span) -> bool:
    first, second = sorted((source, subject))
    return _SENTENCE_BREAK.search(text, first.end, second.start) is not None


def in_dialogue(
    text: str, paragraph_spans: Sequence[Span], found: Sequence[StatementPiece], mentions: Sequence[Mention]
) -> list[StatementPiece]:
    """Correct the speakers of paragraphs that are nothing but a quotation."""
    place = {paragraph.start: n for n, paragraph in enumerate(paragraph_spans)}
    kept: list[StatementPiece] = []
    for f in found:
        n = place.get(f.content.start, 0)
        # One that goes on from the paragraph before has its speaker already.
        alone = n > 0 and f.content.end == paragraph_spans[n].end and not (f.turn or f.signed)
        before = [(k.source, k.cue) for k in kept if k.source is not None]
        if not alone or text[f.content.start] not in DOUBLE_MARKS:
            kept.append(f)
        elif f.source is None and _goes_on(text, kept, paragraph_spans[n - 1]):
            kept.append(replace(f, source=kept[-1].source, cue=kept[-1].cue, odds=kept[-1].odds, turn=True))
        elif (name := introduced(text, paragraph_spans[n - 1], mentions)) is not None:
            kept.append(replace(f, source=name, cue=None, odds=LAYOUT_ODDS))
        elif f.source is not None and f.source.end < f.content.start and is_open_dialogue(text, before):
            kept.append(replace(f, source=None, cue=None))
        else:
            kept.append(f)
    return kept


def _goes_on(text: str, before: Sequence[StatementPiece], paragraph: Span) -> bool:
    """Return whether the quotation that ends the paragraph before was left open, so that the next one continues it."""
    last = before[-1] if before else None
    return last is not None and last.content.end == paragraph.end and text[last.content.end - 1] not in ALL_MARKS
