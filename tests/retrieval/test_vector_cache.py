"""A text is encoded once while it is remembered, and what is remembered is what the encoder gave."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.domain.ports import Vectors
from retrieval.index.vector_cache import VectorCache
from tests.contracts.encoders import FakeEncoder


class Counted(FakeEncoder):
    """What it was asked to encode, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode(texts)


def test_each_text_is_encoded_once_and_stands_in_its_place() -> None:
    encoder = Counted()
    memory = VectorCache(encoder)
    first, again = memory(["river", "bridge", "river"]), memory(["bridge", "rain", "river"])
    assert encoder.asked == ["river", "bridge", "rain"]
    plain = FakeEncoder().encode(["river", "bridge", "rain"])
    assert first == pytest.approx(plain[[0, 1, 0]])
    assert again == pytest.approx(plain[[1, 2, 0]])


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    encoder = Counted()
    memory = VectorCache(encoder, most=2)
    for text in ("river", "bridge", "river", "rain", "river", "bridge"):
        memory([text])
    assert encoder.asked == ["river", "bridge", "rain", "bridge"]


def test_more_texts_at_once_than_are_remembered_all_have_their_vectors() -> None:
    texts = [f"text {n}" for n in range(20)]
    assert VectorCache(FakeEncoder(), most=3)(texts) == pytest.approx(FakeEncoder().encode(texts))


def test_no_texts_have_no_vectors() -> None:
    encoder = Counted()
    assert VectorCache(encoder)([]).shape == (0, encoder.dimension)
    assert encoder.asked == []


def test_a_caller_that_changes_its_vectors_changes_nothing_remembered() -> None:
    memory = VectorCache(FakeEncoder())
    memory(["river"])[:] = 0
    assert np.linalg.norm(memory(["river"])[0]) == pytest.approx(1)
