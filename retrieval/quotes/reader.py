"""Read the statements of a text: what the tagger saw, with what marks and layout know better.  Pure.

The tagger is better at finding reported clauses, cues and sources, and at which belong together; the rules are better
at where a quotation begins and ends, at transcripts, signatures, and quotations that go on over paragraphs
(docs/evaluation.md has the figures with and without each).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.domain.article import KnownBy, Mention, Span, Speaker, Statement, StatementKind
from retrieval.quotes.adjacent_source import beside
from retrieval.quotes.decoding import Attribution, attributions
from retrieval.quotes.doubts import denied, is_anothers, is_title
from retrieval.quotes.layout import continued, signature, speaker_turns
from retrieval.quotes.marks import QuotedSpan, paragraphs, quoted_stretches
from retrieval.quotes.pronouns.antecedents import antecedents
from retrieval.quotes.pronouns.resolver import PronounResolver
from retrieval.quotes.speakers import Resolved, Speakers
from retrieval.quotes.tagger import Tagged
from retrieval.text.normalize import words
from retrieval.text.sentences import sentences

# Below these odds the pointer is a guess: the words are shown as nobody's in particular.
UNSURE = 0.5
# What the rules of layout are worth.
BY_LAYOUT = 0.9
# A content that covers this much of a quoted stretch means all of it.
MOST = 0.5
_DOUBLE = '"“”„«»'
_MARKS = _DOUBLE + "'‘’‚‹›"
_EDGE = _MARKS + ".,;:!? "


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of somebody's words before it is put together with others.

    `turn` says that layout tells whose in place of a sentence, `signed` that he has put his name to it.
    """

    content: Span
    source: Span | None
    cue: Span | None
    odds: float
    turn: bool = False
    signed: bool = False


def read_statements(
    text: str, tagged: Tagged, mentions: Sequence[Mention], pronouns: Callable[[], PronounResolver] | None = None
) -> list[Statement]:
    """Statements in reading order; `mentions` are the names of the text with their roles."""
    rooms = list(paragraphs(text))
    quoted = [quoted_stretches(text, room) for room in rooms]
    flat = [q for row in quoted for q in row]
    found = _snapped(text, attributions(tagged), flat)
    found = _by_layout(text, rooms, quoted, found)
    found = [f for f in found if not denied(text, f.source, f.cue, f.content) and not is_title(text, f.content, f.cue)]
    found = [_checked(text, f, mentions) for f in found]
    sources = {f.source for f in found if f.source is not None}
    speakers = Speakers(text, mentions, antecedents(text, mentions, sources, pronouns))
    groups = (_without_names(text, group, flat) for group in _together(text, found))
    return [_statement(text, group, flat, speakers) for group in groups if group and not _is_scrap(text, group, flat)]


def _snapped(text: str, seen: Sequence[Attribution], quoted: Sequence[QuotedSpan]) -> list[Found]:
    """Contents with their edges at the marks: what covers most of a quoted stretch means all of it."""
    found: list[Found] = []
    taken = -1
    for a in seen:
        start, end = a.content.start, a.content.end
        for q in _overlapping(quoted, a.content):
            shared = min(end, q.span.end) - max(start, q.span.start)
            if shared >= MOST * len(q.span.cut(text).strip(_EDGE)):
                start, end = min(start, q.span.start), max(end, q.span.end)
        start = max(start, taken)
        if start < end:
            found.append(Found(Span(start, end), a.source, a.cue, a.odds))
            taken = end
    return found


# `told the FT that …`: who is told is no part of what is.
_TOLD = re.compile(r"\s*(?:[\w'’.-]+ ){1,5}(?=that )")
_TELLING = re.compile(r"\b(?:tell|told|inform|remind|assur|warn|promis|convinc|persuad)\w*$")
_STOP = re.compile(r"[.!?]+(?=\s|$)")


