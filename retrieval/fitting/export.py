"""Write networks to files: a graph without weights for ONNX Runtime, and fitted weights in half precision."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path

import onnx
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from retrieval.fitting.layers import LowerLayers, WholeNetwork
from retrieval.models.int8 import ROUNDED, SCALE, is_rounded

OPSET = 17
# The runtime accepts weights by name only for tensors that the graph marks as external.
_ELSEWHERE = "weights are given by name"

Axes = Mapping[str, Mapping[int, str]]
"""For each input, its axes of variable length, with their names."""


def export_network(
    lower: LowerLayers, upper: nn.Module, file: Path, features: int, outputs: Sequence[str], *, eight_bits: bool = False
) -> None:
    """Write the graph of both parts, for inputs with this many `features` per piece.

    With `eight_bits`, it takes the matrices of the layers rounded (retrieval.models.int8).
    """
    rows = {0: "b", 1: "n"}
    example = (
        torch.full((2, 8), 1000),
        torch.zeros(2, 8, features, dtype=torch.long),
        torch.ones(2, 8, dtype=torch.bool),
    )
    write_graph(WholeNetwork(lower, upper), example, file, {"ids": rows, "features": rows, "real": rows}, outputs)
    if eight_bits:
        graph = onnx.load(str(file), load_external_data=False)
        _round(graph.graph)
        onnx.save(graph, str(file))


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


def _round(graph: onnx.GraphProto) -> None:
    """Replace each product with a matrix of the layers by one in eight bits."""
    weights = {w.name: w for w in graph.initializer if is_rounded(w.name, len(w.dims))}
    turned = {n.output[0]: n for n in graph.node if n.op_type == "Transpose" and n.input[0] in weights}
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in turned:
            nodes += _product(node, turned[node.input[1]].input[0])
        elif node.output[0] not in turned:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    for name, weight in weights.items():
        outputs, inputs = weight.dims
        graph.initializer.remove(weight)
        for suffix, kind, shape in (
            (ROUNDED, onnx.TensorProto.INT8, [inputs, outputs]),
            (SCALE, onnx.TensorProto.FLOAT, [outputs]),
        ):
            given = onnx.TensorProto(name=name + suffix, data_type=kind, dims=shape)
            given.raw_data = bytes(prod(shape) * (1 if kind == onnx.TensorProto.INT8 else 4))
            _empty(given)
            graph.initializer.append(given)


def _product(node: onnx.NodeProto, weight: str) -> list[onnx.NodeProto]:
    """Return the nodes that multiply what flows through, rounded to eight bits, with a rounded matrix."""
    made, out = onnx.helper.make_node, node.output[0]
    flow, scale, zero, whole, wide, both = (f"{out}_{n}" for n in range(6))
    return [
        made("DynamicQuantizeLinear", [node.input[0]], [flow, scale, zero]),
        made("MatMulInteger", [flow, weight + ROUNDED, zero], [whole]),
        made("Cast", [whole], [wide], to=onnx.TensorProto.FLOAT),
        made("Mul", [scale, weight + SCALE], [both]),
        made("Mul", [wide, both], [out]),
    ]


def save_weights(upper: nn.Module, file: Path, note: str) -> str:
    """Write the fitted weights in half precision, with a `note`; return the file's sha256."""
    state = {f"upper.{name}": value.detach().half().contiguous() for name, value in upper.state_dict().items()}
    # A single entry: several would be written in random order, and change the hash.
    save_file(state, file, metadata={"fitted": note})
    return hashlib.sha256(file.read_bytes()).hexdigest()
