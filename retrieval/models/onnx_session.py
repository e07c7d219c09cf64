"""Run networks with ONNX Runtime.  The only module that imports it, and only when used.

A graph file holds no weights: they are passed by name from safetensors files, the encoder's own from its package and
the fitted ones from ours, so that nothing is stored twice and nothing needs torch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.errors import ModelUnusable
from retrieval.models.packaged_minilm import REINSTALL, verified_bytes
from retrieval.weights import FOLDER, GRAPHS_SHA256

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Array = NDArray[Any]


def verified_graph(file: Path) -> bytes:
    """Return a graph file's content; one that we ship must be the one that the code expects.  Raise ModelUnusable."""
    # A graph just exported, to be fitted or compared, has no published hash.
    if file.parent != FOLDER:
        return file.read_bytes()
    return verified_bytes(file, GRAPHS_SHA256[file.name], REINSTALL)


class Graph:
    """A network, ready to run.  Blocking; one thread at a time."""

    def __init__(self, file: Path, weights: Mapping[str, Array]) -> None:
        """`weights` are by the names that the graph uses; float16 is widened.  Raise ModelUnusable.

        Read-only ones are shared, not copied: networks that are built on the same ones hold them once.
        """
        # What is shared must live as long as the session.
        self._shared: list[Any] = []
        self._session = self._open(file, weights)
        self._outputs = [o.name for o in self._session.get_outputs()]

    def run(self, inputs: Mapping[str, Array]) -> Sequence[Array]:
        """Return the outputs in the graph's order."""
        found: Sequence[Array] = self._session.run(self._outputs, dict(inputs))
        return found

    def _open(self, file: Path, weights: Mapping[str, Array]) -> InferenceSession:
        # Otherwise its releases number the machine and send events to Microsoft; it reads this only when imported.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # noqa: PLC0415  a quarter of a second, paid when a text is read

        graph = verified_graph(file)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Texts differ in length, and an arena that plans for each shape only grows.
        options.enable_mem_pattern = False
        options.enable_cpu_mem_arena = False
        # A waiting thread that spins takes the core from threads with work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Each is given from outside, since the graph has none; the session then copies it, unless it may share it.
        given: list[Any] = []
        for name, weight in weights.items():
            wide = np.ascontiguousarray(weight, dtype=np.int8 if weight.dtype == np.int8 else np.float32)
            value = onnxruntime.OrtValue.ortvalue_from_numpy(wide)
            given.append(value)
            if not wide.flags.writeable:
                options.add_initializer(name, value)
                self._shared += [wide, value]
        options.add_external_initializers(list(weights), given)
        try:
            return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelUnusable(f"the network {file.name} cannot be loaded ({error}); reinstall On Record") from error
