"""The statement tagger as a torch module: the encoder's lower layers as they are, its upper ones refitted, small heads.

Contents are a linear-chain conditional random field (J. Lafferty, A. McCallum, F. Pereira, ICML 2001); who uttered
them is a pointer, as in O. Vinyals, M. Fortunato, N. Jaitly, "Pointer networks", NIPS 2015.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertModel

from retrieval.quotes.tagger import KEPT_LAYERS
from retrieval.quotes.tags import legal
from retrieval.quotes.windows import FEATURES

POINTER = 128
TAGS = 5


class Scores(NamedTuple):
    """Per piece: content (b, n, 5), source and cue (b, n, 3), pointers to source and cue (b, n, n)."""

    content: Tensor
    source: Tensor
    cue: Tensor
    to_source: Tensor
    to_cue: Tensor


def through(layers: nn.ModuleList, hidden: Tensor, mask: Tensor) -> Tensor:
    """What the encoder's `layers` make of `hidden` (b, n, width); `mask` is attention_mask's."""
    for layer in layers:
        made = layer(hidden, attention_mask=mask)
        # Some versions hand back a tuple.
        hidden = made[0] if isinstance(made, tuple) else made
    return hidden


class Lower(nn.Module):
    """The part that stays as it came: embeddings and the lowest layers."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.layers = encoder.encoder.layer[:KEPT_LAYERS]

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden = self.embeddings(ids)
        return through(self.layers, hidden, mask)


class Pointer(nn.Module):
    """How much each piece (as asker) points at each other (as answer); piece 0, the [CLS], stands for nobody."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.asks = nn.Linear(width, POINTER)
        self.answers = nn.Linear(width, POINTER)

    def forward(self, hidden: Tensor) -> Tensor:
        pointed: Tensor = self.asks(hidden) @ self.answers(hidden).transpose(1, 2) * POINTER**-0.5
        return pointed


class Upper(nn.Module):
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

    def forward(self, hidden: Tensor, features: Tensor, mask: Tensor) -> Scores:
        for n, table in enumerate(self.features):
            hidden = hidden + table(features[..., n])
        hidden = self.drop(through(self.layers, hidden, mask))
        return Scores(
            self.content(hidden), self.source(hidden), self.cue(hidden), self.to_source(hidden), self.to_cue(hidden)
        )


def network(folder: Path) -> tuple[Lower, Upper]:
    """Both parts, as the encoder in `folder` has them before fitting."""
    encoder = BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )
    lower = Lower(encoder).eval().requires_grad_(False)
    return lower, Upper(encoder)


def attention_mask(real: Tensor) -> Tensor:
    """(b, n) of booleans to the (b, 1, 1, n) that the layers add to their attention."""
    return torch.where(real, 0.0, -1e9)[:, None, None, :]


def crf_loss(scores: Tensor, tags: Tensor, real: Tensor, transitions: Tensor) -> Tensor:
    """Minus the log-likelihood of `tags` (b, n), summed over the batch; `real` (b, n) is true up to each length."""
    moves = transitions + torch.from_numpy(legal())
    n = scores.shape[1]
    # Piece 0 is the [CLS]; and a window may open within a span, so that any tag may come first.
    total = scores[:, 1]
    gold = scores[:, 1].gather(1, tags[:, 1:2])[:, 0]
    for i in range(2, n):
        stepped = torch.logsumexp(total[:, :, None] + moves, 1) + scores[:, i]
        on = real[:, i]
        total = torch.where(on[:, None], stepped, total)
        step = moves[tags[:, i - 1], tags[:, i]] + scores[:, i].gather(1, tags[:, i : i + 1])[:, 0]
        gold = gold + torch.where(on, step, torch.zeros_like(step))
    return (torch.logsumexp(total, 1) - gold).sum()
