"""Write networks to files: a graph without weights for ONNX Runtime, and fitted weights in half precision."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from retrieval.fitting.layers import LowerLayers, WholeNetwork

OPSET = 17
# The runtime accepts weights by name only for tensors that the graph marks as external.
_ELSEWHERE = "weights are given by name"

Axes = Mapping[str, Mapping[int, str]]
"""For each input, its axes of variable length, with their names."""


def export_network(lower: LowerLayers, upper: nn.Module, file: Path, features: int, outputs: Sequence[str]) -> None:
    """Write the graph of both parts, for inputs with this many `features` per piece."""
    rows = {0: "b", 1: "n"}
    example = (
        torch.full((2, 8), 1000),
        torch.zeros(2, 8, features, dtype=torch.long),
        torch.ones(2, 8, dtype=torch.bool),
    )
    write_graph(WholeNetwork(lower, upper), example, file, {"ids": rows, "features": rows, "real": rows}, outputs)


def write_graph(
    network: nn.Module, example: tuple[Tensor, ...], file: Path, inputs: Axes, outputs: Sequence[str]
) -> None:
    """Write a graph whose weights are supplied by name at run time.  It depends only on the network's shape."""
    network = network.eval()
    with warnings.catch_warnings():
        # Only the legacy exporter keeps the names of the weights; it warns that it is deprecated.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, example, str(file), dynamo=False, do_constant_folding=False, opset_version=OPSET,
            input_names=list(inputs), output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in inputs.items()},
        )  # fmt: skip
    graph = onnx.load(str(file))
    named = dict(network.named_parameters())
    for weight in graph.graph.initializer:
        if weight.name in named:
            _empty(weight)
    onnx.save(graph, str(file))


def _empty(weight: onnx.TensorProto) -> None:
    size = len(weight.raw_data)
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", _ELSEWHERE), ("offset", "0"), ("length", str(size))):
        weight.external_data.add(key=key, value=value)


def save_weights(upper: nn.Module, file: Path, note: str) -> str:
    """Write the fitted weights in half precision, with a `note`; return the file's sha256."""
    state = {f"upper.{name}": value.detach().half().contiguous() for name, value in upper.state_dict().items()}
    # A single entry: several would be written in random order, and change the hash.
    save_file(state, file, metadata={"fitted": note})
    return hashlib.sha256(file.read_bytes()).hexdigest()
