"""Read the statements of a text: correct the tagger by quotation marks, layout and the words around.  Pure.

The tagger is better at finding reported clauses, cues and sources, and at pairing them.  The rules are better at where
a quotation begins and ends, at transcripts, at signatures, and at quotations that run over several paragraphs
(docs/evaluation.md has the figures with and without each).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from retrieval.domain.article import KnownBy, Mention, Span, Speaker, Statement, StatementKind
from retrieval.quotes.content_bounds import apart, at_marks
from retrieval.quotes.false_positives import is_denied, is_performed, is_title
from retrieval.quotes.layouts.marks import QuotedSpan, paragraphs, quoted_stretches
from retrieval.quotes.layouts.overlooked import overlooked
from retrieval.quotes.layouts.turns import continued, is_prompt, signature, speaker_turns
from retrieval.quotes.layouts.untagged_interviews import untagged_answers
from retrieval.quotes.pronouns.antecedents import antecedents
from retrieval.quotes.pronouns.resolver import PronounResolver
from retrieval.quotes.reporting.worth_quoting import is_worth_quoting, marks_a_term, with_verb
from retrieval.quotes.speakers.epithets import Genders
from retrieval.quotes.speakers.source_corrections import corrected, in_dialogue
from retrieval.quotes.speakers.sources import may_speak
from retrieval.quotes.speakers.speaker_resolver import SpeakerResolver
from retrieval.quotes.statement_pieces import LAYOUT_ODDS, MIN_SOURCE_ODDS, StatementPiece, overlapping
from retrieval.quotes.tagging.decoding import attributions
from retrieval.quotes.tagging.tagger import Tagged


def read_statements(
    text: str,
    tagged: Tagged,
    mentions: Sequence[Mention],
    pronouns: Callable[[], PronounResolver] | None = None,
    genders: Genders = lambda _: {},
) -> list[Statement]:
    """Return the statements in reading order; `mentions` are the names of the text with their roles."""
    paragraph_spans = list(paragraphs(text))
    quoted = [quoted_stretches(text, paragraph) for paragraph in paragraph_spans]
    flat = [q for row in quoted for q in row]
    found = at_marks(text, attributions(tagged), flat)
    found = _with_layout(text, paragraph_spans, quoted, found)
    found = _with_overlooked(text, paragraph_spans, quoted, found, mentions)
    answers = untagged_answers(text, paragraph_spans, quoted, mentions)
    found = _replacing(found, [StatementPiece(a.words, a.who, None, LAYOUT_ODDS, turn=True) for a in answers])
    found = [f for f in found if not _is_unsaid(text, f)]
    found = apart(text, [corrected(text, f, mentions) for f in found])
    found = in_dialogue(text, paragraph_spans, found, mentions)
    # Without what is no speaker, such as "only one": it would stand between "he" and whom it means.
    sources = {f.source for f in found if f.source is not None and may_speak(text, f.source)}
    speakers = SpeakerResolver(text, mentions, antecedents(text, mentions, sources, pronouns), genders)
    groups = (_whole(text, _without_names(text, group, flat), flat) for group in _grouped(text, found))
    whole_paragraphs = frozenset(paragraph_spans)
    return [_statement(text, g, flat, speakers) for g in groups if g and _is_worth(text, g, flat, whole_paragraphs)]


def _with_layout(
    text: str, paragraph_spans: Sequence[Span], quoted: Sequence[Sequence[QuotedSpan]], found: Sequence[StatementPiece]
) -> list[StatementPiece]:
    """Put transcripts, signatures and continued quotations in place of the tagger's guesses."""
    turns = speaker_turns(text, paragraph_spans)
    spoken = [
        StatementPiece(turn.words, turn.who, None, LAYOUT_ODDS, turn=True)
        for turn in turns
        if not is_prompt(text, turn)
    ]
    prompts = [turn.words for turn in turns if is_prompt(text, turn)]
    found = [f for f in found if not _overlaps_any(f.content, prompts)]
    signed = []
    for n, paragraph in enumerate(paragraph_spans):
        following = paragraph_spans[n + 1] if n + 1 < len(paragraph_spans) else None
        for q, after in zip_longest(quoted[n], quoted[n][1:]):
            # A run-together paragraph holds several signed quotations, each up to the next.
            own = paragraph if after is None else Span(paragraph.start, after.span.start)
            who = signature(text, q, own, following if after is None else None)
            if who is not None:
                signed.append(StatementPiece(q.span, who, None, LAYOUT_ODDS, signed=True))
    found = _replacing(found, _replacing(signed, spoken))
    return _with_continued(found, continued(text, paragraph_spans, quoted))


