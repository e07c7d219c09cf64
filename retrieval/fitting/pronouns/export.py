"""Export the pronoun network's layers as a graph for ONNX Runtime, without weights: those are supplied by name."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from retrieval.fitting.export import write_graph
from retrieval.models.packaged_minilm import packaged_folder
from retrieval.quotes.pronouns.network import KEPT_LAYERS
from retrieval.quotes.pronouns.resolver import ROLES


class Layers(nn.Module):
    """Maps ids (n,), roles (n,) and the wanted rows (r,) to the last layer's output for these rows (r, width)."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.encoder = encoder.encoder
        self.roles = nn.Embedding(ROLES, encoder.config.hidden_size)

    def forward(self, ids: Tensor, roles: Tensor, rows: Tensor) -> Tensor:
        hidden = self.embeddings(ids[None])
        for n, layer in enumerate(self.encoder.layer):
            if n == KEPT_LAYERS:
                hidden = hidden + self.roles(roles)[None]
            hidden = layer(hidden)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        wanted: Tensor = hidden[0, rows]
        return wanted


def export_graph(file: Path) -> None:
    """Write the layers' graph."""
    encoder = BertModel.from_pretrained(packaged_folder(), add_pooling_layer=False, attn_implementation="eager")
    example = (torch.full((8,), 1000), torch.zeros(8, dtype=torch.long), torch.tensor([1, 3, 5]))
    write_graph(Layers(encoder), example, file, {"ids": {0: "n"}, "roles": {0: "n"}, "rows": {0: "r"}}, ["hidden"])
