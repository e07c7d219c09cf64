"""Export the packaged encoder as a graph for ONNX Runtime, without weights: those stay in the published file."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from retrieval.fitting.export import write_graph
from retrieval.fitting.layers import attention_mask, pretrained, run_layers
from retrieval.models.packaged_minilm import packaged_folder


class Sentences(nn.Module):
    """Maps ids (b, n) and real (b, n) to unit vectors (b, width): the mean of the last layer over the real pieces."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.encoder = encoder.encoder

    def forward(self, ids: Tensor, real: Tensor) -> Tensor:
        hidden = run_layers(self.encoder.layer, self.embeddings(ids), attention_mask(real))
        kept = real[..., None].to(hidden.dtype)
        return nn.functional.normalize((hidden * kept).sum(1) / kept.sum(1), dim=1)


def export_encoder(file: Path) -> None:
    """Write the encoder's graph."""
    rows = {0: "b", 1: "n"}
    example = (torch.full((2, 8), 1000), torch.ones(2, 8, dtype=torch.bool))
    write_graph(Sentences(pretrained(packaged_folder())), example, file, {"ids": rows, "real": rows}, ["vectors"])
