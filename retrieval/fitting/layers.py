"""Load and run the encoder's layers; the frozen lower ones run once per text, not once per epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

pad = nn.utils.rnn.pad_sequence


def pretrained(folder: Path) -> BertModel:
    """Load the encoder in `folder` into torch."""
    encoder: BertModel = BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="sdpa", attention_probs_dropout_prob=0.0
    )
    return encoder


def run_layers(layers: nn.ModuleList, hidden: Tensor, mask: Tensor) -> Tensor:
    """Run the encoder's `layers` on `hidden` (b, n, width); `mask` is from attention_mask."""
    for layer in layers:
        made = layer(hidden, attention_mask=mask)
        # Some versions of transformers return a tuple.
        hidden = made[0] if isinstance(made, tuple) else made
    return hidden


def half_precision() -> torch.autocast:
    """Return a context in which layers compute in bfloat16, where the processor has it: elsewhere it is far slower."""
    # Not in torch's stubs; https://docs.pytorch.org/docs/stable/cpu.html names no public test.
    fast = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return torch.autocast("cpu", torch.bfloat16, enabled=fast)


def attention_mask(real: Tensor) -> Tensor:
    """Turn booleans (b, n) into the (b, 1, 1, n) that the layers add to their attention scores."""
    return torch.where(real, 0.0, -1e9)[:, None, None, :]


class LowerLayers(nn.Module):
    """The frozen part: embeddings and the lowest `kept` layers."""

    def __init__(self, encoder: BertModel, kept: int) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.layers = encoder.encoder.layer[:kept]
        self.eval().requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return run_layers(self.layers, self.embeddings(ids), mask)


class WholeNetwork(nn.Module):
    """Both parts together: maps ids (b, n), features (b, n, f) and real (b, n) to the upper part's scores."""

    def __init__(self, lower: LowerLayers, upper: nn.Module) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper

    def forward(self, ids: Tensor, features: Tensor, real: Tensor) -> tuple[Tensor, ...]:
        mask = attention_mask(real)
        return tuple(self.upper(self.lower(ids, mask), features, mask))


def padding_mask(lengths: Sequence[int]) -> Tensor:
    """Return booleans (b, n) that are true up to each length."""
    return pad([torch.ones(n, dtype=torch.bool) for n in lengths], batch_first=True)


def hidden_of(
    texts: Sequence[Tensor],
    run: Callable[[Tensor, Tensor], Tensor],
    *,
    report: Callable[[str], None] = lambda _: None,
    together: int = 16,
) -> list[Tensor]:
    """Run the frozen layers on each text's ids (n,), once for all epochs; return (n, width) each, in half precision.

    `run` takes ids (b, n) and a padding mask (b, n).
    """
    made: dict[int, Tensor] = {}
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for first in range(0, len(order), together):
        batch = order[first : first + together]
        ids = pad([texts[i] for i in batch], batch_first=True)
        with torch.no_grad():
            hidden = run(ids, padding_mask([len(texts[i]) for i in batch]))
        for row, i in enumerate(batch):
            made[i] = hidden[row, : len(texts[i])].bfloat16().clone()
        if first % 1600 == 0:
            report(f"frozen layers: {first:,} of {len(order):,}")
    return [made[i] for i in range(len(texts))]
