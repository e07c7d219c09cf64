"""Load how many of the news articles that stories were fitted on print a term."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from retrieval.models.packaged_minilm import REINSTALL, verify_weights
from retrieval.weights import FOLDER

WEIGHTS = FOLDER / "stories.safetensors"
# As retrieval.fitting.stories printed it.
WEIGHTS_SHA256 = "f510a2d38d2a6a7563d69bc1b8644e061c340be1a454e1044b6a0122dc127a8e"
# A term in more of the articles than this says nothing about what one of them is about.
MOST_COMMON = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Rarity:
    """How rare each term is in news: `keys` (n,) ascending, `counts` (n,) of the `articles` that print it."""

    keys: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    articles: int

    def of(self, key: int) -> float:
        """Return the inverse document frequency of a term, from 1; 0 for one that is too common to mean anything."""
        at = int(np.searchsorted(self.keys, key))
        listed = at < len(self.keys) and int(self.keys[at]) == key
        count = int(self.counts[at]) if listed else 0
        return 0.0 if count >= MOST_COMMON * self.articles else 1 + math.log((1 + self.articles) / (1 + count))


@cache
def rarity() -> Rarity:
    """Return the packaged counts.  Raise ModelUnusable."""
    verify_weights(WEIGHTS, WEIGHTS_SHA256, REINSTALL)
    from safetensors.numpy import load_file  # noqa: PLC0415  paid when the first article is placed

    found = load_file(str(WEIGHTS))
    return Rarity(found["keys"], found["counts"], int(found["articles"][0]))
