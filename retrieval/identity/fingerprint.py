"""Tell copies of one text: what is kept of it to know them by, how they are looked up, when two are one.  Pure.

An fingerprint is made of the text, the headline and the day alone, the same in every process and on every machine;
docs/decisions/0021 has the reasons and the figures.
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
"""Ascending, no two the same."""
_Wide = NDArray[np.uint64]

# Changed with whatever changes a fingerprint or the verdict: those of another version are made anew from the texts.
VERSION = "1"

# Words in a shingle: a run of folded words.
SHINGLE = 3
# Kept of a text are so many shingles, those with the least hashes: of all but long articles, all.
SAMPLE = 1024
# Numbers and names that are kept, and words of the headline.
PARTICULARS, HEADLINE = 128, 24
# The first shingles of a text: whoever cuts a story cuts its end.
OPENING = 40
# Bands of so many minima each, of the whole text: two that share a part s of their shingles meet in one of them with
# a probability of 1 - (1 - s²)²⁴.  And the least hashes of the opening, by which a short cut is found.
BANDS, ROWS, OPENING_KEYS = 24, 2, 6

# What follows is tuned on one half of the news of tests/benchmarks/near_duplicates.py and judged on the other.
# The share of the shorter one's shingles that the other must have.
SAME_WORDS = 0.5
# How much of that is left with the numbers and names as they are, beside what there is with all of them masked, and
# the share of the numbers that both have, together: a form that was filled in anew keeps its words alone.
SAME_PARTICULARS = 1.6
# A text with fewer numbers goes by its names.
NUMBERS = 3
# From this share of the shingles of both, two are of like length; below, one is a part of the other, and a copy only
# where it is the beginning: the longer one's opening stands in it.
LIKE_LENGTH, SAME_OPENING = 0.45, 0.5
# Of a text of fewer shingles the headline is half the news: where both have one, it must be the same by this share.
SHORT, SAME_HEADLINE = 35, 0.5
# A text of fewer shingles is a sentence or two: that another begins with the same one makes them no copies yet.
TINY, SAME_WORDS_OF_TINY = 20, 0.65
# A text of fewer shingles that is printed again so many days later is another report in the same words: "the rates
# remain".  A longer one is a reprint.
BRIEF, DAYS = 100, 3

# Two texts that share fewer of the shorter one's shingles, under headlines without a word in common, are two articles.
STRANGERS = 0.05

# A number as printed ("7-3/4", "1,200.5"), or a word.
_TOKEN = re.compile(r"\d[\w.,:/-]*\w|\w+")
_ENDS = frozenset('.!?":')


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is kept of a text to tell its copies by, as hashes.

    `keys`, of 64 bits and signed, are those under which it is looked up.  `forms` are the shingles with numbers and
    names masked.  `day` is that of publication, in UTC, as date.toordinal counts; None: not printed.
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
    """It takes some tenths of a millisecond, and of a book half a second: not on the event loop."""
    words = _Words.of(text)
    shingles = _running(_hashed(words.folded))
    opening = _least(shingles[:OPENING], OPENING)
    return Fingerprint(
        day=None if published is None else published.astimezone(UTC).toordinal(),
        keys=tuple(_keys(shingles, opening)),
        shingles=_least(shingles, SAMPLE),
        forms=_least(_running(_hashed(words.masked)), SAMPLE),
        numbers=_least(_mixed(_hashed(words.numbers)), PARTICULARS),
        names=_least(_mixed(_hashed([*words.numbers, *words.names])), PARTICULARS),
        opening=opening,
        headline=_least(_mixed(_hashed([w for w in _Words.of(title or "").folded if w not in STOPWORDS])), HEADLINE),
    )


def are_copies(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two texts are one, with words changed, its end cut off, its parts turned round, or something put to it.

    Symmetric, but not transitive.  A text without a word is nobody's copy.
    """
    short, long = sorted((one, other), key=lambda i: (len(i.shingles), i.keys))
    words, of_both = _shared(short.shingles, long.shingles, SAMPLE)
    return bool(
        len(short.shingles)
        and words >= (SAME_WORDS if len(short.shingles) >= TINY else SAME_WORDS_OF_TINY)
        and _of_one_time(short, long)
        and _same_particulars(short, long, words) >= SAME_PARTICULARS
        and (of_both >= LIKE_LENGTH or np.isin(long.opening, short.shingles).mean() >= SAME_OPENING)
        and _same_headline(short, long)
    )


