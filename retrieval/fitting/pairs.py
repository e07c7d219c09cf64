"""Define the networks that read a question together with a text, as torch modules, and prepare their input.

The encoder's lower layers are frozen and the upper ones refitted; each piece gets two scores, and the pair gets one.
For a passage they say where an answer begins and ends, and whether there is one, as in J. Devlin et al., "BERT", NAACL
2019; for earlier turns, which words the question depends on, as in N. Voskarides et al., "Query resolution for
conversational search with limited supervision" (QuReTeC), SIGIR 2020.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertModel

from retrieval.fitting.export import export_network
from retrieval.fitting.layers import (
    LowerLayers,
    attention_mask,
    half_precision,
    hidden_of,
    pad,
    padding_mask,
    pretrained,
    run_layers,
)
from retrieval.models.pair_input import FEATURES, Pair
from retrieval.models.pair_network import Scores


class UpperPairNetwork(nn.Module):
    """The part that is fitted and shipped: two scores per piece (b, n, 2), and one for the pair (b,)."""

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
        hidden = self.drop(run_layers(self.layers, hidden, mask))
        return self.pieces(hidden), self.whole(hidden[:, 0])[:, 0]


def network(folder: Path, kept: int) -> tuple[LowerLayers, UpperPairNetwork]:
    """Return both parts, with the weights of the encoder in `folder`."""
    encoder = pretrained(folder)
    return LowerLayers(encoder, kept), UpperPairNetwork(encoder, kept)


def export_pairs(lower: LowerLayers, upper: UpperPairNetwork, file: Path) -> None:
    """Write the graph that all these networks share."""
    export_network(lower, upper, file, len(FEATURES), Scores._fields, eight_bits=True)


@dataclass(frozen=True)
class PairTargets:
    """The targets for a pair of n pieces: `pieces` (n, 2) and `whole`."""

    pieces: NDArray[np.float32]
    whole: float


@dataclass(frozen=True)
class PairTensors:
    """A pair after the frozen layers, with its targets."""

    hidden: Tensor
    features: Tensor
    pieces: Tensor
    whole: float

    def __len__(self) -> int:
        return len(self.features)


def prepare(
    pairs: Sequence[tuple[Pair, PairTargets]], lower: LowerLayers, report: Callable[[str], None]
) -> list[PairTensors]:
    """Run the frozen layers on every pair, once for all epochs."""
    read = hidden_of(
        [torch.from_numpy(own.ids) for own, _ in pairs],
        lambda ids, real: lower(ids, attention_mask(real)), report=report,
    )  # fmt: skip
    return [
        PairTensors(hidden, torch.from_numpy(own.features), torch.from_numpy(targets.pieces), targets.whole)
        for hidden, (own, targets) in zip(read, pairs, strict=True)
    ]


def scored(upper: UpperPairNetwork, batch: Sequence[PairTensors]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the scores of pieces (b, n, 2) and pairs (b,), and the padding mask (b, n)."""
    real = padding_mask([len(e) for e in batch])
    hidden = pad([e.hidden for e in batch], batch_first=True).float()
    features = pad([e.features for e in batch], batch_first=True)
    with half_precision():
        pieces, whole = upper(hidden, features, attention_mask(real))
    return pieces.float(), whole.float(), real


def padded(rows: Sequence[Tensor]) -> Tensor:
    """Stack rows of different lengths, padded with zeros."""
    return pad(list(rows), batch_first=True)
