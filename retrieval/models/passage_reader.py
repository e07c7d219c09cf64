"""Read a passage for a question: does it hold the answer, and in which sentences?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.domain.article import Span
from retrieval.models.pair_input import FRAME, TEXT, Pair, Part, pair
from retrieval.models.pair_network import Scores, network
from retrieval.text.sentences import sentences
from retrieval.weights import FOLDER

# Of weights/passages.safetensors, as `make fit` printed it.
WEIGHTS_SHA256 = "1a3f038f15cdb38a213bd31569105b04f320b6b8ab782fda984d9bba76aa7ada"
WEIGHTS = FOLDER / "passages.safetensors"
# The passage is part 2 of a pair, its title part 1; an answer has at most this many pieces.
PASSAGE = 2
MAX_ANSWER_PIECES = 40
# The score of a sentence without pieces.
IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class PassageScores:
    """How likely a passage answers a question, in log-odds against no answer.

    `answers` is for the passage.  `begins` and `ends` are for an answer that begins or ends in each of its sentences,
    which are at `spans`.
    """

    answers: float
    spans: tuple[Span, ...]
    begins: tuple[float, ...]
    ends: tuple[float, ...]


class PassageReader:
    """The network fitted on questions that a passage answers or only seems to answer (docs/model-card.md)."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
        """Nothing is loaded before the first passage."""
        self._network = network(weights, sha256)

    def __call__(self, question: str, passages: Sequence[tuple[str, str]]) -> list[PassageScores]:
        """Score `passages` of (title, text), "" for no title.  Raise ModelUnusable."""
        tokenizer = self._network.tokenizer
        pairs = [pair(question, [Part(title, FRAME), Part(text, TEXT)], tokenizer) for title, text in passages]
        read = zip(pairs, self._network(pairs), passages, strict=True)
        return [passage_scores(own, scores, text) for own, scores, (_, text) in read]


def passage_scores(own: Pair, scores: Scores, text: str) -> PassageScores:
    """Turn the network's scores for the pieces into scores for the passage `text` and its sentences."""
    here = np.flatnonzero(own.part == PASSAGE)
    # [CLS] stands for "no answer", as in J. Devlin et al., "BERT", NAACL 2019, 4.3.
    begins, ends = (scores.pieces[:, n] - scores.pieces[0, n] for n in range(2))
    end = here[-1] + 1 if len(here) else 0
    best = max((begins[i] + ends[i : min(i + MAX_ANSWER_PIECES, end)].max() for i in here), default=IMPOSSIBLE)
    spans = sentences(text)
    pieces = [here[(own.spans[here, 0] >= s.start) & (own.spans[here, 1] <= s.end)] for s in spans]
    return PassageScores(
        float(best), tuple(spans),
        *(tuple(float(row[at].max()) if len(at) else IMPOSSIBLE for at in pieces) for row in (begins, ends)),
    )  # fmt: skip
