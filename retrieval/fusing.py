"""Put what speaks for a passage together: meaning, words, and what was said and shown before.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.folding import content_words, fold_in_place
from retrieval.history import Leaning
from retrieval.pairs import stem
from retrieval.ports import Vectors

Table = NDArray[np.float64]

# What each signal counts (docs/decisions/0013): tests/benchmarks/tuning.py fits them on the dev halves.
WEIGHTS = np.array([7.3, 11.9, 1.9, -5.2, 2.3])
# A word that the question leans on counts so much of one that it has.
LEANT_ON = 0.5
_QUOTED = re.compile(r"\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w)")


def wanted_words(question: str, leaning: Leaning) -> Mapping[str, float]:
    """The words to look for, with their weights."""
    leant = {word: LEANT_ON * odds for word, odds in leaning.words}
    return leant | dict.fromkeys(content_words(question), 1.0)


def quoted_phrases(question: str) -> list[str]:
    """What stands in quotation marks: words that are wanted in this order."""
    found = (double or single for double, single in _QUOTED.findall(fold_in_place(question)))
    return [phrase for phrase in found if content_words(phrase)]


def signals(cosines: Vectors, printed: Sequence[float], titles: Sequence[str | None], spoken_of: str) -> Table:
    """Shape (n, 5), for n passages.

    `cosines` (n, 2 + r): to the question, to the question with what it leans on, and to each of r replies shown before;
    `printed` (n,) are the passages' word scores; `spoken_of` is all that the reader has asked.
    """
    spoken = {stem(w) for w in content_words(spoken_of)}
    words = np.array(printed, np.float64)
    shown = cosines[:, 2:].max(1) if cosines.shape[1] > 2 else np.zeros(len(cosines))
    covered = np.array([_covered(title or "", spoken) for title in titles])
    # Word scores grow with the question's length and the rarity of its words: only their proportion means anything.
    return np.column_stack([cosines[:, 0], cosines[:, 1], words / (1 + words.max(initial=0)), shown, covered])


def fused(table: Table) -> NDArray[np.float64]:
    """The passages' scores; comparable within one question only."""
    scores: NDArray[np.float64] = table @ WEIGHTS
    return scores


def _covered(title: str, spoken: set[str]) -> float:
    """The share of a title's words that the conversation has."""
    own = {stem(w) for w in content_words(title)}
    return len(own & spoken) / len(own) if own else 0.0
