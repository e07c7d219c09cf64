"""Define the pronoun network as a torch module: frozen encoder layers, low-rank changes to the upper ones, a pointer.

It computes the same as retrieval.quotes.pronouns.network, but in batches and with gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.fitting.layers import hidden_of, pad, padding_mask
from retrieval.quotes.pronouns.features import FEATURE_COUNT, Floats
from retrieval.quotes.pronouns.network import HEADS, KEPT_LAYERS, LAYERS, MATRICES
from retrieval.quotes.pronouns.resolver import ROLES, PronounQuestion

RANK = 16
POINTER = 64
INNER = 64
_FAR = -1e9

functional = nn.functional


class Linear(nn.Module):
    """A frozen matrix, with a fitted low-rank change unless `rank` is 0."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight.bfloat16(), persistent=False)
        self.register_buffer("bias", bias.bfloat16(), persistent=False)
        self.rank = rank
        if rank:
            wide, high = weight.shape[1], weight.shape[0]
            self.down = nn.Parameter(torch.randn(rank, wide) * wide**-0.5)
            self.up = nn.Parameter(torch.zeros(high, rank))

    def forward(self, x: Tensor) -> Tensor:
        made = functional.linear(x, self.weight, self.bias)
        if self.rank:
            made = made + functional.linear(functional.linear(x, self.down), self.up)
        return made


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, encoder: Mapping[str, Floats], n: int, rank: int) -> None:
        super().__init__()

        def of(name: str) -> Tensor:
            return torch.from_numpy(encoder[f"encoder.layer.{n}.{name}"].copy())

        self.parts = nn.ModuleList(Linear(of(f"{m}.weight"), of(f"{m}.bias"), rank) for m in MATRICES)
        for at in ("attention.output", "output"):
            for kind in ("weight", "bias"):
                self.register_buffer(f"{at.replace('.', '_')}_{kind}", of(f"{at}.LayerNorm.{kind}"), persistent=False)

    def forward(self, whole: Tensor, hidden: Tensor, real: Tensor) -> Tensor:
        """Let `hidden` (b, r, width) attend to `whole` (b, n, width), whose padding mask is `real` (b, n)."""
        query, key, value, out, inner, outer = self.parts

        def heads(x: Tensor) -> Tensor:
            return x.reshape(*x.shape[:2], HEADS, -1).transpose(1, 2)

        # Written out: torch's own attention takes twice as long for the backward pass on a CPU.
        q, k, v = heads(query(hidden)), heads(key(whole)), heads(value(whole))
        mask = torch.where(real, 0.0, _FAR).to(q.dtype)[:, None, None, :]
        seen = (q @ k.transpose(2, 3) * q.shape[3] ** -0.5 + mask).softmax(3) @ v
        hidden = self._normed("attention_output", hidden + out(seen.transpose(1, 2).flatten(2)))
        return self._normed("output", hidden + outer(functional.gelu(inner(hidden))))

    def _normed(self, name: str, x: Tensor) -> Tensor:
        weight, bias = (self.get_buffer(f"{name}_{kind}") for kind in ("weight", "bias"))
        return functional.layer_norm(x, (x.shape[-1],), weight, bias, 1e-12)


