"""Sort what is wrong in the statements of the labelled articles by kind, without quoting them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.evaluation.labels import Line
from tests.benchmarks.evaluation.places import (
    Pair,
    Place,
    cue_of,
    kind_of,
    mention_of,
    overlap,
    pairs,
    paragraphs_apart,
)

Kinds = dict[str, list[Place]]
# An unlabelled quotation of fewer words is rather a name for something than somebody's sentence.
SHORT = 8


@dataclass(frozen=True, slots=True)
class Doc:
    """A labelled article with what the product says of it, and the scorer's ways of looking."""

    gold: Line
    predicted: Line
    score: Any

    @property
    def text(self) -> str:
        return str(self.gold["text"])

    def place(self, span: Pair) -> Place:
        return Place(str(self.gold["id"]), *span)


def errors(gold: Sequence[Line], predicted: Sequence[Line], score: Any) -> Kinds:
    """Every kind of error with its places, the most frequent first."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for g, p in zip(gold, predicted, strict=True):
        doc = Doc(g, p, score)
        for kind, span in [*_direct(doc), *_spans(doc)]:
            found[kind].append(doc.place(span))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _direct(doc: Doc) -> Iterator[tuple[str, Pair]]:
    """As the scorer goes through quoted stretches: not found, nobody named, another named, or labelled as nobody's."""
    quotes = doc.predicted["quotes"]
    mentions = [(q.get("speaker") or {}).get("mention") for q in quotes]
    for seg in doc.score.quoted_segments(doc.text):
        need = 0.8 * (seg[1] - seg[0])
        labels = [q for q in doc.gold["quotes"] if q["source"] and _covered(seg, q) >= need]
        over = [k for k, q in enumerate(quotes) if _covered(seg, q) >= need]
        over.sort(key=lambda k: (mentions[k] is None, sum(b - a for a, b in quotes[k]["content"])))
        mention = mentions[over[0]] if over else None
        if not labels:
            if mention:
                yield f"direct, attributed: {_unlabelled(doc, seg)}", seg
            continue
        source = [(a, b) for q in labels for a, b in q["source"]]
        where = "in another paragraph" if all(paragraphs_apart(doc.text, seg, s) for s in source) else "beside it"
        who = f"{mention_of(doc.text, source)} {where}"
        if not over:
            part = "found in part" if any(_covered(seg, q) for q in quotes) else "not found"
            yield f"direct, {part}: said by {who}, {cue_of(doc.text, labels[0])}", seg
        elif not mention:
            yield f"direct, found, nobody named: said by {who}", seg
        elif not any(overlap((mention[0], mention[1]), s) for s in source):
            taken = mention_of(doc.text, [(mention[0], mention[1])])
            yield f"direct, wrong speaker: {who} said it, given to {taken}", seg


def _covered(seg: Pair, quote: Line) -> int:
    return sum(overlap(seg, (a, b)) for a, b in quote["content"])


def _unlabelled(doc: Doc, seg: Pair) -> str:
    """Why a quoted stretch that was given to somebody counts as nobody's."""
    inside = [_covered(seg, q) for q in doc.gold["quotes"]]
    if any(c >= 0.8 * (seg[1] - seg[0]) for c in inside):
        return "labelled without a source"
    if any(inside):
        return "labelled in part only"
    words = len(doc.text[seg[0] : seg[1]].split())
    return f"no label there, {'fewer than' if words < SHORT else 'at least'} {SHORT} words"


def _spans(doc: Doc) -> Iterator[tuple[str, Pair]]:
    """Content spans, trimmed as the scorer trims them: what is missing, superfluous, or cut elsewhere."""
    want, have = _cut(doc, doc.gold["quotes"]), _cut(doc, doc.predicted["quotes"])
    lost = {span: told for span, told in want.items() if span not in have}
    extra = {span: told for span, told in have.items() if span not in want}
    for span, told in lost.items():
        yield f"span {_lost(span, lost, extra, have)}, {told}", span
    for span, told in extra.items():
        if not any(overlap(span, w) for w in want):
            yield f"span superfluous, {told}", span
        elif not any(overlap(span, w) for w in lost):
            yield f"span superfluous within or around a right one, {told}", span


def _cut(doc: Doc, quotes: Iterable[Line]) -> dict[Pair, str]:
    found: dict[Pair, str] = {}
    for quote in quotes:
        content = pairs(quote["content"])
        told = f"{kind_of(doc.text, content, doc.score)}, {cue_of(doc.text, quote)}"
        found |= {doc.score.trimmed(doc.text, a, b): told for a, b in content}
    return {span: told for span, told in found.items() if span[0] < span[1]}


def _lost(span: Pair, lost: Iterable[Pair], extra: Iterable[Pair], have: Iterable[Pair]) -> str:
    """What became of a labelled span that was not found exactly."""
    over = [e for e in extra if overlap(span, e)]
    if not over:
        return "missed within or around another" if any(overlap(span, h) for h in have) else "missed"
    if len(over) > 1:
        return "split"
    (found,) = over
    if sum(1 for other in lost if overlap(found, other)) > 1:
        return "merged with another"
    starts = _off(found[0] - span[0], "starts")
    ends = _off(found[1] - span[1], "ends")
    return " and ".join(filter(None, (starts, ends)))


def _off(by: int, what: str) -> str:
    return f"{what} too {'early' if by < 0 else 'late'}" if by else ""
