"""What was said before a question, and which words of it the question leans on."""

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

# Exchanges looked back to, the latest first, and characters of a reply: what comes first in it is what it is about.
MAX_TURNS = 6
MAX_REPLY_CHARS = 400
# Odds from which a word counts at all, and from which the question is asked with it; no more than so many.
MIN_ODDS = 0.1
CARRIED_ODDS = 0.35
MAX_CARRIED = 10


@dataclass(frozen=True, slots=True)
class Leaning:
    """The words of what was said before on which a question leans, with their odds (0…1), the likeliest first."""

    words: tuple[tuple[str, float], ...] = ()

    @property
    def carried(self) -> tuple[str, ...]:
        """Those with which the question is asked."""
        return tuple(word for word, odds in self.words if odds >= CARRIED_ODDS)[:MAX_CARRIED]


class HistoryTagger:
    """Finds what a question leans on, by the network fitted on questions that people made whole."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
        """Nothing is loaded before the first history."""
        self._network = network(weights, sha256)

    def __call__(self, question: str, history: Sequence[str]) -> Leaning:
        """`history` is what reader and bot said in turn.  Raises ModelUnusable."""
        parts = history_parts(history)
        if not parts:
            return Leaning()
        own = pair(question, parts, self._network.tokenizer)
        logits = self._network([own])[0].pieces[:, 0]
        odds = 1 / (1 + np.exp(-logits))
        asked = {stem(w) for w in words(question)}
        found: dict[str, float] = {}
        for number, part in enumerate(parts, 1):
            for word, at in words_of(own, number, part.text):
                if word not in STOPWORDS and stem(word) not in asked:
                    found[word] = max(found.get(word, 0.0), float(odds[at].max()))
        ranked = sorted(found.items(), key=lambda one: -one[1])
        return Leaning(tuple((word, o) for word, o in ranked if o >= MIN_ODDS))


def history_parts(history: Sequence[str]) -> list[Part]:
    """`history` is what reader and bot said in turn; the latest comes first, the very first question last."""
    turns = [(history[i], history[i + 1] if i + 1 < len(history) else "") for i in range(0, len(history), 2)]
    parts: list[Part] = []
    aged = list(enumerate(reversed(turns), 1))
    for age, (asked, replied) in aged[:MAX_TURNS] + aged[MAX_TURNS:][-1:]:
        parts.append(Part(asked, TEXT, age))
        if replied:
            parts.append(Part(replied[:MAX_REPLY_CHARS], FRAME, age))
    return parts