class LowerPronounLayers(nn.Module):
    """The frozen part: embeddings and the lowest layers."""

    def __init__(self, encoder: Mapping[str, Floats]) -> None:
        super().__init__()
        self.encoder = {
            name: torch.from_numpy(value.copy()) for name, value in encoder.items() if name.startswith("embeddings")
        }
        self.layers = nn.ModuleList(Layer(encoder, n, rank=0) for n in range(KEPT_LAYERS))

    def forward(self, ids: Tensor, real: Tensor) -> Tensor:
        e = self.encoder
        hidden = e["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + e["embeddings.position_embeddings.weight"][: ids.shape[1]]
        hidden = hidden + e["embeddings.token_type_embeddings.weight"][0]
        norm = (e["embeddings.LayerNorm.weight"], e["embeddings.LayerNorm.bias"])
        hidden = functional.layer_norm(hidden, hidden.shape[-1:], *norm, 1e-12)
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers:
                hidden = layer(hidden, hidden, real)
        return hidden


@dataclass(frozen=True)
class PreparedPronoun:
    """A pronoun with the output of the frozen layers, which run once for all epochs."""

    hidden: Tensor
    question: PronounQuestion

    def __len__(self) -> int:
        return len(self.hidden)


def prepare(questions: Sequence[PronounQuestion], lower: LowerPronounLayers) -> list[PreparedPronoun]:
    """Run the frozen layers on every question, in order."""
    read = hidden_of([torch.from_numpy(question.ids) for question in questions], lower, together=32)
    return [PreparedPronoun(hidden, question) for hidden, question in zip(read, questions, strict=True)]


class PronounModel(nn.Module):
    """The part that is fitted and shipped."""

    def __init__(self, encoder: Mapping[str, Floats], drop: float = 0.2) -> None:
        super().__init__()
        width = encoder["embeddings.LayerNorm.weight"].shape[0]
        self.layers = nn.ModuleList(Layer(encoder, n, RANK) for n in range(KEPT_LAYERS, LAYERS))
        self.roles = nn.Embedding(ROLES, width)
        nn.init.normal_(self.roles.weight, std=0.02)
        self.asks = nn.Linear(width, POINTER)
        self.answers = nn.Linear(2 * width, POINTER)
        self.inner = nn.Linear(3 * POINTER + FEATURE_COUNT, INNER)
        self.outer = nn.Linear(INNER, 1)
        self.signs = nn.Linear(FEATURE_COUNT, 1)
        self.none = nn.Linear(POINTER, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, batch: Sequence[PreparedPronoun]) -> tuple[Tensor, Tensor]:
        """Return scores (b, m + 1), the last for "none of them", and each place's candidate (b, m), -1 for padding."""
        asked = [p.question for p in batch]
        real = padding_mask([len(p) for p in batch])
        hidden = pad([p.hidden for p in batch], batch_first=True).float()
        hidden = hidden + self.roles(pad([torch.from_numpy(q.roles) for q in asked], batch_first=True))
        rows = pad([_rows(q) for q in asked], batch_first=True)
        features = pad([torch.from_numpy(q.features) for q in asked], batch_first=True)
        whose = pad([torch.from_numpy(q.whose) for q in asked], batch_first=True, padding_value=-1)
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers[:-1]:
                hidden = layer(hidden, hidden, real)
            wanted = hidden[torch.arange(len(batch))[:, None], rows]
            last = self.drop(self.layers[-1](hidden, wanted, real))
            asks = self.asks(last[:, 0])
            named = self.answers(last[:, 1:].reshape(len(batch), -1, 2 * last.shape[2]))
            both = asks[:, None].expand_as(named)
            inner = self.inner(torch.cat([both, named, both * named, features], -1))
            scores = self.outer(functional.gelu(inner))[..., 0] + self.signs(features)[..., 0]
            none = self.none(asks)
        scores = scores.float().masked_fill(whose < 0, _FAR)
        return torch.cat([scores, none.float()], 1), whose

    def weights(self) -> dict[str, Floats]:
        """Return the weights in half precision, by the names that retrieval.quotes.pronouns.network reads."""
        return {_shipped(name): value.numpy().astype(np.float16) for name, value in self.state_dict().items()}


def _shipped(name: str) -> str:
    if not name.startswith("layers."):
        return name
    _, layer, _, part, side = name.split(".")
    return f"change.{int(layer) + KEPT_LAYERS}.{MATRICES[int(part)]}.{side}"


def _rows(question: PronounQuestion) -> Tensor:
    return torch.from_numpy(np.concatenate([[question.asked], question.places.ravel()]))