def _with_overlooked(
    text: str,
    paragraph_spans: Sequence[Span],
    quoted: Sequence[Sequence[QuotedSpan]],
    found: Sequence[StatementPiece],
    mentions: Sequence[Mention],
) -> list[StatementPiece]:
    """Add what the tagger overlooked, and the names of those whom it gave no speaker."""
    more = overlooked(text, paragraph_spans, quoted, [f.content for f in found if f.source is not None], mentions)
    named = [StatementPiece(o.content, o.source, o.cue, LAYOUT_ODDS, signed=o.labelled) for o in more if o.source]
    found = _replacing(found, named)
    taken = [f.content for f in found]
    bare = [StatementPiece(o.content, None, None, LAYOUT_ODDS) for o in more if o.source is None]
    return sorted([*found, *(f for f in bare if not _overlaps_any(f.content, taken))], key=lambda f: f.content)


def _overlaps_any(span: Span, taken: Sequence[Span]) -> bool:
    at = bisect_right(taken, span.start, key=lambda s: s.end)
    return at < len(taken) and taken[at].overlaps(span)


def _is_unsaid(text: str, found: StatementPiece) -> bool:
    """Return whether the words were denied, sung or only named, not said."""
    return (
        is_denied(text, found.source, found.cue, found.content)
        or is_title(text, found.content, found.cue)
        or is_performed(text, found.cue, found.content)
    )


def _replacing(found: Sequence[StatementPiece], better: Sequence[StatementPiece]) -> list[StatementPiece]:
    """Put the `better` pieces, which do not overlap each other, in place of the found ones that they overlap."""
    starts = sorted(better, key=lambda f: f.content)

    def hidden(f: StatementPiece) -> bool:
        at = bisect_left(starts, f.content.end, key=lambda t: t.content.start) - 1
        return at >= 0 and starts[at].content.overlaps(f.content)

    return sorted([*(f for f in found if not hidden(f)), *starts], key=lambda f: f.content)


def _with_continued(
    found: Sequence[StatementPiece], pairs: Iterable[tuple[QuotedSpan, QuotedSpan]]
) -> list[StatementPiece]:
    """Give a quotation that continues one in the paragraph before the speaker of that one."""
    by_start = {f.content.start: f for f in found}
    passed: dict[int, StatementPiece] = {}
    for first, second in pairs:
        before, after = by_start.get(first.span.start), by_start.get(second.span.start)
        if before is None or before.source is None:
            continue
        own = after is not None and after.source is not None and after.source.start > second.span.start
        own = own and after is not None and after.odds >= MIN_SOURCE_ODDS
        if after is None or after.source is None or (after.odds < before.odds and not own):
            goes_on = StatementPiece(second.span, before.source, before.cue, before.odds, turn=True)
            by_start[second.span.start] = passed[second.span.start] = goes_on
    return _replacing(found, list(passed.values()))


def _grouped(text: str, found: Sequence[StatementPiece]) -> list[list[StatementPiece]]:
    """Group the pieces of one statement: neighbours in one paragraph with the same source and the same cue."""
    groups: list[list[StatementPiece]] = []
    for f in found:
        last = groups[-1][-1] if groups else None
        alike = last is not None and f.source is not None and (last.source, last.cue) == (f.source, f.cue)
        if last is not None and alike and not f.turn and "\n" not in text[last.content.end : f.content.start]:
            groups[-1].append(f)
        else:
            groups.append([f])
    return groups


_QUOTATION_ENDS = re.compile(r"[.!?][\"”»]\s+$")
# A piece outside quotation marks with no more words than these may be only a name.
_MAX_NAME_WORDS = 6


