"""What every Encoder promises: the fake and the packaged one."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.domain.ports import Encoder

TEXTS = [
    "Ukraine is absolutely critical.",
    "The river is rising.",
    "",
    "Сунце 🌞 שלום",
    "word " * 300,
    "The ambassador spoke about the river in Belgrade, and then about the bridge.",
]


def test_every_row_has_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        assert row @ encoder.encode([text])[0] >= 0.9999


def test_a_text_is_closer_to_a_similar_one_than_to_another(encoder: Encoder) -> None:
    river, rising, bridge = encoder.encode(["The river is rising", "The river is rising fast", "Close a bridge now"])
    assert river @ rising > river @ bridge + 0.1


def test_batches_give_each_text_once_with_its_vector(encoder: Encoder) -> None:
    texts = TEXTS * 7
    together = encoder.encode(texts)
    seen: list[int] = []
    for which, vectors in encoder.batches(texts):
        assert vectors.shape == (len(which), encoder.dimension)
        for i, vector in zip(which, vectors, strict=True):
            assert vector @ together[i] >= 0.9999
        seen += which
    assert sorted(seen) == list(range(len(texts)))
    assert list(encoder.batches([])) == []


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_the_fingerprint_does_not_change(encoder: Encoder) -> None:
    assert encoder.fingerprint
    assert encoder.fingerprint == encoder.fingerprint
