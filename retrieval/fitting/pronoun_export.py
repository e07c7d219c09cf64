"""The pronoun network's layers as a graph for ONNX Runtime, which holds no weights: they are handed over by name."""

from __future__ import annotations

import warnings
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from transformers import BertModel

from retrieval.encoder import packaged_folder
from retrieval.fitting.export import OPSET, _empty
from retrieval.quotes.pronoun_network import KEPT
from retrieval.quotes.pronouns import ROLES


class Layers(nn.Module):
    """ids (n,), roles (n,) and the rows that are wanted (r,) to what the last layer makes of these (r, width)."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.encoder = encoder.encoder
        self.roles = nn.Embedding(ROLES, encoder.config.hidden_size)

    def forward(self, ids: Tensor, roles: Tensor, rows: Tensor) -> Tensor:
        hidden = self.embeddings(ids[None])
        for n, layer in enumerate(self.encoder.layer):
            if n == KEPT:
                hidden = hidden + self.roles(roles)[None]
            hidden = layer(hidden)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        wanted: Tensor = hidden[0, rows]
        return wanted


def export_graph(file: Path) -> None:
    """Write the graph.  It depends on the network's shape alone, not on what was fitted."""
    encoder = BertModel.from_pretrained(packaged_folder(), add_pooling_layer=False, attn_implementation="eager")
    layers = Layers(encoder).eval()
    example = (torch.full((8,), 1000), torch.zeros(8, dtype=torch.long), torch.tensor([1, 3, 5]))
    with warnings.catch_warnings():
        # The older exporter keeps the names of the weights, by which they are handed over; it says that it is older.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            layers, example, str(file), dynamo=False, do_constant_folding=False, opset_version=OPSET,
            input_names=["ids", "roles", "rows"], output_names=["hidden"],
            dynamic_axes={"ids": {0: "n"}, "roles": {0: "n"}, "rows": {0: "r"}},
        )  # fmt: skip
    graph = onnx.load(str(file))
    named = dict(layers.named_parameters())
    for weight in graph.graph.initializer:
        if weight.name in named:
            _empty(weight)
    onnx.save(graph, str(file))
