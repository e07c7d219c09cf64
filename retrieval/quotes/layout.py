"""What a text's layout says of who speaks, where rules know better than the network.  Pure.

Transcripts, signatures, and paragraphs that go on with a quotation left open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.quotes.marks import QuotedSpan

# `PENCE: We will …`, `Q: …`, `MR. CARNEY: …`, `Tim Kaine: …` at the head of a paragraph.
_TURN = re.compile(
    r"[\"“]?(?P<who>(?:(?:MR|MS|MRS|DR|SEN|GOV|REP|GEN)\.? )?[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3}|Q|A"
    r"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})"
    r"(?: \([^)\n]{1,40}\))?: *(?=\S)"
)
# `“…” — Abraham Lincoln` at a paragraph's end, or alone in the next.
_SIGNED = re.compile(
    r"\s*(?:[-–—―]{1,2}|~)\s*(?P<who>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|the|de|van|von|bin|al)){0,5})"
    # "Psalm 23" is nobody.
    r"(?! \d)(?=[,(\s]|$)"
)


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A paragraph that says whose words it is: `who` is printed, `words` are his.

    The same paragraph may stand in quotation marks as a whole, as where a transcript is quoted.
    """

    who: Span
    words: Span


def speaker_turns(text: str, rooms: Sequence[Span]) -> list[SpeakerTurn]:
    """The turns of a transcript or an interview.

    One line with a colon is a heading or a headline; it takes somebody who speaks more than once, a question and an
    answer, or "MR. CARNEY" to make a transcript.  Then whoever else is printed in capitals speaks too.
    """
    found = [t for room in rooms if (t := _turn(text, room)) is not None and not _is_heading(t.who.cut(text))]
    labels = Counter(t.who.cut(text) for t in found)
    if not (any(n > 1 for n in labels.values()) or {"Q", "A"} <= {*labels} or any(map(_TITLED.match, labels))):
        # "LONDON: …" and "PARIS: …", each once, are datelines.
        return []
    kept = [t for t in found if (who := t.who.cut(text)).isupper() or labels[who] > 1]
    return list(_with_followers(text, rooms, kept))


_TITLED = re.compile(r"(?:MR|MS|MRS|DR|SEN|GOV|REP|GEN)\.? ")
# What stands before a colon and speaks not.
_HEADINGS = frozenset(
    """answer claim conclusion correction date editor's fact facts headline image location myth note photo picture place
    question rating ruling source sources summary time update updated verdict video warning what when where who why how
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december today yesterday tomorrow""".split()
)


def _is_heading(label: str) -> bool:
    return label.lower().split()[0].rstrip(".") in _HEADINGS


def _with_followers(text: str, rooms: Sequence[Span], found: Sequence[SpeakerTurn]) -> Iterator[SpeakerTurn]:
    """In a quoted transcript each paragraph opens with a mark; one that names nobody goes on with the turn before."""
    named = {turn.words.end: turn for turn in found}
    speaking: SpeakerTurn | None = None
    for room in rooms:
        if room.end in named:
            speaking = named[room.end]
            yield speaking
        elif speaking is None or text[room.start] not in '"“' or text[speaking.who.start - 1] not in '"“':
            speaking = None
        elif text[room.start + 1] != "(" and text[room.end - 1] not in '"”':
            # `"(CROSSTALK.)` is nobody's, and the closing mark may follow a line about the transcript.
            yield SpeakerTurn(speaking.who, Span(room.start + 1, room.end))


def _turn(text: str, room: Span) -> SpeakerTurn | None:
    match = _TURN.match(text, room.start, room.end)
    if match is None:
        return None
    return SpeakerTurn(Span(*match.span("who")), Span(match.end(), room.end))


def signature(text: str, quoted: QuotedSpan, room: Span, following: Span | None) -> Span | None:
    """Who has signed a quoted stretch, after a dash behind it or in the paragraph that follows."""
    rest = text[quoted.span.end : room.end].strip()
    if rest:
        match = _SIGNED.match(text, quoted.span.end, room.end)
        return Span(*match.span("who")) if match else None
    if following is None or len(following) > 80:
        return None
    match = _SIGNED.match(text, following.start, following.end)
    return Span(*match.span("who")) if match else None


def continued(
    text: str, rooms: Sequence[Span], quoted: Sequence[Sequence[QuotedSpan]]
) -> Iterator[tuple[QuotedSpan, QuotedSpan]]:
    """Pairs of stretches of which the second goes on with the first, which no mark had closed.

    By the rule of print, a quotation of several paragraphs opens anew in each and closes in the last alone.
    """
    for n in range(len(rooms) - 1):
        before, after = quoted[n], quoted[n + 1]
        if not before or not after:
            continue
        first, second = before[-1], after[0]
        if not first.closed and first.span.end == rooms[n].end and second.span.start == rooms[n + 1].start:
            yield first, second
