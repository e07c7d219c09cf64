"""The network that scores a pronoun's candidates: the packaged encoder with what was fitted laid over it.

The fitted part is small (retrieval/weights/pronouns.safetensors): a low-rank change to each matrix of the upper layers
(E. Hu and others, "LoRA: low-rank adaptation of large language models", ICLR 2022), a vector for each role of a piece,
and a pointer from the pronoun to each name.  The rest is the encoder as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from retrieval.encoder import packaged_folder, verify_weights
from retrieval.onnx import Graph
from retrieval.quotes.pronoun_signs import Floats
from retrieval.quotes.pronouns import PronounResolver, Question
from retrieval.quotes.windows import Tokenizer

# Beside the packaged encoder's own files.
_TOKENIZER = "tokenizer.json"
WEIGHTS = Path(__file__).parent.parent / "weights" / "pronouns.safetensors"
GRAPH = WEIGHTS.with_suffix(".onnx")
WEIGHTS_SHA256 = "e812b2f8de3dea83f97f85bb41ecf2e1966f1608122fb5041610b83d95b6eea5"
Weights = Mapping[str, Floats]

HEADS = 12
LAYERS = 6
KEPT = 2
"""How many of the encoder's layers stay as they came."""
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class PronounNetwork:
    """Scores one question after the other: its layers run in the ONNX Runtime, its pointer here."""

    def __init__(self, encoder: Weights, fitted: Weights, graph: Path = GRAPH) -> None:
        """`encoder` by the names of the published file; `fitted` as retrieval.fitting.pronouns writes them."""
        whole = merged(encoder, fitted)
        layers = [name for name in whole if name.startswith(("embeddings.", "encoder.", "roles."))]
        self._layers = Graph(graph, {name: whole.pop(name) for name in layers})
        self._pointer = whole

    @classmethod
    def packaged(cls, weights: Path = WEIGHTS) -> PronounNetwork:
        """With the weights that come with On Record.  Raises ModelUnusable where a file is missing or damaged."""
        encoder = packaged_folder() / "model.safetensors"
        verify_weights(encoder)
        verify_weights(weights, WEIGHTS_SHA256)
        return cls(load_file(encoder), load_file(weights))

    def __call__(self, question: Question) -> Floats:
        rows = np.concatenate([[question.asked], question.places.ravel()])
        hidden = self._layers.run({"ids": question.ids, "roles": question.roles, "rows": rows})[0]
        asked = self._linear("asks", hidden[0])
        named = self._linear("answers", hidden[1:].reshape(len(question.places), -1))
        asks = np.broadcast_to(asked, named.shape)
        seen = np.concatenate([asks, named, asks * named, question.signs], 1)
        inner = gelu(self._linear("inner", seen))
        scores = self._linear("outer", inner)[:, 0] + self._linear("signs", question.signs)[:, 0]
        return np.append(scores, self._linear("none", asked)).astype(np.float32)

    def _linear(self, name: str, x: Floats) -> Floats:
        made: Floats = x @ self._pointer[f"{name}.weight"].T + self._pointer[f"{name}.bias"]
        return made


def word_pieces() -> Tokenizer:
    """The packaged encoder's tokenizer.  Raises ModelUnusable."""
    from tokenizers import Tokenizer as WordPieces  # noqa: PLC0415  paid when a text is read

    loaded = WordPieces.from_file(str(packaged_folder() / _TOKENIZER))
    loaded.no_truncation()
    loaded.no_padding()

    def tokenize(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = loaded.encode(text, add_special_tokens=False)
        return found.ids, found.offsets

    return tokenize


def packaged() -> PronounResolver:
    """The resolver that comes with On Record.  Raises ModelUnusable."""
    return PronounResolver(word_pieces(), PronounNetwork.packaged())


def merged(encoder: Weights, fitted: Weights) -> dict[str, Floats]:
    """The encoder's weights with the low-rank changes added, and the fitted part's own."""
    whole = {
        name: value
        for name, value in encoder.items()
        if not name.startswith("pooler.") and not name.endswith("position_ids")
    }
    whole |= {name: value.astype(np.float32) for name, value in fitted.items() if not name.startswith("change.")}
    for n in range(KEPT, LAYERS):
        for matrix in MATRICES:
            name = f"encoder.layer.{n}.{matrix}"
            up, down = (fitted[f"change.{n}.{matrix}.{part}"].astype(np.float32) for part in ("up", "down"))
            whole[f"{name}.weight"] = whole[f"{name}.weight"] + up @ down
    return whole


def gelu(x: Floats) -> Floats:
    """x Φ(x); Φ by formula 7.1.26 of Abramowitz and Stegun, "Handbook of mathematical functions": off by < 1.5e-7."""
    z = np.abs(x) * np.float32(2**-0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = np.float32(0.5) * series.astype(np.float32) * np.exp(-z * z)
    made: Floats = x * np.where(x >= 0, 1 - tail, tail)
    return made
