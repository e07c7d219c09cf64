"""Read ClapNQ's questions, whose answers are several sentences of one passage, for the passage reader."""

from __future__ import annotations

from pathlib import Path

from retrieval.domain.article import Span
from retrieval.domain.ports import Encoder
from retrieval.fitting.json_lines import read_rows
from retrieval.fitting.passages import PassageQuestion
from retrieval.text.chunking import passages

# The nearest passages of other texts that each question is also read with.
HARD_NEGATIVES = 2


def load(folder: Path, encoder: Encoder) -> list[PassageQuestion]:
    """Return each question with the passages of its own text, and with the nearest of others.  Raise OSError."""
    texts = {r["id"]: r for r in read_rows(folder / "passages.jsonl")}
    places = [(i, span) for i, r in texts.items() for span in passages(r["text"])]
    vectors = encoder.encode([f"{texts[i]['title']}\n{span.cut(texts[i]['text'])}" for i, span in places])
    rows = read_rows(folder / "questions.jsonl")
    made = []
    for row, near in zip(rows, encoder.encode([r["question"] for r in rows]) @ vectors.T, strict=True):
        own = [n for n, (i, _) in enumerate(places) if i in row["relevant"]]
        others = [int(n) for n in near.argsort()[::-1] if places[int(n)][0] not in row["relevant"]][:HARD_NEGATIVES]
        for n in [*own, *others]:
            i, span = places[n]
            passage = span.cut(texts[i]["text"])
            answers = _places(row.get("sentences") or [], passage) if n in own else ()
            made.append(PassageQuestion(row["question"], texts[i]["title"], passage, answers))
    return made


def _places(sentences: list[str], passage: str) -> tuple[Span, ...]:
    return tuple(Span(at, at + len(s)) for s in sentences if (at := passage.find(s)) >= 0)
