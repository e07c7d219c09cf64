"""Passages are exact slices of an article, of whole sentences, none longer than the target."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.chunking import TARGET_CHARS, passages
from retrieval.text.sentences import sentences
from tests.retrieval.texts import texts

targets = st.integers(min_value=1, max_value=200)


@given(texts, targets)
def test_every_passage_is_a_slice_and_together_they_cover_the_article(text: str, target: int) -> None:
    at = 0
    for passage in passages(text, target):
        assert not text[at : passage.start].strip()
        assert passage.cut(text) == text[passage.start : passage.end]
        assert passage.cut(text).strip()
        at = passage.end
    assert not text[at:].strip()


@given(texts, targets)
def test_no_passage_is_longer_than_the_target(text: str, target: int) -> None:
    assert all(len(p) <= target for p in passages(text, target))


@given(texts)
def test_passages_begin_and_end_with_sentences_if_no_sentence_is_too_long(text: str) -> None:
    whole = sentences(text)
    if all(len(s) <= TARGET_CHARS for s in whole):
        found = passages(text)
        assert {p.start for p in found} <= {s.start for s in whole}
        assert {p.end for p in found} <= {s.end for s in whole}


@given(texts, targets)
def test_no_passage_begins_or_ends_with_white_space(text: str, target: int) -> None:
    assert all(p.cut(text) == p.cut(text).strip() for p in passages(text, target))


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "word " * 500 + "end"
    assert all(set(p.cut(text).split()) <= {"word", "end"} for p in passages(text))


def test_short_paragraphs_are_joined_and_long_ones_are_not() -> None:
    short, long = "A line.", "This paragraph goes on. " * 15
    text = f"{short}\n{short}\n{long}\n{short}\n{long}"
    assert len(passages(f"{short}\n{short}\n{short}")) == 1
    assert [p.cut(text).count("\n") for p in passages(text)] == [2, 1]


def test_one_word_longer_than_the_target_is_cut_without_losing_a_letter() -> None:
    text = "x" * 1500
    assert "".join(p.cut(text) for p in passages(text)) == text


def test_a_gap_longer_than_the_target_is_left_out() -> None:
    text = "a" + " " * 3000 + "b"
    assert [p.cut(text) for p in passages(text)] == ["a", "b"]


def test_a_blank_text_has_no_passages() -> None:
    assert passages("") == passages(" \n ") == []
