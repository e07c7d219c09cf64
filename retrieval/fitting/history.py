"""Prepare the history tagger's training data: follow-up questions, each with its full rewriting (CAsT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.fitting.json_lines import read_rows
from retrieval.fitting.pairs import PairTargets, PairTensors, UpperPairNetwork, padded, scored
from retrieval.models.history_tagger import history_parts
from retrieval.models.pair_input import Pair, pair, stem, words_of
from retrieval.models.word_pieces import Tokenizer
from retrieval.text.normalize import STOPWORDS, words


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with the turns before it (reader, bot, reader, bot …), and its rewriting as a full question."""

    topic: str
    history: tuple[str, ...]
    question: str
    whole: str


def load(file: Path) -> list[FollowUp]:
    return [
        FollowUp(r["id"].partition("_")[0], tuple(r["history"]), r["question"], r["whole"]) for r in read_rows(file)
    ]


def pair_with_targets(follow_up: FollowUp, tokenizer: Tokenizer) -> tuple[Pair, PairTargets]:
    """Return the pair with its targets: 1 for a word that is in the full question, but not in the follow-up.

    The second column marks the pieces that count at all: words that could be carried over.
    """
    parts = history_parts(follow_up.history)
    own = pair(follow_up.question, parts, tokenizer)
    has = {stem(w) for w in words(follow_up.question)}
    carried = {stem(w) for w in words(follow_up.whole) if w not in STOPWORDS} - has
    pieces = np.zeros((len(own), 2), np.float32)
    for number, part in enumerate(parts, 1):
        for word, at in words_of(own, number, part.text):
            if word in STOPWORDS or stem(word) in has:
                continue
            pieces[at, :2] = float(stem(word) in carried), 1.0
    return own, PairTargets(pieces, float(bool(carried)))


def loss_of(upper: UpperPairNetwork, batch: Sequence[PairTensors], _: object) -> Tensor:
    """Return the loss of which words are carried over, and of whether any is."""
    pieces, whole, _real = scored(upper, batch)
    found, judged = padded([e.pieces for e in batch]).unbind(-1)
    each = nn.functional.binary_cross_entropy_with_logits(pieces[..., 0], found, reduction="none")
    leans = nn.functional.binary_cross_entropy_with_logits(whole, torch.tensor([e.whole for e in batch]))
    return (each * judged).sum() / judged.sum().clamp(min=1) + 0.2 * leans
