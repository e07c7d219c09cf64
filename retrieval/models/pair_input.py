"""Read a question together with a text, piece by piece: how both are laid out for a network that looks at the pair.

The networks differ in what they were fitted on: the passage reader (does this passage answer, and where?) and the
history tagger (which earlier words does this question lean on?).
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
# The parts of a pair: the question; what frames the text (a passage's title, what the bot replied); the text itself.
QUESTION, FRAME, TEXT = range(3)
# Whether a piece's word stands on the other side too: not, as a word of no topic, as one that carries meaning.
ALONE, COMMON, SHARED = range(3)
# How many turns ago something was said; the last number stands for all before.
AGES = 8
FEATURES = (3, 3, AGES)
# Letters from which two words are taken for one stem: "elected", "election".
STEM = 5
# Pieces of a question, and of a pair in all: the encoder reads no more than 512.
MAX_QUESTION_PIECES = 64
MAX_PAIR_PIECES = 384


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a pair: a passage, its title, or one thing said before."""

    text: str
    role: int
    age: int = 0


@dataclass(frozen=True)
class Pair:
    """A question and what is read with it, as word pieces.

    `ids` (n,), `features` (n, 3) as counted by FEATURES; `part` (n,) is the number of the part that a piece is of, the
    question being 0 and [CLS] and [SEP] -1; `spans` (n, 2) are the pieces' code points within their part.
    """

    ids: Ints
    features: Ints
    part: Ints
    spans: Ints

    def __len__(self) -> int:
        return len(self.ids)


def stem(word: str) -> str:
    """What two words are compared by: the same for "Russia" and "Russian"."""
    return word[:STEM]


def pair(question: str, parts: Sequence[Part], tokenizer: Tokenizer) -> Pair:
    """Lay out a question with `parts`, as many of their pieces as there is room for."""
    sides = [Part(question, QUESTION), *parts]
    asked, told = _stems(question), {s for p in parts for s in _stems(p.text)}
    rows: list[tuple[int, int, int, int, int, int, int]] = [(CLS, QUESTION, ALONE, 0, -1, 0, 0)]
    for number, one in enumerate(sides):
        room = min(MAX_QUESTION_PIECES, MAX_PAIR_PIECES) if number == 0 else MAX_PAIR_PIECES - len(rows) - 1
        if room <= 0:
            break
        ids, spans = tokenizer(one.text)
        there = _presence(one.text, told if number == 0 else asked)
        age = min(one.age, AGES - 1)
        rows += [
            (piece, one.role, there[a], age, number, a, b)
            for piece, (a, b) in zip(ids[:room], spans[:room], strict=True)
        ]
        rows.append((SEP, one.role, ALONE, age, -1, 0, 0))
    table = np.array(rows, np.int64)
    return Pair(table[:, 0], table[:, 1:4], table[:, 4], table[:, 5:7])


def _stems(text: str) -> set[str]:
    return {stem(word) for word, _ in word_spans(text)}


def _presence(text: str, other: set[str]) -> list[int]:
    """For each character whether its word stands on the other side."""
    there = [ALONE] * len(text)
    for word, span in word_spans(text):
        if stem(word) in other:
            there[span.start : span.end] = [COMMON if word in STOPWORDS else SHARED] * len(span)
    return there


def words_of(pair: Pair, number: int, text: str) -> list[tuple[str, list[int]]]:
    """The folded words of part `number`, whose text is `text`, each with the pieces that it was cut into."""
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
