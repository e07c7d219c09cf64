"""Sort the errors in the statements of the labelled articles by kind, without quoting the articles."""

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
# An unlabelled quotation with fewer words is more likely a term than somebody's statement.
SHORT_WORDS = 8


@dataclass(frozen=True, slots=True)
class Doc:
    """A labelled article, with the product's output and the scorer."""

    gold: Line
    predicted: Line
    score: Any

    @property
    def text(self) -> str:
        return str(self.gold["text"])

    def place(self, span: Pair) -> Place:
        return Place(str(self.gold["id"]), *span)


def errors(gold: Sequence[Line], predicted: Sequence[Line], score: Any) -> Kinds:
    """Return every kind of error with its places, the most frequent first."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for g, p in zip(gold, predicted, strict=True):
        doc = Doc(g, p, score)
        for kind, span in [*_direct(doc), *_spans(doc)]:
            found[kind].append(doc.place(span))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _direct(doc: Doc) -> Iterator[tuple[str, Pair]]:
    """Yield errors in quoted stretches, as the scorer sees them: not found, no speaker, wrong speaker, no label."""
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
    """Return why a quoted stretch with a predicted speaker has no labelled one."""
    inside = [_covered(seg, q) for q in doc.gold["quotes"]]
    if any(c >= 0.8 * (seg[1] - seg[0]) for c in inside):
        return "labelled without a source"
    if any(inside):
        return "labelled in part only"
    words = len(doc.text[seg[0] : seg[1]].split())
    return f"no label there, {'fewer than' if words < SHORT_WORDS else 'at least'} {SHORT_WORDS} words"


def _spans(doc: Doc) -> Iterator[tuple[str, Pair]]:
    """Yield errors in content spans, trimmed as by the scorer: missing, superfluous, or with other bounds."""
    want, have = _cut(doc, doc.gold["quotes"]), _cut(doc, doc.predicted["quotes"])
    lost = {span: description for span, description in want.items() if span not in have}
    extra = {span: description for span, description in have.items() if span not in want}
    for span, description in lost.items():
        yield f"span {_lost(span, lost, extra, have)}, {description}", span
    for span, description in extra.items():
        if not any(overlap(span, w) for w in want):
            yield f"span superfluous, {description}", span
        elif not any(overlap(span, w) for w in lost):
            yield f"span superfluous within or around a right one, {description}", span


def _cut(doc: Doc, quotes: Iterable[Line]) -> dict[Pair, str]:
    found: dict[Pair, str] = {}
    for quote in quotes:
        content = pairs(quote["content"])
        description = f"{kind_of(doc.text, content, doc.score)}, {cue_of(doc.text, quote)}"
        found |= {doc.score.trimmed(doc.text, a, b): description for a, b in content}
    return {span: description for span, description in found.items() if span[0] < span[1]}


def _lost(span: Pair, lost: Iterable[Pair], extra: Iterable[Pair], have: Iterable[Pair]) -> str:
    """Return what the product made of a labelled span that it did not find exactly."""
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
