"""A question and the texts read with it are laid out for a network."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.models.history_tagger import history_parts
from retrieval.models.pair_input import (
    ALONE,
    COMMON,
    FRAME,
    MAX_PAIR_PIECES,
    MAX_QUESTION_PIECES,
    QUESTION,
    SHARED,
    TEXT,
    Part,
    pair,
    words_of,
)
from retrieval.models.word_pieces import Tokenizer, word_pieces


@functools.cache
def _pieces() -> Tokenizer:
    return word_pieces()


@pytest.fixture
def tokenizer() -> Tokenizer:
    return _pieces()


def test_each_piece_has_its_part_its_place_and_whether_its_word_is_on_the_other_side(tokenizer: Tokenizer) -> None:
    text = "The election in Serbia was held on Sunday."
    own = pair("who won the Serbian elections?", [Part("Vučić", FRAME), Part(text, TEXT, age=2)], tokenizer)
    assert set(own.features[own.part == 0, 0]) == {QUESTION}
    assert set(own.features[own.part == 2, 0]) == {TEXT}
    assert set(own.features[own.part == 2, 2]) == {2}
    words = dict(words_of(own, 2, text))
    for word, expected in (("election", SHARED), ("serbia", SHARED), ("the", COMMON), ("sunday", ALONE)):
        assert {int(p) for p in own.features[words[word], 1]} == {expected}
    [first, *_] = words["serbia"]
    assert text[slice(*own.spans[first])] == "Serbia"


@settings(deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=2000), max_size=6))
def test_any_texts_fit_the_encoder(question: str, texts: list[str]) -> None:
    own = pair(question, [Part(t, TEXT, n) for n, t in enumerate(texts)], _pieces())
    assert len(own) <= MAX_PAIR_PIECES
    assert (own.part == 0).sum() <= MAX_QUESTION_PIECES
    assert own.ids.shape == (len(own),)
    assert np.all(own.spans[:, 0] <= own.spans[:, 1])
    for n, text in enumerate(texts, 1):
        assert all(0 <= i < len(own) for _, at in words_of(own, n, text) for i in at)


def test_the_latest_turn_comes_first_and_the_first_question_is_kept() -> None:
    history = [f"{who} {n}" for n in range(10) for who in ("question", "reply")]
    parts = history_parts(history)
    assert [p.text for p in parts[:2]] == ["question 9", "reply 9"]
    assert [p.age for p in parts[:2]] == [1, 1]
    assert parts[-2].text == "question 0"
    assert history_parts(["alone"]) == [Part("alone", TEXT, 1)]
    assert history_parts([]) == []
