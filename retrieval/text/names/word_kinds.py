"""Tell how a capitalised word is likely used: as a given name, a family name, a common word or another proper name.

Words that the fit has seen are looked up.  Lists of names and titles are never complete, so any other word is judged by
its letter groups, in hashed rows (after A. Joulin and others, "Bag of tricks for efficient text classification", EACL
2017).  docs/model-card.md says what it is fitted on.
"""

from __future__ import annotations

import functools
import hashlib
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from retrieval.domain.errors import ModelUnusable
from retrieval.text.normalize import fold

Floats = NDArray[np.floating[Any]]
WEIGHTS = Path(__file__).parents[2] / "weights" / "names.safetensors"
WEIGHTS_SHA256 = "53c8418f3aca9bf40bd017177fe78202c5c9353bec3aafd7b6121d682cc69fc4"
TABLE, SCALE, HASHES, SEEN = "table", "scale", "hashes", "seen"
# Log-odds of seen words are kept in steps of this size.
STEP = 0.05
ROWS = 1 << 16
SHORTEST, LONGEST = 2, 5
# Longer words are no names, and their letter groups cost time.
MAX_LETTERS = 24
_PARTS = re.compile(r"[-'’.]+")


class WordKinds(NamedTuple):
    """Log-odds of each use against an even share: 0 says nothing, 3 is nearly sure."""

    given: float
    family: float
    common: float
    other: float
    """Places, firms, peoples and other names of no person."""


NOTHING = WordKinds(0.0, 0.0, 0.0, 0.0)


def rows(word: str) -> list[int]:
    """Return the table's rows for a folded word: one for each group of two to five letters."""
    framed = f"<{word[:MAX_LETTERS]}>"
    return [
        zlib.crc32(framed[at : at + size].encode()) % ROWS
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(framed) - size + 1)
        if size > SHORTEST or at == 0 or at == len(framed) - size
    ]


def kinds(word: str) -> WordKinds:
    """Return the likely uses of a printed word.  Raise ModelUnusable."""
    return _kinds(fold(word).strip(".'’-"))


@functools.lru_cache(maxsize=20_000)
def _kinds(word: str) -> WordKinds:
    # "Jean-Pierre", "O'Neill", "Tea-loving": every part counts.
    parts = [part for part in _PARTS.split(word) if len(part) > 1]
    if not parts or not all(map(str.isalpha, parts)):
        return NOTHING
    classify = packaged()
    return WordKinds(*(sum(values) / len(parts) for values in zip(*map(classify, parts), strict=True)))


@functools.cache
def packaged() -> Callable[[str], WordKinds]:
    """Load the classifier that comes with On Record.  Raise ModelUnusable if its file is missing or damaged."""
    try:
        printed = WEIGHTS.read_bytes()
        if hashlib.sha256(printed).hexdigest() != WEIGHTS_SHA256:
            raise ModelUnusable(f"{WEIGHTS} is not the file that this version was built with; reinstall On Record")
        fitted = load(printed)
    except (OSError, SafetensorError) as error:
        raise ModelUnusable(f"{WEIGHTS} cannot be read; reinstall On Record") from error
    table, scale, hashes, seen = fitted[TABLE], float(fitted[SCALE][0]), fitted[HASHES], fitted[SEEN]

    def classify(word: str) -> WordKinds:
        key = zlib.crc32(word.encode())
        at = int(hashes.searchsorted(np.uint32(key)))
        if at < len(hashes) and hashes[at] == key:
            return WordKinds(*(seen[at] * STEP).tolist())
        found = rows(word)
        return WordKinds(*log_odds(table[found].sum(0, dtype=np.int32) * (scale / len(found))).tolist())

    return classify


def log_odds(scores: Floats) -> Floats:
    """Return the logarithms of the kinds' shares against even shares, from logits of shape (…, kinds)."""
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    odds: Floats = np.log(shares / shares.sum(-1, keepdims=True) * shares.shape[-1])
    return odds
