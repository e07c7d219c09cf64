"""Lay out a question and a text as word pieces, for a network that reads the pair.

Two networks do, fitted on different data: the passage reader (does this passage answer, and where?) and the history
tagger (which earlier words does this question depend on?).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from retrieval.models.word_pieces import Tokenizer
from retrieval.text.normalize import STOPWORDS, word_spans

Ints = NDArray[np.int64]

CLS, SEP = 101, 102
# The roles of parts: the question; what frames the text (a passage's title, a reply of the bot); the text itself.
QUESTION, FRAME, TEXT = range(3)
# Whether a piece's word is on the other side too: no; yes, as a stopword; yes, as a content word.
ALONE, COMMON, SHARED = range(3)
# How many turns ago something was said; the last value stands for all earlier turns.
AGE_COUNT = 8
FEATURES = (3, 3, AGE_COUNT)
# Two words that agree in this many first letters count as one stem: "elected", "election".
STEM_LETTERS = 5
# Pieces of a question, and of a whole pair; the encoder reads at most 512.
MAX_QUESTION_PIECES = 64
MAX_PAIR_PIECES = 384


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pair: the question, a passage, its title, or something said before."""

    text: str
    role: int
    age: int = 0


@dataclass(frozen=True)
class Pair:
    """A question and the parts read with it, as n word pieces.

    `ids` (n,); `features` (n, 3), with as many values as FEATURES says; `part` (n,) is the number of each piece's part,
    0 for the question and -1 for [CLS] and [SEP]; `spans` (n, 2) are the pieces' code points within their part.
    """

    ids: Ints
    features: Ints
    part: Ints
    spans: Ints

    def __len__(self) -> int:
        return len(self.ids)


def stem(word: str) -> str:
    """Return the key by which two words are compared: the same for "Russia" and "Russian"."""
    return word[:STEM_LETTERS]


def pair(question: str, parts: Sequence[Part], tokenizer: Tokenizer) -> Pair:
    """Lay out a question with as many pieces of `parts` as fit."""
    sides = [Part(question, QUESTION), *parts]
    question_stems, other_stems = _stems(question), {s for p in parts for s in _stems(p.text)}
    rows: list[tuple[int, int, int, int, int, int, int]] = [(CLS, QUESTION, ALONE, 0, -1, 0, 0)]
    for number, one in enumerate(sides):
        room = min(MAX_QUESTION_PIECES, MAX_PAIR_PIECES) if number == 0 else MAX_PAIR_PIECES - len(rows) - 1
        if room <= 0:
            break
        ids, spans = tokenizer(one.text)
        presence = _presence(one.text, other_stems if number == 0 else question_stems)
        age = min(one.age, AGE_COUNT - 1)
        rows += [
            (piece, one.role, presence[a], age, number, a, b)
            for piece, (a, b) in zip(ids[:room], spans[:room], strict=True)
        ]
        rows.append((SEP, one.role, ALONE, age, -1, 0, 0))
    table = np.array(rows, np.int64)
    return Pair(table[:, 0], table[:, 1:4], table[:, 4], table[:, 5:7])


def _stems(text: str) -> set[str]:
    return {stem(word) for word, _ in word_spans(text)}


def _presence(text: str, other: set[str]) -> list[int]:
    """Return for each character whether its word is on the other side."""
    presence = [ALONE] * len(text)
    for word, span in word_spans(text):
        if stem(word) in other:
            presence[span.start : span.end] = [COMMON if word in STOPWORDS else SHARED] * len(span)
    return presence


def words_of(pair: Pair, number: int, text: str) -> list[tuple[str, list[int]]]:
    """Return the folded words of part `number`, whose text is `text`, each with the pieces it was split into."""
    at = np.flatnonzero(pair.part == number)
    ordered = word_spans(text)
    of_piece = []
    n = 0
    for i in at:
        start = int(pair.spans[i, 0])
        while n < len(ordered) and ordered[n][1].end <= start:
            n += 1
        of_piece.append((n if n < len(ordered) and ordered[n][1].start <= start else -1, int(i)))
    return [(ordered[n][0], [i for _, i in group]) for n, group in groupby(of_piece, lambda one: one[0]) if n >= 0]
