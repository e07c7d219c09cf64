"""A fitted tagger as files: its weights in half precision, and a graph without weights for ONNX Runtime."""

from __future__ import annotations

import hashlib
import warnings
from pathlib import Path

import onnx
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from retrieval.fitting.network import Lower, Upper, attention_mask

OPSET = 17
# A runtime accepts weights from outside only for what the graph says lies outside.
_ELSEWHERE = "weights are given by name"


class Tagger(nn.Module):
    """Both parts, as they run together: ids (b, n), features (b, n, 3), real (b, n) to the five scores."""

    def __init__(self, lower: Lower, upper: Upper) -> None:
        super().__init__()
        self.lower = lower
        self.upper = upper

    def forward(self, ids: Tensor, features: Tensor, real: Tensor) -> tuple[Tensor, ...]:
        mask = attention_mask(real)
        return tuple(self.upper(self.lower(ids, mask), features, mask))


def export_graph(lower: Lower, upper: Upper, file: Path) -> None:
    """Write the graph.  It depends on the network's shape alone, not on what was fitted."""
    tagger = Tagger(lower, upper).eval()
    rows = {0: "b", 1: "n"}
    example = (
        torch.full((2, 8), 1000),
        torch.zeros(2, 8, 3, dtype=torch.long),
        torch.ones(2, 8, dtype=torch.bool),
    )
    with warnings.catch_warnings():
        # The older exporter keeps the names of the weights, by which they are handed over; it says that it is older.
        warnings.simplefilter("ignore")
        _export(tagger, example, file, rows)
    graph = onnx.load(str(file))
    named = dict(tagger.named_parameters())
    for weight in graph.graph.initializer:
        if weight.name in named:
            _empty(weight)
    onnx.save(graph, str(file))


def _export(tagger: Tagger, example: tuple[Tensor, ...], file: Path, rows: dict[int, str]) -> None:
    torch.onnx.export(
        tagger, example, str(file), dynamo=False, do_constant_folding=False, opset_version=OPSET,
        input_names=["ids", "features", "real"], output_names=["content", "source", "cue", "to_source", "to_cue"],
        dynamic_axes={"ids": rows, "features": rows, "real": rows},
    )  # fmt: skip


def _empty(weight: onnx.TensorProto) -> None:
    size = len(weight.raw_data)
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", _ELSEWHERE), ("offset", "0"), ("length", str(size))):
        weight.external_data.add(key=key, value=value)


def save_weights(upper: Upper, file: Path, told: dict[str, str]) -> str:
    """Write what was fitted in half precision, with `told` as its metadata; returns the file's sha256."""
    state = {f"upper.{name}": value.detach().half().contiguous() for name, value in upper.state_dict().items()}
    save_file(state, file, metadata=told)
    return hashlib.sha256(file.read_bytes()).hexdigest()
