"""What the passage reader is fitted on: questions that a passage answers, or only seems to (SQuAD 2.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from retrieval.fitting.pairs import Example, Targets, Upper, padded, scored
from retrieval.model import Span
from retrieval.pairs import FRAME, TEXT, Pair, Part, pair
from retrieval.passages import passages
from retrieval.ports import Encoder
from retrieval.quotes.word_pieces import Tokenizer

# Of the passages on the same topic that do not answer, the likeliest are read too.
NEAR = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with one passage, and where in it an answer stands."""

    question: str
    title: str
    passage: str
    answers: tuple[Span, ...]


def load(file: Path, encoder: Encoder) -> list[Asked]:
    """Every question with the passages of its paragraph, and with the nearest of another paragraph."""
    rows = [json.loads(line) for line in file.open(encoding="utf-8")]
    asked: list[Asked] = []
    for title in dict.fromkeys(r["title"] for r in rows):
        asked += _of_topic([r for r in rows if r["title"] == title], encoder)
    return asked


def _of_topic(rows: list[dict[str, object]], encoder: Encoder) -> Iterator[Asked]:
    title = str(rows[0]["title"])
    cut = [(n, span.cut(str(r["text"]))) for n, r in enumerate(rows) for span in passages(str(r["text"]))]
    vectors = encoder.encode([f"{title}\n{text}" for _, text in cut])
    for n, row in enumerate(rows):
        questions: list[dict[str, list[list[int]]]] = row["questions"]  # type: ignore[assignment]
        closeness = encoder.encode([str(q["question"]) for q in questions]) @ vectors.T
        for q, near in zip(questions, closeness, strict=True):
            spans = [Span(*a) for a in q["answers"]]
            for span in passages(str(row["text"])):
                own = tuple(Span(a.start - span.start, a.end - span.start) for a in spans if span.holds(a))
                yield Asked(str(q["question"]), title, span.cut(str(row["text"])), own)
            others = [i for i in near.argsort()[::-1] if cut[i][0] != n][:NEAR]
            yield from (Asked(str(q["question"]), title, cut[i][1], ()) for i in others)


def laid_out(asked: Asked, tokenizer: Tokenizer) -> tuple[Pair, Targets]:
    """The pair with its targets: where answers begin, where they end, whether there is one.

    A piece of 1 begins, or ends, an answer; the question and the title can neither.
    """
    own = pair(asked.question, [Part(asked.title, FRAME), Part(asked.passage, TEXT)], tokenizer)
    begins, ends = [0.0] * len(own), [0.0] * len(own)
    here = [i for i in range(len(own)) if own.part[i] == 2]
    for answer in asked.answers:
        inside = [i for i in here if own.spans[i, 0] < answer.end and answer.start < own.spans[i, 1]]
        if inside:
            begins[inside[0]] = ends[inside[-1]] = 1.0
    return own, (begins, ends, float(any(begins)))


def loss_of(upper: Upper, batch: Sequence[Example], _: object) -> Tensor:
    """Where, among the passage's pieces and nowhere ([CLS]); and whether."""
    pieces, whole, real = scored(upper, batch)
    features = padded([e.features for e in batch])
    open_to = (features[..., 0] == TEXT) & real
    open_to[:, 0] = True
    answers = torch.tensor([e.whole for e in batch])
    loss = nn.functional.binary_cross_entropy_with_logits(whole, answers)
    for n, rows in enumerate(([e.first for e in batch], [e.second for e in batch])):
        wanted = padded(rows)
        wanted[:, 0] = 1 - answers
        odds = torch.log_softmax(pieces[..., n].masked_fill(~open_to, -1e9), 1)
        # Several places may be right: the odds of any of them count.
        loss = loss - torch.logsumexp(odds.masked_fill(wanted == 0, -1e9), 1).mean() / 2
    return loss
