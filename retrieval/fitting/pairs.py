"""The networks that read a question together with a text, as torch modules, and how they are fitted.

The encoder's lower layers stay as they came, the upper ones are refitted; two scores for each piece and one for the
whole pair come out.  For a passage they say where an answer begins and ends, and whether there is one, as in
J. Devlin et al., "BERT", NAACL 2019; for what was said before, which words the question leans on, as in N. Voskarides
et al., "Query resolution for conversational search with limited supervision" (QuReTeC), SIGIR 2020.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertModel

from retrieval.fitting.export import write_graph
from retrieval.fitting.network import attention_mask, through
from retrieval.pairs import FEATURES, Pair

pad = nn.utils.rnn.pad_sequence


class Lower(nn.Module):
    """The part that stays as it came: embeddings and the lowest `kept` layers."""

    def __init__(self, encoder: BertModel, kept: int) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.layers = encoder.encoder.layer[:kept]

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return through(self.layers, self.embeddings(ids), mask)


class Upper(nn.Module):
    """The part that is fitted and shipped: two scores a piece (b, n, 2), and one for the pair as a whole (b,)."""

    def __init__(self, encoder: BertModel, kept: int) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.features = nn.ModuleList(nn.Embedding(n, width) for n in FEATURES)
        self.layers = encoder.encoder.layer[kept:]
        self.drop = nn.Dropout(0.1)
        self.pieces = nn.Linear(width, 2)
        self.whole = nn.Linear(width, 1)
        for table in self.features.parameters():
            nn.init.normal_(table, std=0.02)

    def forward(self, hidden: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        for n, table in enumerate(self.features):
            hidden = hidden + table(features[..., n])
        hidden = self.drop(through(self.layers, hidden, mask))
        return self.pieces(hidden), self.whole(hidden[:, 0])[:, 0]


def network(folder: Path, kept: int) -> tuple[Lower, Upper]:
    """Both parts, as the encoder in `folder` has them before fitting."""
    encoder = BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )
    lower = Lower(encoder, kept).eval().requires_grad_(False)
    return lower, Upper(copy.deepcopy(encoder), kept)


class Network(nn.Module):
    """Both parts, as they run together: ids (b, n), features (b, n, 3), real (b, n) to the scores."""

    def __init__(self, lower: Lower, upper: Upper) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper

    def forward(self, ids: Tensor, features: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        mask = attention_mask(real)
        pieces, whole = self.upper(self.lower(ids, mask), features, mask)
        return pieces, whole


def export_pairs(lower: Lower, upper: Upper, file: Path) -> None:
    """Write the graph that all of these networks share."""
    rows = {0: "b", 1: "n"}
    example = (
        torch.full((2, 8), 1000),
        torch.zeros(2, 8, len(FEATURES), dtype=torch.long),
        torch.ones(2, 8, dtype=torch.bool),
    )
    inputs = {"ids": rows, "features": rows, "real": rows}
    write_graph(Network(lower, upper), example, file, inputs, ["pieces", "whole"])


@dataclass(frozen=True)
class Targets:
    """What is to be found in a pair of n pieces: `pieces` (n, 2) and `whole`."""

    pieces: NDArray[np.float32]
    whole: float


@dataclass(frozen=True)
class Example:
    """A pair, read as far as the kept layers go, with its targets."""

    hidden: Tensor
    features: Tensor
    pieces: Tensor
    whole: float

    def __len__(self) -> int:
        return len(self.features)


def prepare(pairs: Sequence[tuple[Pair, Targets]], lower: Lower, report: Callable[[str], None]) -> list[Example]:
    """Run the kept layers over every pair once."""
    made: dict[int, Example] = {}
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]))
    for first in range(0, len(order), 16):
        batch = order[first : first + 16]
        ids = pad([torch.from_numpy(pairs[i][0].ids) for i in batch], batch_first=True)
        with torch.no_grad():
            hidden = lower(ids, attention_mask(_real([len(pairs[i][0]) for i in batch])))
        for row, i in enumerate(batch):
            own, targets = pairs[i]
            made[i] = Example(
                hidden[row, : len(own)].bfloat16().clone(), torch.from_numpy(own.features),
                torch.from_numpy(targets.pieces), targets.whole, )  # fmt: skip
        if first % 1600 == 0:
            report(f"kept layers: {first:,} of {len(order):,} pairs")
    return [made[i] for i in range(len(pairs))]


def _real(lengths: Sequence[int]) -> Tensor:
    return pad([torch.ones(n, dtype=torch.bool) for n in lengths], batch_first=True)


def scored(upper: Upper, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Pieces (b, n, 2), whole (b,) and which pieces are no padding (b, n)."""
    real = _real([len(e) for e in batch])
    hidden = pad([e.hidden for e in batch], batch_first=True).float()
    features = pad([e.features for e in batch], batch_first=True)
    with torch.autocast("cpu", torch.bfloat16):
        pieces, whole = upper(hidden, features, attention_mask(real))
    return pieces.float(), whole.float(), real


def padded(rows: Sequence[Tensor]) -> Tensor:
    """Rows of any length as one table, filled up with zeros."""
    return pad(list(rows), batch_first=True)