def _bounded(text: str, found: Found) -> Found:
    """A reported clause without whom it was told to, and with its own full stop."""
    start, end = found.content.start, found.content.end
    cue = found.cue
    if cue is not None and 0 <= start - cue.end <= 1 and _TELLING.search(cue.cut(text)):
        told = _TOLD.match(text, start, end)
        start = told.end() if told else start
    printed = text[start:end]
    if not found.turn and printed[:1] not in "'‘‚‹" and not any(mark in printed for mark in (*_DOUBLE, "''", "``")):
        # Without marks nobody's words go on in the next sentence.
        first = sentences(printed)[:1]
        end = start + first[0].end if first else end
    if (stop := _STOP.match(text, end)) is not None and text[end - 1] not in _MARKS:
        end = stop.end()
    return replace(found, content=Span(start, end))


def _checked(text: str, found: Found, mentions: Sequence[Mention]) -> Found:
    """With its right bounds and who plainly stands beside it; without a source that print speaks against."""
    bounded = _bounded(text, found)
    if found.turn or found.signed:
        return bounded
    plainly = beside(text, bounded.content, mentions)
    if plainly is not None and (found.source is None or not found.source.overlaps(plainly[0])):
        return replace(bounded, source=plainly[0], cue=plainly[1], odds=BY_LAYOUT)
    if found.source is not None and is_anothers(text, bounded.content, found.source, found.cue, mentions):
        return replace(bounded, source=None, cue=None)
    return bounded


def _overlapping(quoted: Sequence[QuotedSpan], span: Span) -> Sequence[QuotedSpan]:
    first = bisect_right(quoted, span.start, key=lambda q: q.span.end)
    return quoted[first : bisect_left(quoted, span.end, key=lambda q: q.span.start)]


def _by_layout(
    text: str, rooms: Sequence[Span], quoted: Sequence[Sequence[QuotedSpan]], found: Sequence[Found]
) -> list[Found]:
    """What layout says of who speaks, over what the tagger guessed."""
    spoken = [Found(turn.words, turn.who, None, BY_LAYOUT, turn=True) for turn in speaker_turns(text, rooms)]
    signed = []
    for n, room in enumerate(rooms):
        for q in quoted[n][-1:]:
            who = signature(text, q, room, rooms[n + 1] if n + 1 < len(rooms) else None)
            if who is not None:
                signed.append(Found(q.span, who, None, BY_LAYOUT, signed=True))
    found = _over(found, _over(signed, spoken))
    return _passed_on(found, continued(text, rooms, quoted))


def _over(found: Sequence[Found], told: Sequence[Found]) -> list[Found]:
    """`told`, of which no two overlap, in place of what overlaps it."""
    starts = sorted(told, key=lambda f: f.content)

    def hidden(f: Found) -> bool:
        at = bisect_left(starts, f.content.end, key=lambda t: t.content.start) - 1
        return at >= 0 and starts[at].content.overlaps(f.content)

    return sorted([*(f for f in found if not hidden(f)), *starts], key=lambda f: f.content)


def _passed_on(found: Sequence[Found], pairs: Iterable[tuple[QuotedSpan, QuotedSpan]]) -> list[Found]:
    """A quotation that goes on in the next paragraph has the speaker of the one before."""
    by_start = {f.content.start: f for f in found}
    passed: dict[int, Found] = {}
    for first, second in pairs:
        before, after = by_start.get(first.span.start), by_start.get(second.span.start)
        if before is None or before.source is None:
            continue
        own = after is not None and after.source is not None and after.source.start > second.span.start
        if after is None or after.source is None or (after.odds < before.odds and not (own and after.odds >= UNSURE)):
            goes_on = Found(second.span, before.source, before.cue, before.odds, turn=True)
            by_start[second.span.start] = passed[second.span.start] = goes_on
    return _over(found, list(passed.values()))


