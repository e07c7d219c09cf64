"""Read a passage for a question: is the answer here, and which sentences tell it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.model import Span
from retrieval.pair_network import PairNetwork, Scores
from retrieval.pairs import FRAME, TEXT, Pair, Part, pair
from retrieval.sentences import sentences
from retrieval.weights import FOLDER

# Of weights/passages.safetensors, as `make fit` printed it.
WEIGHTS_SHA256 = "bd3c0bda2926ecbc265eaf7f9bb3583d5e05ee52b13026a62662134140a0f5ac"
WEIGHTS = FOLDER / "passages.safetensors"
# The number of the passage among a pair's parts, its title being 1; pieces of an answer at most.
PASSAGE = 2
LONGEST_ANSWER = 40
# What stands for no piece at all.
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Look:
    """What a passage holds for a question, in log-odds: `answers` is whether, `sentences` which of them tell it.

    `spans` are the sentences' places in the passage.
    """

    answers: float
    spans: tuple[Span, ...]
    sentences: tuple[float, ...]


class PassageReader:
    """The network fitted on questions that a passage answers or only seems to (docs/model-card.md)."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
        """Nothing is loaded before the first passage."""
        self._network = PairNetwork(weights, sha256)

    def __call__(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Look]:
        """`passages` are (title, text); "" for no title.  Raises ModelUnusable."""
        tokenizer = self._network.tokenizer
        pairs = [pair(question, [Part(title, FRAME), Part(text, TEXT)], tokenizer) for title, text in passages]
        read = zip(pairs, self._network(pairs), passages, strict=True)
        return [look(own, scores, text) for own, scores, (_, text) in read]


def look(own: Pair, scores: Scores, text: str) -> Look:
    """What the network's scores say of the passage `text`."""
    here = np.flatnonzero(own.part == PASSAGE)
    begins, ends, tells = (scores.pieces[:, n] for n in range(3))
    nowhere = begins[0] + ends[0]
    # The best place against none at all, as in J. Devlin et al., "BERT", NAACL 2019, 4.3.
    end = here[-1] + 1 if len(here) else 0
    best = max((begins[i] + ends[i : min(i + LONGEST_ANSWER, end)].max() for i in here), default=NEVER)
    spans = sentences(text)
    told = [here[(own.spans[here, 0] >= s.start) & (own.spans[here, 1] <= s.end)] for s in spans]
    odds = tuple(float(tells[at].mean()) if len(at) else NEVER for at in told)
    return Look(float(best - nowhere), tuple(spans), odds)
