"""Score a pronoun's candidates with a network: the packaged encoder with small fitted changes.

Fitted are (retrieval/weights/pronouns.safetensors) a low-rank change to each matrix of the upper layers (E. Hu and
others, "LoRA: low-rank adaptation of large language models", ICLR 2022), a vector for each role of a piece, and a
pointer from the pronoun to each name.  The rest is the encoder as published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

from retrieval.models.heap import give_back
from retrieval.models.onnx_session import Graph
from retrieval.models.packaged_minilm import REINSTALL, encoder_weights, verify_weights
from retrieval.models.word_pieces import word_pieces
from retrieval.quotes.pronouns.features import Floats, Gender
from retrieval.quotes.pronouns.given_names import GivenNames
from retrieval.quotes.pronouns.resolver import PronounQuestion, PronounResolver
from retrieval.weights import FOLDER

WEIGHTS = FOLDER / "pronouns.safetensors"
GRAPH = WEIGHTS.with_suffix(".onnx")
WEIGHTS_SHA256 = "ad4b937c5c6beb0b453784722f89c3c7674dea3e575455bc1b617e5e79f89545"
Weights = Mapping[str, Floats]
# The names of the encoder's word embeddings, and of the direction of women's given names in the fitted weights.
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
GIVEN_NAMES = "given_names"

HEADS = 12
LAYERS = 6
KEPT_LAYERS = 2
"""How many of the encoder's layers stay as published."""
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class PronounNetwork:
    """Scores one pronoun at a time: the layers run in ONNX Runtime, the pointer in numpy."""

    def __init__(self, encoder: Weights, fitted: Weights, graph: Path = GRAPH) -> None:
        """Take the encoder's published weights, and fitted ones as retrieval.fitting.pronouns.fit writes them."""
        whole = merged(encoder, fitted)
        layers = [name for name in whole if name.startswith(("embeddings.", "encoder.", "roles."))]
        self._layers = Graph(graph, {name: whole.pop(name) for name in layers})
        self._pointer = whole

    def __call__(self, question: PronounQuestion) -> Floats:
        rows = np.concatenate([[question.asked], question.places.ravel()])
        hidden = self._layers.run({"ids": question.ids, "roles": question.roles, "rows": rows})[0]
        asked = self._linear("asks", hidden[0])
        named = self._linear("answers", hidden[1:].reshape(len(question.places), -1))
        asks = np.broadcast_to(asked, named.shape)
        inputs = np.concatenate([asks, named, asks * named, question.features], 1)
        inner = gelu(self._linear("inner", inputs))
        scores = self._linear("outer", inner)[:, 0] + self._linear("signs", question.features)[:, 0]
        return np.append(scores, self._linear("none", asked)).astype(np.float32)

    def _linear(self, name: str, x: Floats) -> Floats:
        made: Floats = x @ self._pointer[f"{name}.weight"].T + self._pointer[f"{name}.bias"]
        return made


def packaged(weights: Path = WEIGHTS) -> PronounResolver:
    """Load the resolver that comes with On Record.  Raise ModelUnusable if a file is missing or damaged."""
    encoder, fitted = _packaged(weights)
    network = PronounNetwork(encoder, fitted)
    give_back()
    return PronounResolver(word_pieces(), network, given_names(encoder, fitted))


def given_names(encoder: Weights, fitted: Weights) -> GivenNames:
    """Return the classifier of given names, from the encoder's published weights and the fitted ones."""
    return GivenNames(encoder[WORD_EMBEDDINGS], fitted[GIVEN_NAMES], word_pieces())


def genders_of(names: Iterable[str]) -> dict[str, Gender | None]:
    """Return the genders of the full names that are people's; None for a given name of either gender.

    It shares the embeddings that the encoder holds in memory.  Raise ModelUnusable.
    """
    verify_weights(WEIGHTS, WEIGHTS_SHA256, REINSTALL)
    with safe_open(WEIGHTS, "numpy") as fitted:
        gender = given_names(encoder_weights(), {GIVEN_NAMES: fitted.get_tensor(GIVEN_NAMES)})
    # "The Gaze" has no given name.
    people = [name for name in names if gender.is_person(name) and not name.lower().startswith("the ")]
    return {name: gender(name) for name in people}


def _packaged(weights: Path) -> tuple[Weights, Weights]:
    verify_weights(weights, WEIGHTS_SHA256, REINSTALL)
    return encoder_weights(), load_file(weights)


def merged(encoder: Weights, fitted: Weights) -> dict[str, Floats]:
    """Return the encoder's weights with the low-rank changes added, and the other fitted weights."""
    whole = dict(encoder)
    own = (name for name in fitted if not name.startswith("change.") and name != GIVEN_NAMES)
    whole |= {name: fitted[name].astype(np.float32) for name in own}
    for n in range(KEPT_LAYERS, LAYERS):
        for matrix in MATRICES:
            name = f"encoder.layer.{n}.{matrix}"
            up, down = (fitted[f"change.{n}.{matrix}.{part}"].astype(np.float32) for part in ("up", "down"))
            whole[f"{name}.weight"] = whole[f"{name}.weight"] + up @ down
    return whole


def gelu(x: Floats) -> Floats:
    """Return x Φ(x), with Φ by formula 7.1.26 of Abramowitz and Stegun, "Handbook of mathematical functions".

    Its error is below 1.5e-7.
    """
    z = np.abs(x) * np.float32(2**-0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = np.float32(0.5) * series.astype(np.float32) * np.exp(-z * z)
    made: Floats = x * np.where(x >= 0, 1 - tail, tail)
    return made
