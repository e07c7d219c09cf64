"""Read our own questions, written as strangers would type them, with the places of their answers.

The texts are not ours: they are found by id in the data folder.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.domain.article import Span
from retrieval.domain.ports import Encoder
from retrieval.fitting.json_lines import read_rows
from retrieval.fitting.passages import PassageQuestion
from retrieval.text.chunking import leading_context, passages

QUESTIONS = Path(__file__).with_name("questions.jsonl")
# Messages with their kind: small talk (retrieval.domain.reply.Talk), or "question".
SMALL_TALK = Path(__file__).with_name("small_talk.jsonl")
# The articles that the questions are about, within the data folder.
TEXTS = ("news/bbc.jsonl.gz", "news/reuters.jsonl.gz", "polnear/train.jsonl")
# The nearest passages without an answer that each question is also read with.
HARD_NEGATIVES = 2
# A passage of an answer has at least this share of it.
MIN_SHARE = 0.5


def texts(data: Path, wanted: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Return (title, text) of the `wanted` articles by id; the title is "" for none.  Raise OSError."""
    found = {}
    for name in TEXTS:
        for row in _rows(data / name):
            if row["id"] in wanted:
                found[row["id"]] = (row.get("title") or "", row["text"])
    return found


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    if file.suffix != ".gz":
        yield from read_rows(file)
        return
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def asked_of(data: Path, part: str | None = None) -> list[dict[str, Any]]:
    """Return the questions of a part (None: all), with the texts of their answers.  Raise OSError."""
    rows = [r for r in read_rows(QUESTIONS) if part in {None, r["part"]}]
    places = [place for r in rows for key in ("gold", "not_theirs") for place in r.get(key, ())]
    stored = texts(data, frozenset(p["article"] for p in places))

    def printed(place: dict[str, Any]) -> str:
        return stored[place["article"]][1][place["start"] : place["end"]]

    return [
        {
            **row,
            "gold": [{"article": g["article"], "text": printed(g), "group": g["group"]} for g in row.get("gold", ())],
            "not_theirs": [printed(place) for place in row.get("not_theirs", ())],
        }
        for row in rows
    ]


def load(data: Path, encoder: Encoder, part: str = "learn") -> list[PassageQuestion]:
    """Return each question of a part with the passages that answer it, and with the nearest ones that do not."""
    rows = [r for r in read_rows(QUESTIONS) if r["part"] == part and r["kind"] != "follow"]
    stored = texts(data, frozenset(g["article"] for r in rows for g in r.get("gold", ())))
    cut = [(id_, span) for id_, (_, text) in stored.items() for span in passages(text)]
    vectors = encoder.encode([f"{stored[i][0]}\n{s.cut(stored[i][1])}" for i, s in cut])
    asked = encoder.encode([r["question"] for r in rows])
    made = []
    for row, near in zip(rows, asked @ vectors.T, strict=True):
        answers = [(g["article"], Span(g["start"], g["end"])) for g in row.get("gold", ())]
        spans = {place: found for place in cut if (found := _inside(place, answers))}
        others = [cut[int(i)] for i in near.argsort()[::-1] if cut[int(i)] not in spans][:HARD_NEGATIVES]
        for id_, span in [*spans, *others]:
            title, text = stored[id_]
            frame = leading_context(title, text, span)
            made.append(PassageQuestion(row["question"], frame, span.cut(text), spans.get((id_, span), ())))
    return made


def _inside(place: tuple[str, Span], answers: Sequence[tuple[str, Span]]) -> tuple[Span, ...]:
    """Return the answers that a passage has most of, in offsets of the passage."""
    id_, span = place
    found = []
    for article, answer in answers:
        start, end = max(answer.start, span.start), min(answer.end, span.end)
        if article == id_ and end - start >= MIN_SHARE * len(answer):
            found.append(Span(start - span.start, end - span.start))
    return tuple(found)
