"""Recognise copies of a text by fingerprints: make them, look them up, and decide whether two are copies.  Pure.

A fingerprint depends only on the text, the headline and the day, so it is the same in every process and on every
machine; docs/decisions/0021 has the reasons and the figures.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from retrieval.text.normalize import STOPWORDS, fold_in_place

Hashes = NDArray[np.uint32]
"""Ascending and distinct."""
_Wide = NDArray[np.uint64]

# Change it with anything that changes a fingerprint or a decision: older fingerprints are then made again.
VERSION = "1"

# A shingle is a run of this many folded words.
SHINGLE_WORDS = 3
# The shingles kept of a text, those with the smallest hashes: all of them, unless the article is long.
MAX_SHINGLES = 1024
# The numbers and names kept of a text, and the words of its headline.
MAX_PARTICULARS, MAX_HEADLINE_WORDS = 128, 24
# The first shingles of a text: papers that cut a story cut its end.
OPENING_SHINGLES = 40
# Bands of ROWS minima each, over the whole text: two texts that share a part s of their shingles share a band with a
# probability of 1 - (1 - s²)²⁴.  And the smallest hashes of the opening, by which a shortened copy is found.
BANDS, ROWS, OPENING_KEYS = 24, 2, 6

# The thresholds below are tuned on one half of the news in tests/benchmarks/near_duplicates.py and tested on the other.
# The share of the shorter text's shingles that the other must have.
MIN_SHARED_WORDS = 0.5
# The least sum of two shares: how much of the common text remains common once numbers and names count, and how many
# numbers are common.  A form that was filled in again shares its words only.
MIN_SHARED_PARTICULARS = 1.6
# A text with fewer numbers is compared by its names.
MIN_NUMBERS = 3
# From this share of all shingles, two texts are of similar length; below, one is part of the other, and a copy only if
# it is the beginning: it contains this share of the longer one's opening.
SIMILAR_LENGTH, MIN_SHARED_OPENING = 0.45, 0.5
# In a text of fewer shingles the headline is half the news: if both have one, they must share this much of it.
SHORT_SHINGLES, MIN_SHARED_HEADLINE = 35, 0.5
# A text of fewer shingles is a sentence or two: beginning with the same one does not make two texts copies.
TINY_SHINGLES, MIN_SHARED_WORDS_OF_TINY = 20, 0.65
# A text of fewer shingles printed again after more days than this is another report in the same words ("the rates
# remain"); a longer one is a reprint.
BRIEF_SHINGLES, MAX_DAYS_APART = 100, 3

# Below this share of the shorter one's shingles, and with headlines that share no word, two texts are two articles.
MAX_SHARED_BY_STRANGERS = 0.05

# A number as printed ("7-3/4", "1,200.5"), or a word.
_TOKEN = re.compile(r"\d[\w.,:/-]*\w|\w+")
_ENDS = frozenset('.!?":')


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """Hashes of a text, by which its copies are recognised.

    `keys`, signed 64-bit integers, are for looking it up.  `forms` are the shingles with numbers and names masked.
    `day` is the day of publication in UTC, as date.toordinal counts; None if undated.
    """

    day: int | None
    keys: tuple[int, ...]
    shingles: Hashes
    forms: Hashes
    numbers: Hashes
    names: Hashes
    opening: Hashes
    headline: Hashes

    def packed(self) -> bytes:
        parts = (self.shingles, self.forms, self.numbers, self.names, self.opening, self.headline)
        head = struct.pack(_HEAD, self.day or 0, len(self.keys), *map(len, parts))
        keys = np.array(self.keys, "<i8").tobytes()
        return b"".join((head, keys, *(p.astype("<u4").tobytes() for p in parts)))

    @classmethod
    def unpacked(cls, packed: bytes) -> Fingerprint:
        day, count, *lengths = struct.unpack_from(_HEAD, packed)
        begin = struct.calcsize(_HEAD)
        keys = np.frombuffer(packed, "<i8", count, begin).tolist()
        hashes = np.frombuffer(packed, "<u4", offset=begin + 8 * count).astype(np.uint32)
        return cls(day or None, tuple(keys), *np.split(hashes, np.cumsum(lengths)[:-1]))


_HEAD = "<I7H"


def fingerprint_of(text: str, title: str | None = None, published: datetime | None = None) -> Fingerprint:
    """Make a fingerprint: tenths of a millisecond, half a second for a book, so not on the event loop."""
    words = _Words.of(text)
    shingles = _running(_hashed(words.folded))
    opening = _least(shingles[:OPENING_SHINGLES], OPENING_SHINGLES)
    return Fingerprint(
        day=None if published is None else published.astimezone(UTC).toordinal(),
        keys=tuple(_keys(shingles, opening)),
        shingles=_least(shingles, MAX_SHINGLES),
        forms=_least(_running(_hashed(words.masked)), MAX_SHINGLES),
        numbers=_least(_mixed(_hashed(words.numbers)), MAX_PARTICULARS),
        names=_least(_mixed(_hashed([*words.numbers, *words.names])), MAX_PARTICULARS),
        opening=opening,
        headline=_least(
            _mixed(_hashed([w for w in _Words.of(title or "").folded if w not in STOPWORDS])), MAX_HEADLINE_WORDS
        ),
    )


def are_copies(one: Fingerprint, other: Fingerprint) -> bool:
    """Return whether two texts are copies, even if words were changed, moved or added, or the end was cut off.

    Symmetric, but not transitive.  A text without words has no copies.
    """
    short, long = sorted((one, other), key=lambda i: (len(i.shingles), i.keys))
    words, of_both = _shared(short.shingles, long.shingles, MAX_SHINGLES)
    return bool(
        len(short.shingles)
        and words >= (MIN_SHARED_WORDS if len(short.shingles) >= TINY_SHINGLES else MIN_SHARED_WORDS_OF_TINY)
        and _close_in_time(short, long)
        and _same_particulars(short, long, words) >= MIN_SHARED_PARTICULARS
        and (of_both >= SIMILAR_LENGTH or np.isin(long.opening, short.shingles).mean() >= MIN_SHARED_OPENING)
        and _same_headline(short, long)
    )


def are_strangers(one: Fingerprint, other: Fingerprint) -> bool:
    """Return whether two texts found at one link are two articles: neither headline nor text has anything in common."""
    if not len(one.headline) or not len(other.headline) or len(np.intersect1d(one.headline, other.headline)):
        return False
    return _shared(one.shingles, other.shingles, MAX_SHINGLES)[0] < MAX_SHARED_BY_STRANGERS


def _close_in_time(short: Fingerprint, long: Fingerprint) -> bool:
    if len(short.shingles) >= BRIEF_SHINGLES or short.day is None or long.day is None:
        return True
    return abs(short.day - long.day) <= MAX_DAYS_APART


def _same_particulars(short: Fingerprint, long: Fingerprint, words: float) -> float:
    """Return how much more than a form two texts share, 0…2; `words` is the share of common shingles."""
    form, _ = _shared(short.forms, long.forms, MAX_SHINGLES)
    many = min(len(short.numbers), len(long.numbers)) >= MIN_NUMBERS
    numbers, _ = (
        _shared(short.numbers, long.numbers, MAX_PARTICULARS)
        if many
        else _shared(short.names, long.names, MAX_PARTICULARS)
    )
    return min(1.0, words / form if form else 1.0) + numbers


def _same_headline(short: Fingerprint, long: Fingerprint) -> bool:
    if len(short.shingles) >= SHORT_SHINGLES or not len(short.headline) or not len(long.headline):
        return True
    return _shared(short.headline, long.headline, MAX_HEADLINE_WORDS)[0] >= MIN_SHARED_HEADLINE


def _shared(one: Hashes, other: Hashes, sample: int) -> tuple[float, float]:
    """Return the common hashes as a share of the smaller set and of the union; 1 for both if a set is empty.

    A full sample holds the `sample` smallest hashes, so only hashes up to the largest of each full one are compared.
    """
    below = min((int(h[-1]) for h in (one, other) if len(h) == sample), default=1 << 32)
    one, other = one[one <= below], other[other <= below]
    fewer = min(len(one), len(other))
    both = len(np.intersect1d(one, other, assume_unique=True))
    return (both / fewer, both / (len(one) + len(other) - both)) if fewer else (1.0, 1.0)


@dataclass(slots=True)
class _Words:
    """The words of a text: folded; with numbers and names masked; the numbers; the names inside sentences."""

    folded: list[str]
    masked: list[str]
    numbers: list[str]
    names: list[str]

    @classmethod
    def of(cls, text: str) -> _Words:
        plain = fold_in_place(unicodedata.normalize("NFC", text))
        own = cls([], [], [], [])
        end = 0
        for match in _TOKEN.finditer(plain):
            printed = match.group()
            word = printed.casefold()
            own.folded.append(word)
            if printed[0].isdigit():
                own.numbers.append(word)
                own.masked.append("#")
            elif not printed[0].isupper() or word in STOPWORDS:
                own.masked.append(word)
            else:
                gap = plain[end : match.start()]
                if end and gap.count("\n") < 2 and _ENDS.isdisjoint(gap):
                    own.names.append(word)
                # A run of name words is one mask, whatever its length.
                if own.masked[-1:] != ["@"]:
                    own.masked.append("@")
            end = match.end()
        return own


def _running(printed: _Wide) -> _Wide:
    """Return a hash for each run of SHINGLE_WORDS words; for fewer words, one hash of all."""
    size = min(SHINGLE_WORDS, len(printed))
    if not size:
        return printed
    runs = np.lib.stride_tricks.sliding_window_view(printed, size)
    return _mixed((runs * _ODD[:size]).sum(axis=1))


def _keys(shingles: _Wide, opening: Hashes) -> Iterator[int]:
    """Return lookup keys: copies share some, other texts seldom any.  A text without words has none."""
    if not len(shingles):
        return
    minima = np.min([_minima(shingles[n : n + _CHUNK]) for n in range(0, len(shingles), _CHUNK)], axis=0)
    banded = (minima.reshape(BANDS, ROWS) * _ODD[:ROWS]).sum(axis=1) + np.arange(BANDS, dtype=np.uint64)
    yield from _mixed(banded).view(np.int64).tolist()
    yield from opening[:OPENING_KEYS].tolist()


def _minima(shingles: _Wide) -> _Wide:
    """Return the smallest hash under each permutation, shape (BANDS * ROWS,): the MinHash of these shingles."""
    least: _Wide = (shingles * _FACTORS[:, None] + _TERMS[:, None]).min(axis=1)
    return least


def _hashed(printed: Sequence[str]) -> _Wide:
    return np.array([zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in printed], np.uint64)


def _least(hashes: _Wide, most: int) -> Hashes:
    return np.unique((hashes >> np.uint64(32)).astype(np.uint32))[:most]


def _mixed(hashes: _Wide) -> _Wide:
    """Apply the finalizer of MurmurHash3, which is one-to-one on 64 bits."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(multiplier)
    return hashes ^ (hashes >> np.uint64(33))


_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
# Hashes permuted at a time, so that a book takes no more memory than a page.
_CHUNK = 4096
# Permutations of 64 bits, computed rather than drawn: no library promises that its random numbers stay the same.
_SEEDS = _mixed(np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * _ODD[0])
_FACTORS, _TERMS = _SEEDS[::2] | np.uint64(1), _SEEDS[1::2]