def _without_names(
    text: str, group: Sequence[StatementPiece], quoted: Sequence[QuotedSpan]
) -> Sequence[StatementPiece]:
    """Drop pieces that are only somebody's name: `“…!” a woman shouted at Senator Ted Brown.`

    A statement that is nothing but a name, with no speaker, is left empty.
    """
    inside = [bool(overlapping(quoted, f.content)) for f in group]
    if not any(inside) and group[0].source is not None:
        return group
    kept = [
        marked or not (_only_names(text, f) or _new_sentence(text, f)) for f, marked in zip(group, inside, strict=True)
    ]
    return [f for f, keep in zip(group, kept, strict=True) if keep]


def _new_sentence(text: str, found: StatementPiece) -> bool:
    """Return whether the article itself speaks again after a quotation: `“Shame!” Lopez did not turn.`"""
    start = found.content.start
    return _QUOTATION_ENDS.search(text, max(0, start - 4), start) is not None and text[start].isupper()


def _whole(text: str, group: Sequence[StatementPiece], quoted: Sequence[QuotedSpan]) -> Sequence[StatementPiece]:
    """Add the verb to a statement that is a mere fragment of a quotation."""
    if len(group) != 1 or group[0].turn or not overlapping(quoted, group[0].content):
        return group
    return [replace(group[0], content=with_verb(text, group[0].content, group[0].cue))]


def _is_worth(
    text: str, group: Sequence[StatementPiece], quoted: Sequence[QuotedSpan], whole_paragraphs: frozenset[Span]
) -> bool:
    """Return whether a statement says something by itself (worth_quoting.py has the rules)."""
    first, content = group[0], [f.content for f in group]
    if first.turn:
        return True
    marked = [q.span for f in group for q in overlapping(quoted, f.content)]
    if not marked:
        return is_worth_quoting(text, content, first.cue, first.source, max(f.odds for f in group))
    alone = first.source is None and content[0] in whole_paragraphs
    return (
        len(group) > 1 or marked != content or not marks_a_term(text, content[0], first.cue, first.source, alone=alone)
    )


# In two steps: one expression would take the square of a run without a letter, such as a line of dashes.
_RUN = re.compile(r"[\w.'’&-]+")
_WORD = re.compile(r"[\w.'’&-]*\w[\w'’-]*")


def _only_names(text: str, found: StatementPiece) -> bool:
    runs = _RUN.finditer(text, found.content.start, found.content.end)
    printed = [word[0] for run in runs if (word := _WORD.match(run[0]))]
    if len(printed) > _MAX_NAME_WORDS:
        return False
    if all(word[:1].isupper() or word in {"of", "the", "and", "for"} for word in printed):
        return True
    # "the Bank of England’s governor, Andrew Bailey, said": a title before the name, with at most a comma between.
    end, source = found.content.end, found.source
    return source is not None and end <= source.start and text[end : source.start].strip(" ,") == ""


def _statement(
    text: str, group: Sequence[StatementPiece], quoted: Sequence[QuotedSpan], speakers: SpeakerResolver
) -> Statement:
    first = group[0]
    kind = _kind(text, group, quoted)
    who, sure = _who(first, speakers)
    odds = max(f.odds for f in group)
    return Statement(tuple(f.content for f in group), kind, first.cue, who, round(min(1.0, odds * sure), 3))


def _who(found: StatementPiece, speakers: SpeakerResolver) -> tuple[tuple[Speaker, ...], float]:
    if found.source is None or found.odds < MIN_SOURCE_ODDS:
        return (), 0.3
    resolved = speakers.resolve(found.source)
    if found.turn:
        return tuple(replace(s, how=KnownBy.TURN) for s in resolved.speakers), resolved.confidence
    return resolved.speakers, resolved.confidence


def _kind(text: str, group: Sequence[StatementPiece], quoted: Sequence[QuotedSpan]) -> StatementKind:
    pairs = [(f.content, q.span) for f in group for q in overlapping(quoted, f.content)]
    if not pairs:
        return StatementKind.DIRECT if all(f.turn for f in group) else StatementKind.INDIRECT
    exact = {content for content, span in pairs if content == span or span.holds(content)}
    return StatementKind.DIRECT if exact == {f.content for f in group} else StatementKind.MIXED
