"""The encoder's layers under a network that refits some: loaded, run, and run once where they stay as they came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

pad = nn.utils.rnn.pad_sequence


def pretrained(folder: Path) -> BertModel:
    """The encoder in `folder`, in torch."""
    encoder: BertModel = BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )
    return encoder


def through(layers: nn.ModuleList, hidden: Tensor, mask: Tensor) -> Tensor:
    """What the encoder's `layers` make of `hidden` (b, n, width); `mask` is attention_mask's."""
    for layer in layers:
        made = layer(hidden, attention_mask=mask)
        # Some versions hand back a tuple.
        hidden = made[0] if isinstance(made, tuple) else made
    return hidden


def attention_mask(real: Tensor) -> Tensor:
    """(b, n) of booleans to the (b, 1, 1, n) that the layers add to their attention."""
    return torch.where(real, 0.0, -1e9)[:, None, None, :]


class LowerLayers(nn.Module):
    """The part that stays as it came: embeddings and the lowest `kept` layers."""

    def __init__(self, encoder: BertModel, kept: int) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.layers = encoder.encoder.layer[:kept]
        self.eval().requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return through(self.layers, self.embeddings(ids), mask)


class WholeNetwork(nn.Module):
    """Both parts, as they run together: ids (b, n), features (b, n, f), real (b, n) to the upper part's scores."""

    def __init__(self, lower: LowerLayers, upper: nn.Module) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper

    def forward(self, ids: Tensor, features: Tensor, real: Tensor) -> tuple[Tensor, ...]:
        mask = attention_mask(real)
        return tuple(self.upper(self.lower(ids, mask), features, mask))


def real_of(lengths: Sequence[int]) -> Tensor:
    """(b, n), true up to each of the lengths."""
    return pad([torch.ones(n, dtype=torch.bool) for n in lengths], batch_first=True)


def hidden_of(
    texts: Sequence[Tensor],
    run: Callable[[Tensor, Tensor], Tensor],
    *,
    report: Callable[[str], None] = lambda _: None,
    together: int = 16,
) -> list[Tensor]:
    """What the kept layers make of each text's ids (n,), once and not every epoch: (n, width) in half precision.

    `run` takes ids (b, n) and which of them are real (b, n).
    """
    made: dict[int, Tensor] = {}
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for first in range(0, len(order), together):
        batch = order[first : first + together]
        ids = pad([texts[i] for i in batch], batch_first=True)
        with torch.no_grad():
            hidden = run(ids, real_of([len(texts[i]) for i in batch]))
        for row, i in enumerate(batch):
            made[i] = hidden[row, : len(texts[i])].bfloat16().clone()
        if first % 1600 == 0:
            report(f"kept layers: {first:,} of {len(order):,}")
    return [made[i] for i in range(len(texts))]
