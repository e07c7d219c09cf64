"""Decide who speaks in a paragraph that is nothing but a quotation, where the sentences around it tell.  Pure.

Printed dialogue leaves out "he said": the paragraph before introduces the speaker, or the speakers take turns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from retrieval.domain.article import Mention, Span
from retrieval.text.finite_verbs import has_finite_verb

# "The mayor, Rosa Lindt, was blunt.": a longer paragraph tells of more than the speaker's mood.
MAX_INTRODUCTION_CHARS = 90
_ANSWERS = re.compile(r"(?:repl|answer|respond|retort|counter|shot back|hit back)", re.IGNORECASE)
_MARKS = re.compile(r"[\"“”«»]")


def introduced(text: str, paragraph: Span, mentions: Sequence[Mention]) -> Span | None:
    """Return the name of whoever a short paragraph is about: the only one named, and the subject of its sentence."""
    printed = paragraph.cut(text)
    if len(printed) > MAX_INTRODUCTION_CHARS or printed[-1:] not in ".:" or _MARKS.search(printed):
        return None
    first, last = (bisect_left(mentions, at, key=lambda m: m.span.start) for at in (paragraph.start, paragraph.end))
    names = {m.name for m in mentions[first:last]}
    if len(names) != 1:
        return None
    name = mentions[first].span
    before, behind = text[paragraph.start : name.start], text[name.end : paragraph.end]
    # Before the subject stand at most its titles; whatever the name is the object of comes before it.
    return name if not has_finite_verb(before) and has_finite_verb(behind) and ". " not in printed else None


def is_open_dialogue(text: str, before: Sequence[tuple[Span, Span | None]]) -> bool:
    """Return whether two people have just spoken in turn, so that either may speak next.

    `before` are the source and the cue of the statements before, the last one last.
    """
    if len(before) < 2:
        return False
    (one, _), (other, cue) = before[-2:]
    return one.cut(text) != other.cut(text) and cue is not None and _ANSWERS.match(text, cue.start) is not None