def _together(text: str, found: Sequence[Found]) -> list[list[Found]]:
    """Pieces of one statement: the same source and the same cue, next to each other in one paragraph."""
    groups: list[list[Found]] = []
    for f in found:
        last = groups[-1][-1] if groups else None
        alike = last is not None and f.source is not None and (last.source, last.cue) == (f.source, f.cue)
        if last is not None and alike and not f.turn and "\n" not in text[last.content.end : f.content.start]:
            groups[-1].append(f)
        else:
            groups.append([f])
    return groups


_QUOTATION_ENDS = re.compile(r"[.!?][\"”»]\s+$")
# So many words beside a quotation, with nothing of theirs said, may be no more than a name.
_NAME_WORDS = 6


def _without_names(text: str, group: Sequence[Found], quoted: Sequence[QuotedSpan]) -> Sequence[Found]:
    """A statement without the pieces that are only somebody's name: `“…!” a woman shouted at Senator Ted Brown.`

    Nothing is left of a name that nobody says.
    """
    inside = [bool(_overlapping(quoted, f.content)) for f in group]
    if not any(inside) and group[0].source is not None:
        return group
    kept = [
        marked or not (_only_names(text, f) or _new_sentence(text, f)) for f, marked in zip(group, inside, strict=True)
    ]
    return [f for f, keep in zip(group, kept, strict=True) if keep]


def _new_sentence(text: str, found: Found) -> bool:
    """`“Shame!” Lopez did not turn.`: behind the mark that ends a quotation the article speaks again."""
    start = found.content.start
    return _QUOTATION_ENDS.search(text, max(0, start - 4), start) is not None and text[start].isupper()


# These say nothing by themselves.
_POINTING = frozenset("it him her them this that these those what who whom which so as".split())


def _is_scrap(text: str, group: Sequence[Found], quoted: Sequence[QuotedSpan]) -> bool:
    """`denied it`, `told them so`: a word or two that say nothing by themselves."""
    said = [word for f in group for word in words(f.content.cut(text))]
    return set(said) <= _POINTING and not any(_overlapping(quoted, f.content) for f in group)


def _only_names(text: str, found: Found) -> bool:
    printed = re.findall(r"[\w.'’&-]*\w[\w'’-]*", found.content.cut(text))
    if len(printed) > _NAME_WORDS:
        return False
    if all(word[:1].isupper() or word in {"of", "the", "and", "for"} for word in printed):
        return True
    # "the Bank of England’s governor, Andrew Bailey, said": what stands before a name, parted by no more than a comma.
    end, source = found.content.end, found.source
    return source is not None and end <= source.start and text[end : source.start].strip(" ,") == ""


def _statement(text: str, group: Sequence[Found], quoted: Sequence[QuotedSpan], speakers: Speakers) -> Statement:
    first = group[0]
    kind = _kind(text, group, quoted)
    who, sure = _who(first, speakers)
    odds = max(f.odds for f in group)
    return Statement(tuple(f.content for f in group), kind, first.cue, who, round(min(1.0, odds * sure), 3))


def _who(found: Found, speakers: Speakers) -> tuple[tuple[Speaker, ...], float]:
    if found.source is None or found.odds < UNSURE:
        return (), 0.3
    resolved: Resolved = speakers.who(found.source)
    if found.turn:
        return tuple(replace(s, how=KnownBy.TURN) for s in resolved.speakers), resolved.confidence
    return resolved.speakers, resolved.confidence


def _kind(text: str, group: Sequence[Found], quoted: Sequence[QuotedSpan]) -> StatementKind:
    overlapping = [(f.content, q.span) for f in group for q in _overlapping(quoted, f.content)]
    if not overlapping:
        return StatementKind.DIRECT if all(f.turn for f in group) else StatementKind.INDIRECT
    exact = {content for content, span in overlapping if content == span or span.holds(content)}
    return StatementKind.DIRECT if exact == {f.content for f in group} else StatementKind.MIXED