def are_strangers(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether what stood at one link at two times was two articles: nothing of the headline or of the text is left."""
    if not len(one.headline) or not len(other.headline) or len(np.intersect1d(one.headline, other.headline)):
        return False
    return _shared(one.shingles, other.shingles, SAMPLE)[0] < STRANGERS


def _of_one_time(short: Fingerprint, long: Fingerprint) -> bool:
    if len(short.shingles) >= BRIEF or short.day is None or long.day is None:
        return True
    return abs(short.day - long.day) <= DAYS


def _same_particulars(short: Fingerprint, long: Fingerprint, words: float) -> float:
    """How much of what two have in common is more than a form, 0…2; `words` is the share of shingles in common."""
    form, _ = _shared(short.forms, long.forms, SAMPLE)
    many = min(len(short.numbers), len(long.numbers)) >= NUMBERS
    numbers, _ = (
        _shared(short.numbers, long.numbers, PARTICULARS) if many else _shared(short.names, long.names, PARTICULARS)
    )
    return min(1.0, words / form if form else 1.0) + numbers


def _same_headline(short: Fingerprint, long: Fingerprint) -> bool:
    if len(short.shingles) >= SHORT or not len(short.headline) or not len(long.headline):
        return True
    return _shared(short.headline, long.headline, HEADLINE)[0] >= SAME_HEADLINE


def _shared(one: Hashes, other: Hashes, sample: int) -> tuple[float, float]:
    """What two have both, as a share of the fewer and as a share of all; where one has none, 1.

    Of samples of `sample` hashes, which are the least, only those below the greatest of both can be compared.
    """
    below = min((int(h[-1]) for h in (one, other) if len(h) == sample), default=1 << 32)
    one, other = one[one <= below], other[other <= below]
    fewer = min(len(one), len(other))
    both = len(np.intersect1d(one, other, assume_unique=True))
    return (both / fewer, both / (len(one) + len(other) - both)) if fewer else (1.0, 1.0)


@dataclass(slots=True)
class _Words:
    """The words of a text: folded; with numbers and names masked; the numbers; the names that begin no sentence."""

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
                # A name of two words is as much a name as one of three.
                if own.masked[-1:] != ["@"]:
                    own.masked.append("@")
            end = match.end()
        return own


def _running(printed: _Wide) -> _Wide:
    """A hash for each run of SHINGLE words; of fewer words, one for all of them."""
    size = min(SHINGLE, len(printed))
    if not size:
        return printed
    runs = np.lib.stride_tricks.sliding_window_view(printed, size)
    return _mixed((runs * _ODD[:size]).sum(axis=1))


def _keys(shingles: _Wide, opening: Hashes) -> Iterator[int]:
    """Numbers of which copies share some, and other texts seldom any; a text without a word has none."""
    if not len(shingles):
        return
    minima = np.min([_minima(shingles[n : n + _AT_ONCE]) for n in range(0, len(shingles), _AT_ONCE)], axis=0)
    banded = (minima.reshape(BANDS, ROWS) * _ODD[:ROWS]).sum(axis=1) + np.arange(BANDS, dtype=np.uint64)
    yield from _mixed(banded).view(np.int64).tolist()
    yield from opening[:OPENING_KEYS].tolist()


def _minima(shingles: _Wide) -> _Wide:
    """The least hash under each permutation, shape (BANDS * ROWS,): the MinHash of these shingles."""
    least: _Wide = (shingles * _FACTORS[:, None] + _TERMS[:, None]).min(axis=1)
    return least


def _hashed(printed: Sequence[str]) -> _Wide:
    return np.array([zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in printed], np.uint64)


def _least(hashes: _Wide, most: int) -> Hashes:
    return np.unique((hashes >> np.uint64(32)).astype(np.uint32))[:most]


def _mixed(hashes: _Wide) -> _Wide:
    """The finalizer of MurmurHash3: one to one on 64 bits."""
    for multiplier in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        hashes = (hashes ^ (hashes >> np.uint64(33))) * np.uint64(multiplier)
    return hashes ^ (hashes >> np.uint64(33))


_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
# Hashes permuted at once, so that a book takes no more memory than a page.
_AT_ONCE = 4096
# Permutations of 64 bits, written out by arithmetic and not drawn: no library promises that its random numbers stay.
_SEEDS = _mixed(np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * _ODD[0])
_FACTORS, _TERMS = _SEEDS[::2] | np.uint64(1), _SEEDS[1::2]
