"""Score every word piece of a text as part of a content, a source or a cue, and score which belong together."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from retrieval.models.heap import give_back
from retrieval.models.onnx_session import Array, Graph
from retrieval.models.packaged_minilm import REINSTALL, lower_weights, verify_weights
from retrieval.models.word_pieces import Tokenizer, word_pieces
from retrieval.quotes.tagging.tags import Floats
from retrieval.quotes.tagging.windows import CLS, FEATURES, Ints, Pieces, Window, pieces, windows
from retrieval.weights import FOLDER

# Of weights/tagger.safetensors, as printed by `make fit`.
WEIGHTS_SHA256 = "d321f044717d24774135e2a87e08dfa397f0a7cf5a59c497ca82a244edfe415c"
WEIGHTS = FOLDER
# Layers of the encoder that are used as published.
KEPT_LAYERS = 2
# Only the likeliest pieces that a piece points at are kept: no other can win.
MAX_POINTED = 4
NOBODY = -1


@dataclass(frozen=True)
class Pointed:
    """For each of n pieces the likeliest pieces that it points at: `at` and `odds`, each of shape (n, MAX_POINTED)."""

    at: Ints
    odds: Floats

    @classmethod
    def empty(cls, n: int) -> Pointed:
        return cls(np.full((n, MAX_POINTED), NOBODY, np.int64), np.zeros((n, MAX_POINTED), np.float32))


@dataclass(frozen=True)
class Tagged:
    """A text's n pieces with their scores: `content` (n, 5), `source` and `cue` (n, 3), and what they point at."""

    read: Pieces
    content: Floats
    source: Floats
    cue: Floats
    to_source: Pointed
    to_cue: Pointed
    transitions: Floats


class Tagger:
    """Run the fitted network on texts.  Weights and tokenizer are loaded with the first text."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: tuple[Tokenizer, Graph, Floats] | None = None

    def __call__(self, text: str) -> Tagged:
        """Score a text.  Raise ModelUnusable."""
        tokenizer, graph, transitions = self._model()
        return tag(pieces(text, tokenizer), graph, transitions)

    def _model(self) -> tuple[Tokenizer, Graph, Floats]:
        with self._loading:
            if self._loaded is None:
                given = weights()
                transitions = given.pop("upper.transitions").astype(np.float32)
                graph = Graph(WEIGHTS / "tagger.onnx", given)
                give_back()
                self._loaded = word_pieces(), graph, transitions
            return self._loaded


def weights() -> dict[str, Array]:
    """Return the network's weights by name: the encoder's lower layers from its package, the rest from ours."""
    from safetensors.numpy import load_file  # noqa: PLC0415  paid when a text is read

    fitted = WEIGHTS / "tagger.safetensors"
    verify_weights(fitted, WEIGHTS_SHA256, REINSTALL)
    return lower_weights(KEPT_LAYERS) | load_file(str(fitted))


def tag(read: Pieces, graph: Graph, transitions: Floats) -> Tagged:
    """Run the network over every window; each piece takes its scores from the window that has it in its core."""
    n = len(read)
    content, source, cue = (np.zeros((n, k), np.float32) for k in (5, 3, 3))
    to_source, to_cue = Pointed.empty(n), Pointed.empty(n)
    for window in windows(read):
        # One at a time: a batch takes twice the processor time, because it does not stay in the cache.
        scores = [found[0] for found in graph.run(_inputs(read, window))]
        here = slice(window.core - window.start + 1, window.end - window.start + 1)
        core = slice(window.core, window.end)
        for table, found in zip((content, source, cue), scores[:3], strict=True):
            table[core] = found[here]
        for pointed, found in zip((to_source, to_cue), scores[3:], strict=True):
            _keep_best(pointed, core, found[here, : here.stop], window.start)
    return Tagged(read, content, source, cue, to_source, to_cue, transitions)


def _inputs(read: Pieces, window: Window) -> dict[str, Array]:
    at = slice(window.start, window.end)
    ids = np.concatenate([[CLS], read.ids[at]])
    features = np.concatenate([np.zeros((1, len(FEATURES)), np.int64), read.features[at]])
    return {"ids": ids[None], "features": features[None], "real": np.ones((1, len(ids)), np.bool_)}


def _keep_best(pointed: Pointed, core: slice, scores: Array, start: int) -> None:
    """Keep the best of a window's pointer scores: column 0 is nobody, column 1 the window's first piece."""
    odds = np.exp(scores - scores.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    best = np.argsort(-odds, 1)[:, :MAX_POINTED]
    width = best.shape[1]
    pointed.at[core, :width] = np.where(best == 0, NOBODY, best - 1 + start)
    pointed.odds[core, :width] = np.take_along_axis(odds, best, 1)
