"""A text is encoded once while it is cached, and the cache returns what the encoder returned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.domain.ports import Vectors
from retrieval.index.vector_cache import VectorCache
from tests.contracts.encoders import FakeEncoder


class Counted(FakeEncoder):
    """Keeps the texts that it was asked to encode, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode(texts)


def test_each_text_is_encoded_once_and_its_vector_is_in_its_place() -> None:
    encoder = Counted()
    cache = VectorCache(encoder)
    first, again = cache(["river", "bridge", "river"]), cache(["bridge", "rain", "river"])
    assert encoder.asked == ["river", "bridge", "rain"]
    plain = FakeEncoder().encode(["river", "bridge", "rain"])
    assert first == pytest.approx(plain[[0, 1, 0]])
    assert again == pytest.approx(plain[[1, 2, 0]])


def test_the_text_used_longest_ago_is_dropped_first() -> None:
    encoder = Counted()
    cache = VectorCache(encoder, size=2)
    for text in ("river", "bridge", "river", "rain", "river", "bridge"):
        cache([text])
    assert encoder.asked == ["river", "bridge", "rain", "bridge"]


def test_more_texts_than_fit_the_cache_all_get_their_vectors() -> None:
    texts = [f"text {n}" for n in range(20)]
    assert VectorCache(FakeEncoder(), size=3)(texts) == pytest.approx(FakeEncoder().encode(texts))


def test_no_texts_give_no_vectors() -> None:
    encoder = Counted()
    assert VectorCache(encoder)([]).shape == (0, encoder.dimension)
    assert encoder.asked == []


def test_changing_a_returned_vector_does_not_change_the_cache() -> None:
    cache = VectorCache(FakeEncoder())
    cache(["river"])[:] = 0
    assert np.linalg.norm(cache(["river"])[0]) == pytest.approx(1)
