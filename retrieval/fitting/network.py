"""Define the statement tagger as a torch module: frozen lower layers of the encoder, refitted upper ones, small heads.

Contents are a linear-chain conditional random field (J. Lafferty, A. McCallum, F. Pereira, ICML 2001); the source of
each is a pointer, as in O. Vinyals, M. Fortunato, N. Jaitly, "Pointer networks", NIPS 2015.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertModel

from retrieval.fitting.export import export_network
from retrieval.fitting.layers import LowerLayers, pretrained, run_layers
from retrieval.quotes.tagging.tagger import KEPT_LAYERS
from retrieval.quotes.tagging.tags import legal
from retrieval.quotes.tagging.windows import FEATURES

POINTER = 128
TAGS = 5


class TaggerScores(NamedTuple):
    """Scores per piece: content (b, n, 5), source and cue (b, n, 3), pointers to source and cue (b, n, n)."""

    content: Tensor
    source: Tensor
    cue: Tensor
    to_source: Tensor
    to_cue: Tensor


class Pointer(nn.Module):
    """Scores how much each piece points at each other one; piece 0, the [CLS], stands for nobody."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.asks = nn.Linear(width, POINTER)
        self.answers = nn.Linear(width, POINTER)

    def forward(self, hidden: Tensor) -> Tensor:
        pointed: Tensor = self.asks(hidden) @ self.answers(hidden).transpose(1, 2) * POINTER**-0.5
        return pointed


class UpperTagger(nn.Module):
    """The part that is fitted and shipped."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.features = nn.ModuleList(nn.Embedding(n, width) for n in FEATURES)
        self.layers = encoder.encoder.layer[KEPT_LAYERS:]
        self.drop = nn.Dropout(0.1)
        self.content = nn.Linear(width, TAGS)
        self.source = nn.Linear(width, 3)
        self.cue = nn.Linear(width, 3)
        self.to_source = Pointer(width)
        self.to_cue = Pointer(width)
        self.transitions = nn.Parameter(torch.zeros(TAGS, TAGS))
        for table in self.features.parameters():
            nn.init.normal_(table, std=0.02)

    def forward(self, hidden: Tensor, features: Tensor, mask: Tensor) -> TaggerScores:
        for n, table in enumerate(self.features):
            hidden = hidden + table(features[..., n])
        hidden = self.drop(run_layers(self.layers, hidden, mask))
        return TaggerScores(
            self.content(hidden), self.source(hidden), self.cue(hidden), self.to_source(hidden), self.to_cue(hidden)
        )


def network(folder: Path) -> tuple[LowerLayers, UpperTagger]:
    """Return both parts, with the weights of the encoder in `folder`."""
    encoder = pretrained(folder)
    return LowerLayers(encoder, KEPT_LAYERS), UpperTagger(encoder)


def export_tagger(lower: LowerLayers, upper: UpperTagger, file: Path) -> None:
    """Write the tagger's graph."""
    export_network(lower, upper, file, len(FEATURES), TaggerScores._fields)


def crf_loss(scores: Tensor, tags: Tensor, real: Tensor, transitions: Tensor) -> Tensor:
    """Return the negative log-likelihood of `tags` (b, n), summed over the batch; `real` (b, n) masks the padding."""
    moves = transitions + torch.from_numpy(legal())
    n = scores.shape[1]
    # Piece 0 is the [CLS].  A window may begin within a span, so any tag may come first.
    total = scores[:, 1]
    gold = scores[:, 1].gather(1, tags[:, 1:2])[:, 0]
    for i in range(2, n):
        stepped = torch.logsumexp(total[:, :, None] + moves, 1) + scores[:, i]
        on = real[:, i]
        total = torch.where(on[:, None], stepped, total)
        step = moves[tags[:, i - 1], tags[:, i]] + scores[:, i].gather(1, tags[:, i : i + 1])[:, 0]
        gold = gold + torch.where(on, step, torch.zeros_like(step))
    return (torch.logsumexp(total, 1) - gold).sum()
