"""Folding gives one key to all the ways a name is printed, and never moves an offset."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from retrieval.text.normalize import content_words, fold, fold_in_place, topic_words, word_spans, words
from tests.retrieval.texts import texts


@given(texts)
def test_folding_in_place_keeps_the_length(text: str) -> None:
    assert len(fold_in_place(text)) == len(text)


@given(texts)
def test_folding_in_place_twice_changes_nothing_more(text: str) -> None:
    once = fold_in_place(text)
    assert fold_in_place(once) == once


@given(texts)
def test_word_spans_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for word, span in word_spans(text):
        assert at <= span.start < span.end <= len(text)
        assert word == word.strip()
        at = span.end


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aleksandar Vučić", "aleksandar vucic"),
        ("Vučić", unicodedata.normalize("NFD", "Vučić")),
        ("VUČIĆ", "Vucic"),
        ("O’Brien", "o'brien"),
        ("Đoković", "djokovic".replace("dj", "d")),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        (" Ana \u00a0 Maric\n", "ana maric"),
        ("“Hill”", '"hill"'),
    ],
)
def test_variants_of_a_name_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hill", "Hall"), ("가각", "가"), ("Ana Maric", "AnaMaric"), ("שלום", "שלוה")]
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hill's car", ["hill", "car"]),
        ("the Hills’ car", ["the", "hills", "car"]),
        ("I don’t know", ["i", "don't", "know"]),
        ("re-export, 3.5%", ["re", "export", "3", "5"]),
        ("«Vučić»", ["vucic"]),
        ("Vuc\u030cic\u0301 spoke", ["vucic", "spoke"]),
        ("🌞", []),
    ],
)
def test_a_text_is_split_into_folded_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_decomposed_word_keeps_its_own_offsets() -> None:
    text = "a Vuc\u030cic\u0301."
    assert [span.cut(text) for _, span in word_spans(text)] == ["a", "Vuc\u030cic\u0301"]


@pytest.mark.parametrize(
    ("one", "many"),
    [("tram", "trams"), ("tax", "taxes"), ("house", "houses"), ("country", "countries"), ("bus", "buses"),
     ("church", "churches"), ("price", "prices"), ("election", "elections")],
)  # fmt: skip
def test_a_topic_is_the_same_in_the_plural(one: str, many: str) -> None:
    assert topic_words(many) == topic_words(one)


def test_words_that_only_look_like_plurals_are_others() -> None:
    others = ["new", "news", "plan", "plane", "his", "hi", "tram", "trap", "us", "u", "pas", "pass"]
    assert len({*topic_words(" ".join(others))}) == len(others)


def test_words_without_a_topic_are_left_out() -> None:
    assert content_words("What did he say about the war in 5 towns?") == ["war", "5", "towns"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the US", ["us"]),
        ("the us and the who", ["us", "who"]),
        ("US", ["us"]),
        ("They told us that the WHO’s chief left", ["told", "who", "chief", "left"]),
        ("U.S. ships, the U.S.’s and U.K", ["us", "ships", "us", "uk"]),
        ("WHO TOLD US IT", ["told"]),
        ("WHO IS THE US PRESIDENT", ["us", "president"]),
        ("she told us who it was", ["told"]),
        ("J.D. Vance at 5 p.m.", ["vance", "5"]),
    ],
)
def test_a_name_that_folds_to_a_stopword_carries_a_topic(text: str, expected: list[str]) -> None:
    assert content_words(text) == expected
