"""Describe places in the labelled articles: article and offsets, and the kind of mention, cue or quotation there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.evaluation.labels import Line

Pair = tuple[int, int]

_PRONOUNS = frozenset("i you he she it we they him her them us me who his hers their that this".split())
_SAY = re.compile(r"\b(?:say|says|said|saying|tell|tells|told|telling)\b", re.IGNORECASE)
_WRITE = re.compile(r"\b(?:wrote|writes?|writing|written|tweet\w*|post(?:s|ed|ing)?|read(?:s|ing)?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of an article, as offsets only."""

    article: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.article} {self.start}–{self.end}"


def overlap(a: Pair, b: Pair) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pairs(spans: list[list[int]]) -> list[Pair]:
    return [(a, b) for a, b in spans]


def kind_of(text: str, content: list[Pair], score: Any) -> str:
    """Return "direct", "mixed" or "indirect", by how much is in quotation marks."""
    length = sum(b - a for a, b in content)
    quoted = [q for q in score.quoted_segments(text, min_words=1) if any(overlap(q, c) for c in content)]
    inside = sum(overlap(q, c) for q in quoted for c in content)
    if inside >= 0.8 * length:
        return "direct"
    return "mixed" if inside else "indirect"


def cue_of(text: str, quote: Line) -> str:
    """Return the kind of cue that a label or a prediction has: roughly, its verb."""
    spans = quote.get("cue") or []
    if spans and isinstance(spans[0], int):
        spans = [spans]
    printed = " ".join(text[a:b] for a, b in spans)
    if not printed:
        return "no cue"
    if "according" in printed.lower():
        return "“according to”"
    if _SAY.search(printed):
        return "say or tell"
    if _WRITE.search(printed):
        return "write or post"
    return "another cue" if re.search(r"\w", printed) else "a mark"


def mention_of(text: str, spans: list[Pair]) -> str:
    """Return whether a mention is a pronoun, a name or a description, by its words."""
    if not spans:
        return "nobody"
    words = text[spans[0][0] : spans[0][1]].split()
    if len(words) == 1 and words[0].lower().strip(".,") in _PRONOUNS:
        return "a pronoun"
    first = words[1:] if words and words[0] in {"The", "A", "An", "One", "Some", "Many"} else words
    return "a name" if any(word[:1].isupper() for word in first) else "a description"


def paragraphs_apart(text: str, a: Pair, b: Pair) -> bool:
    """Return whether a paragraph ends between two stretches."""
    first, second = sorted((a, b))
    return "\n" in text[first[1] : max(first[1], second[0])]
