"""Read from a text's layout who speaks, where rules know better than the network.  Pure.

It covers transcripts, signed quotations, and quotations that run over several paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.quotes.layouts.marks import QuotedSpan

# `PENCE: We will …`, `Q: …`, `MR. CARNEY: …`, `Tim Kaine: …` at the head of a paragraph.
_TURN = re.compile(
    r"[\"“]?(?P<who>(?:(?:MR|MS|MRS|DR|SEN|GOV|REP|GEN)\.? )?[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3}|Q|A"
    r"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})"
    # `CARLOS ITO, Fisherman: …`, `KAINE (on tape): …`
    r"(?: \([^)\n]{1,40}\)|, [^:.!?\"“”\n]{1,60})?: *(?=\S)"
)
# `“…” — Abraham Lincoln` at a paragraph's end, or alone in the next.
_SIGNED = re.compile(
    r"\s*(?:[-–—―]{1,2}|~)\s*(?P<who>[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|of|the|de|van|von|bin|al)){0,5})"
    # "Psalm 23" is no person.
    r"(?! \d)(?=[,(\s]|$)"
)


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A paragraph that opens with its speaker: `who` is the printed label, `words` is the rest.

    In a quoted transcript the whole paragraph may stand in quotation marks.
    """

    who: Span
    words: Span


def speaker_turns(text: str, paragraphs: Sequence[Span]) -> list[SpeakerTurn]:
    """Return the turns of a transcript or an interview.

    A single line with a colon is a heading.  A text is a transcript if a label comes twice, if it has both "Q" and "A",
    or if it has one like "MR. CARNEY"; then every other label in capitals is a speaker too.
    """
    found = [t for p in paragraphs if (t := _turn(text, p)) is not None and not _is_heading(t.who.cut(text))]
    labels = Counter(t.who.cut(text) for t in found)
    if not (any(n > 1 for n in labels.values()) or {"Q", "A"} <= {*labels} or any(map(_TITLED.match, labels))):
        # "LONDON: …" and "PARIS: …", once each, are datelines.
        return []
    kept = [t for t in found if (who := t.who.cut(text)).isupper() or labels[who] > 1]
    return list(_with_followers(text, paragraphs, kept))


_PROMPT = re.compile(r"[\"“]?(?:\w+[’']?\w*,? ?){1,2}\?[\"”]?")


def is_prompt(text: str, turn: SpeakerTurn) -> bool:
    """Return whether a turn only prompts the other: a question of an interviewer without a name, or "And then?"."""
    return turn.who.cut(text) == "Q" or _PROMPT.fullmatch(turn.words.cut(text)) is not None


_TITLED = re.compile(r"(?:MR|MS|MRS|DR|SEN|GOV|REP|GEN)\.? ")
# Labels before a colon that are no speakers.
_HEADINGS = frozenset(
    """answer claim conclusion correction date editor's fact facts headline image location myth note photo picture place
    question rating ruling source sources summary time update updated verdict video warning what when where who why how
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december today yesterday tomorrow""".split()
)


def _is_heading(label: str) -> bool:
    return label.lower().split()[0].rstrip(".") in _HEADINGS


def _with_followers(text: str, paragraphs: Sequence[Span], found: Sequence[SpeakerTurn]) -> Iterator[SpeakerTurn]:
    """Add the paragraphs of a quoted transcript that open with a mark but no label: they continue the turn before."""
    named = {turn.words.end: turn for turn in found}
    speaking: SpeakerTurn | None = None
    for paragraph in paragraphs:
        if paragraph.end in named:
            speaking = named[paragraph.end]
            yield speaking
        elif speaking is None or text[paragraph.start] not in '"“' or text[speaking.who.start - 1] not in '"“':
            speaking = None
        elif text[paragraph.start + 1] != "(" and text[paragraph.end - 1] not in '"”':
            # `"(CROSSTALK.)` is said by nobody, and the closing mark may follow a line about the transcript.
            yield SpeakerTurn(speaking.who, Span(paragraph.start + 1, paragraph.end))


def _turn(text: str, paragraph: Span) -> SpeakerTurn | None:
    match = _TURN.match(text, paragraph.start, paragraph.end)
    if match is None:
        return None
    return SpeakerTurn(Span(*match.span("who")), Span(match.end(), paragraph.end))


def signature(text: str, quoted: QuotedSpan, paragraph: Span, following: Span | None) -> Span | None:
    """Return the name that signs a quoted stretch, after a dash behind it or in the paragraph that follows."""
    if text[quoted.span.end : paragraph.end].strip():
        match = _SIGNED.match(text, quoted.span.end, paragraph.end)
        return Span(*match.span("who")) if match else None
    if following is None or len(following) > 80 or _BULLET.match(text, paragraph.start):
        # The items of a list begin with dashes too.
        return None
    match = _SIGNED.match(text, following.start, following.end)
    if match is None or _SPEAKS.search(text, match.end(), following.end):
        return None
    return Span(*match.span("who"))


_BULLET = re.compile(r"[-–—―•*·]\s*\w")
# A signature says who, and at most what they are.
_SPEAKS = re.compile(r"[:\"“”«»]")


def continued(
    text: str, paragraphs: Sequence[Span], quoted: Sequence[Sequence[QuotedSpan]]
) -> Iterator[tuple[QuotedSpan, QuotedSpan]]:
    """Yield pairs of stretches where the second continues the first, which was left unclosed.

    A quotation of several paragraphs opens with a mark in each, and closes only in the last.
    """
    for n in range(len(paragraphs) - 1):
        before, after = quoted[n], quoted[n + 1]
        if not before or not after:
            continue
        first, second = before[-1], after[0]
        at_edges = first.span.end == paragraphs[n].end and second.span.start == paragraphs[n + 1].start
        if not first.closed and at_edges:
            yield first, second
