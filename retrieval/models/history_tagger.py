"""Find the words of a conversation that a question depends on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.models.pair_input import FRAME, TEXT, Part, pair, stem, words_of
from retrieval.models.pair_network import network
from retrieval.text.normalize import STOPWORDS, words
from retrieval.weights import FOLDER

# Of weights/history.safetensors, as `make fit` printed it.
WEIGHTS_SHA256 = "e1f0dc03944edcd53ec470020d8a874e0404bfaa9ffb2864491b7f04b7dbf697"
WEIGHTS = FOLDER / "history.safetensors"

# Turns read, the latest first, and characters of each reply: its beginning says what it is about.
MAX_TURNS = 6
MAX_REPLY_CHARS = 400
# The probability from which a word counts at all; the one from which it is added to the question; how many at most.
MIN_PROBABILITY = 0.1
CARRIED_PROBABILITY = 0.35
MAX_CARRIED = 10


@dataclass(frozen=True, slots=True)
class ContextWords:
    """The earlier words that a question depends on, with their probabilities (0…1), likeliest first."""

    words: tuple[tuple[str, float], ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The words to add to the question."""
        return tuple(word for word, probability in self.words if probability >= CARRIED_PROBABILITY)[:MAX_CARRIED]


class HistoryTagger:
    """Finds what a question depends on, with a network fitted on questions that people completed."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
        """Nothing is loaded before the first history."""
        self._network = network(weights, sha256)

    def __call__(self, question: str, history: Sequence[str]) -> ContextWords:
        """`history` is what reader and bot said, in turn.  Raise ModelUnusable."""
        parts = history_parts(history)
        if not parts:
            return ContextWords()
        own = pair(question, parts, self._network.tokenizer)
        logits = self._network([own])[0].pieces[:, 0]
        probability = 1 / (1 + np.exp(-logits))
        asked = {stem(w) for w in words(question)}
        found: dict[str, float] = {}
        for number, part in enumerate(parts, 1):
            for word, at in words_of(own, number, part.text):
                if word not in STOPWORDS and stem(word) not in asked:
                    found[word] = max(found.get(word, 0.0), float(probability[at].max()))
        ranked = sorted(found.items(), key=lambda one: -one[1])
        return ContextWords(tuple((word, o) for word, o in ranked if o >= MIN_PROBABILITY))


def history_parts(history: Sequence[str]) -> list[Part]:
    """Return the parts of `history`, what reader and bot said in turn: latest first, the very first question last."""
    turns = [(history[i], history[i + 1] if i + 1 < len(history) else "") for i in range(0, len(history), 2)]
    parts: list[Part] = []
    aged = list(enumerate(reversed(turns), 1))
    for age, (asked, replied) in aged[:MAX_TURNS] + aged[MAX_TURNS:][-1:]:
        parts.append(Part(asked, TEXT, age))
        if replied:
            parts.append(Part(replied[:MAX_REPLY_CHARS], FRAME, age))
    return parts
