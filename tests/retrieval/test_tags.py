"""The likeliest legal sequence of tags, against all sequences."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from retrieval.quotes.tagging.tags import BEGIN, END, IN, OUT, SINGLE, best_tags, spans_of

LEGAL_PAIRS = {
    (OUT, OUT), (OUT, BEGIN), (OUT, SINGLE), (BEGIN, IN), (BEGIN, END), (IN, IN), (IN, END),
    (END, OUT), (END, BEGIN), (END, SINGLE), (SINGLE, OUT), (SINGLE, BEGIN), (SINGLE, SINGLE),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_no_legal_sequence_is_likelier(seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.normal(size=(5, 5)).astype(np.float32)
    moves = chance.normal(size=(5, 5)).astype(np.float32)

    def score(row: tuple[int, ...]) -> float:
        return float(sum(scores[i, t] for i, t in enumerate(row)) + sum(moves[a, b] for a, b in pairwise(row)))

    rows = [
        row
        for row in product(range(5), repeat=5)
        if row[0] in (OUT, BEGIN, SINGLE) and row[-1] in (OUT, END, SINGLE)
        if all(pair in LEGAL_PAIRS for pair in pairwise(row))
    ]
    assert tuple(best_tags(scores, moves)) == max(rows, key=score)


def test_tags_are_turned_into_spans() -> None:
    assert spans_of([OUT, BEGIN, IN, END, SINGLE, OUT, BEGIN, END]) == [(1, 4), (4, 5), (6, 8)]
    assert best_tags(np.zeros((0, 5), np.float32), np.zeros((5, 5), np.float32)) == []
