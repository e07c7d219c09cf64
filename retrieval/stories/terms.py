"""Say what an article is about: its words, its names and the words of its beginning, weighted by how rare they are.

The result depends only on the text and the headline, so it is the same in every process; docs/decisions/0049 has the
reasons and the figures.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from retrieval.models.story_weights import Rarity, rarity
from retrieval.text.normalize import STOPWORDS, fold_in_place, words

# Change it with anything that changes terms, keys or decisions: articles are then placed again.
VERSION = "3"

Keys = NDArray[np.uint32]
Weights = NDArray[np.float32]

# Characters read of an article: what a longer one is about, it has said by then.
MAX_CHARS = 30_000
# Characters of the headline and the text in which reporters say what is new.
LEAD_CHARS = 800
# The heaviest terms are kept; only very long articles have more.
MAX_TERMS = 1024
# The heaviest terms by which others on the same event are found.
LOOKUP_TERMS = 24
# The share of each kind of term in the likeness of two articles.
WORDS, NAMES, LEAD = "w", "n", "l"
SHARES = {WORDS: 0.44, NAMES: 0.30, LEAD: 0.26}
SECONDS_A_DAY = 86_400

_TOKEN = re.compile(r"\w[\w&'-]*")


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """What an article is about: hashed terms, ascending, and their weights, a vector of length 1 (0: no terms).

    `lookup` are the heaviest keys.  `day` is when it was published, in days since 1970; None if undated.
    """

    keys: Keys
    weights: Weights
    lookup: tuple[int, ...]
    day: float | None

    def packed(self) -> bytes:
        """Return keys and weights in six bytes a term."""
        return self.keys.astype("<u4").tobytes() + self.weights.astype("<f2").tobytes()

    @classmethod
    def unpacked(cls, packed: bytes, day: float | None) -> Terms:
        """Return what was packed, without the keys for looking it up."""
        count = len(packed) // 6
        keys = np.frombuffer(packed, "<u4", count).astype(np.uint32)
        return cls(keys, np.frombuffer(packed, "<f2", count, 4 * count).astype(np.float32), (), day)


def terms_of(text: str, title: str | None = None, published: datetime | None = None) -> Terms:
    """Make the terms of an article: a millisecond or two, so not on the event loop.  Raise ModelUnusable."""
    known = rarity()
    whole = unicodedata.normalize("NFC", f"{title or ''}\n{text[:MAX_CHARS]}").strip()
    weighed: dict[int, float] = {}
    for kind, found in ((WORDS, _words(whole)), (NAMES, _names(whole)), (LEAD, _words(whole[:LEAD_CHARS]))):
        weighed |= _weighed(kind, found, known)
    kept = sorted(weighed.items(), key=lambda term: (-term[1], term[0]))[:MAX_TERMS]
    lookup = tuple(key for key, _ in kept[:LOOKUP_TERMS])
    kept.sort()
    weights = np.array([weight for _, weight in kept], np.float64)
    length = math.sqrt(float((weights**2).sum())) or 1.0
    return Terms(np.array([key for key, _ in kept], np.uint32), (weights / length).astype(np.float32), lookup,
                 day_of(published))  # fmt: skip


def day_of(moment: datetime | None) -> float | None:
    """Return a moment in days since 1970."""
    return None if moment is None else moment.astimezone(UTC).timestamp() / SECONDS_A_DAY


def hashed(kind: str, term: str) -> int:
    """Return the key of a term."""
    return zlib.crc32(f"{kind}:{term}".encode("utf-8", "surrogatepass"))


def term_lists(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (kind, terms in reading order) of a text in NFC, its headline first."""
    yield WORDS, list(_words(text))
    yield NAMES, list(_names(text))
    yield LEAD, list(_words(text[:LEAD_CHARS]))


def _weighed(kind: str, terms: Iterable[str], known: Rarity) -> dict[int, float]:
    """Return the terms' weights by key, in a vector whose squared length is the share of this kind."""
    found = {
        key: (1 + math.log(count)) * rare
        for term, count in Counter(terms).items()
        if (rare := known.of(key := hashed(kind, term)))
    }
    length = math.sqrt(sum(weight**2 for weight in found.values()))
    return {key: weight / length * math.sqrt(SHARES[kind]) for key, weight in found.items()}


def _words(text: str) -> Iterator[str]:
    return (word for word in words(text) if len(word) > 1 and word not in STOPWORDS)


def _names(text: str) -> Iterator[str]:
    """Yield the capitalised words, and each two that stand together."""
    plain = fold_in_place(text)
    before, end = "", -1
    for token in _TOKEN.finditer(plain):
        printed = token.group().rstrip("&'-")
        if len(printed) < 2 or not printed[0].isupper():
            before = ""
            continue
        name = re.sub(r"'s?$", "", printed.casefold())
        if name not in STOPWORDS:
            yield name
        if before and not plain[end : token.start()].strip(" \t"):
            yield f"{before} {name}"
        before, end = name, token.end()
