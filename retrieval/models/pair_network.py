"""Run a network that reads a question together with a text (see retrieval.models.pair_input)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.models.heap import give_back
from retrieval.models.int8 import rounded
from retrieval.models.onnx_session import Graph
from retrieval.models.packaged_minilm import REINSTALL, lower_weights, verify_weights
from retrieval.models.pair_input import Pair
from retrieval.models.word_pieces import Tokenizer, word_pieces
from retrieval.weights import FOLDER

Floats = NDArray[np.float32]

# All of them share the graph, and run this many layers of the encoder unchanged.
KEPT_LAYERS = 2
GRAPH = FOLDER / "pairs.onnx"


class Scores(NamedTuple):
    """A network's outputs for a pair, in log-odds: for its n pieces (n, 2), and for the whole."""

    pieces: Floats
    whole: float


@cache
def network(weights: Path, sha256: str) -> PairNetwork:
    """Return the network of these weights; all callers share one."""
    return PairNetwork(weights, sha256)


class PairNetwork:
    """A fitted network with the encoder's tokenizer.  Nothing is loaded before the first pair."""

    def __init__(self, weights: Path, sha256: str) -> None:
        self._weights = weights
        self._sha256 = sha256
        self._loading = threading.Lock()
        self._loaded: tuple[Tokenizer, Graph] | None = None

    @property
    def tokenizer(self) -> Tokenizer:
        """Raise ModelUnusable."""
        return self._model()[0]

    def __call__(self, pairs: Sequence[Pair]) -> list[Scores]:
        """Return the scores of each pair.  Raise ModelUnusable."""
        graph = self._model()[1]
        found = []
        for one in pairs:
            # Run one at a time: in a batch, every pair would cost as much as the longest.
            inputs = {"ids": one.ids[None], "features": one.features[None], "real": np.ones((1, len(one)), np.bool_)}
            pieces, whole = graph.run(inputs)
            found.append(Scores(pieces[0], float(whole[0])))
        return found

    def _model(self) -> tuple[Tokenizer, Graph]:
        with self._loading:
            if self._loaded is None:
                from safetensors.numpy import load_file  # noqa: PLC0415  paid when a question needs it

                verify_weights(self._weights, self._sha256, REINSTALL)
                given = lower_weights(KEPT_LAYERS) | load_file(str(self._weights))
                graph = Graph(GRAPH, rounded(given))
                give_back()
                self._loaded = word_pieces(), graph
            return self._loaded
