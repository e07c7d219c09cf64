"""Prepare the passage reader's training data: questions that a passage answers, or only seems to (SQuAD 2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.domain.article import Span
from retrieval.domain.ports import Encoder
from retrieval.fitting.json_lines import read_rows
from retrieval.fitting.pairs import PairTargets, PairTensors, UpperPairNetwork, padded, scored
from retrieval.models.pair_input import FRAME, TEXT, Pair, Part, pair
from retrieval.models.passage_reader import PASSAGE
from retrieval.models.word_pieces import Tokenizer
from retrieval.text.chunking import passages

# How many of the nearest passages from other paragraphs each question is also trained on, as unanswerable.
HARD_NEGATIVES = 1


@dataclass(frozen=True, slots=True)
class PassageQuestion:
    """A question with one passage, and the spans of the answers in it."""

    question: str
    title: str
    passage: str
    answers: tuple[Span, ...]


def load(file: Path, encoder: Encoder) -> list[PassageQuestion]:
    """Return each question with each passage of its own paragraph, and with the nearest one from another paragraph."""
    every = read_rows(file)
    titles = dict.fromkeys(r["title"] for r in every)
    return [asked for title in titles for asked in _of_topic([r for r in every if r["title"] == title], encoder)]


def _of_topic(own: list[dict[str, Any]], encoder: Encoder) -> Iterator[PassageQuestion]:
    title = own[0]["title"]
    cut = [(n, span.cut(r["text"])) for n, r in enumerate(own) for span in passages(r["text"])]
    vectors = encoder.encode([f"{title}\n{text}" for _, text in cut])
    for n, row in enumerate(own):
        closeness = encoder.encode([q["question"] for q in row["questions"]]) @ vectors.T
        for q, near in zip(row["questions"], closeness, strict=True):
            spans = [Span(*a) for a in q["answers"]]
            for span in passages(row["text"]):
                here = tuple(Span(a.start - span.start, a.end - span.start) for a in spans if span.holds(a))
                yield PassageQuestion(q["question"], title, span.cut(row["text"]), here)
            others = [i for i in near.argsort()[::-1] if cut[i][0] != n][:HARD_NEGATIVES]
            yield from (PassageQuestion(q["question"], title, cut[i][1], ()) for i in others)


def pair_with_targets(asked: PassageQuestion, tokenizer: Tokenizer) -> tuple[Pair, PairTargets]:
    """Return the pair with its targets: where answers begin and end, and whether there is one."""
    own = pair(asked.question, [Part(asked.title, FRAME), Part(asked.passage, TEXT)], tokenizer)
    pieces = np.zeros((len(own), 2), np.float32)
    for answer in asked.answers:
        if len(inside := _within(own, answer)):
            pieces[inside[0], 0] = pieces[inside[-1], 1] = 1.0
    return own, PairTargets(pieces, float(pieces.any()))


def _within(own: Pair, span: Span) -> Sequence[int]:
    here = (own.part == PASSAGE) & (own.spans[:, 0] < span.end) & (span.start < own.spans[:, 1])
    return [int(i) for i in np.flatnonzero(here)]


def loss_of(upper: UpperPairNetwork, batch: Sequence[PairTensors], _: object) -> Tensor:
    """Return the loss of whether there is an answer, and of where, with "nowhere" as one of the places."""
    pieces, whole, real = scored(upper, batch)
    answers = torch.tensor([e.whole for e in batch])
    whether = nn.functional.binary_cross_entropy_with_logits(whole, answers)
    return whether + _places(pieces, batch, real, answers).mean() / 2


def _places(pieces: Tensor, batch: Sequence[PairTensors], real: Tensor, answers: Tensor) -> Tensor:
    """Return for each pair the negative log-likelihood of the right places, begin and end added."""
    open_to = _text(batch) & real
    open_to[:, 0] = True
    wanted = padded([e.pieces for e in batch])
    # [CLS] stands for nowhere.
    wanted[:, 0, :2] = (1 - answers)[:, None]
    lost = torch.zeros(len(batch))
    for n in range(2):
        odds = torch.log_softmax(pieces[..., n].masked_fill(~open_to, -1e9), 1)
        # Several places may be right; their probabilities are added.
        lost = lost - torch.logsumexp(odds.masked_fill(wanted[..., n] == 0, -1e9), 1)
    return lost


def _text(batch: Sequence[PairTensors]) -> Tensor:
    return padded([e.features for e in batch])[..., 0] == TEXT
