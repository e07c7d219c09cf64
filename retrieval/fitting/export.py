"""Networks as files: a graph without weights for ONNX Runtime, and fitted weights in half precision."""

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
# A runtime accepts weights from outside only for what the graph says lies outside.
_ELSEWHERE = "weights are given by name"

Axes = Mapping[str, Mapping[int, str]]
"""Which axes of an input may have any length, by name."""


def export_network(lower: LowerLayers, upper: nn.Module, file: Path, features: int, outputs: Sequence[str]) -> None:
    """Write the graph of both parts; a piece has so many `features`."""
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
    """Write a graph whose weights are handed over by name.  It depends on the network's shape alone."""
    network = network.eval()
    with warnings.catch_warnings():
        # The older exporter keeps the names of the weights, by which they are handed over; it says that it is older.
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


def save_weights(upper: nn.Module, file: Path, told: str) -> str:
    """Write what was fitted in half precision, with what is `told` of it; returns the file's sha256."""
    state = {f"upper.{name}": value.detach().half().contiguous() for name, value in upper.state_dict().items()}
    # One entry: of several the order is another each time, and so the hash.
    save_file(state, file, metadata={"fitted": told})
    return hashlib.sha256(file.read_bytes()).hexdigest()
