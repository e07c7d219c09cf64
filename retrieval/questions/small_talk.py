"""Tell small talk and questions about the bot from what may be looked up: "ok thx", "who r u", "what day is it".

A logistic regression on the words of a message and on the letters within them, fitted on messages of our own
(tests/benchmarks/question_weights).
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.domain.reply import Talk
from retrieval.models.question_weights import question_weights
from retrieval.text.normalize import fold

# What the fit tells apart; None is a message that may be looked up.
KINDS: tuple[Talk | None, ...] = (None, *Talk)
# Words, pairs of words and runs of letters are counted in so many places by their hash, as in K. Weinberger et al.,
# "Feature hashing for large scale multitask learning", ICML 2009.
PLACES = 4096
RUNS = (3, 4)
# The length of the vector of places; how many words there are counts beside it.
LENGTH = 5.0
# How surely, 0…1, a message is small talk: better to look up "what a joke" than to greet a reader who asks.
MIN_PROBABILITY = 0.7


def features(text: str) -> NDArray[np.float64]:
    """Return the features, shape (PLACES + 1,)."""
    words = _words(text)
    row = np.zeros(PLACES + 1)
    for part in _parts(words):
        row[zlib.crc32(part.encode()) % PLACES] = 1
    row *= LENGTH / (float(np.linalg.norm(row)) or 1.0)
    row[-1] = math.log1p(len(words))
    return row


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text).replace("'", ""))


def _parts(words: list[str]) -> Iterator[str]:
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    for word in words:
        edged = f"<{word}>"
        yield from (edged[i : i + n] for n in RUNS for i in range(len(edged) - n + 1))


def is_wordless(text: str) -> bool:
    """Return whether a message has pictures and no words: "👍"."""
    return not re.search(r"\w", text) and any(unicodedata.category(c) == "So" for c in text)


def small_talk(text: str) -> Talk | None:
    """Return which small talk a message is; None if it may ask for something stored."""
    if not _words(text):
        return None
    weights = question_weights("small_talk")
    odds = weights[:, :-1] @ features(text) + weights[:, -1]
    shares = np.exp(odds - odds.max())
    shares /= shares.sum()
    if 1 - shares[0] < MIN_PROBABILITY:
        return None
    return KINDS[1 + int(np.argmax(shares[1:]))]
