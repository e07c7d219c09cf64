"""Whether passages answer, how sure that is, and which sentences are shown for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.ranking.confidence import (
    ANSWER_THRESHOLD,
    answering_sentences,
    confidence,
    name_bonus,
    passage_similarity,
    sentence_probability,
)

FINITE = st.floats(min_value=-40, max_value=40)


def passage(text: str, title: str | None = None) -> Excerpt:
    article = Article(id="a", revision=1, text=text, added=datetime(2026, 3, 1, tzinfo=UTC), title=title)
    return Excerpt(article=article, span=Span(0, len(text)))


def test_far_passages_that_read_as_no_answer_are_refused_and_near_ones_that_read_as_one_are_not() -> None:
    assert confidence(0.2, -8.0) < 0.05
    assert confidence(0.3, 0.0) < ANSWER_THRESHOLD
    assert confidence(0.8, 6.0) > 0.95


@given(st.floats(-1, 1), st.floats(-1, 1), FINITE, FINITE)
def test_it_is_a_chance_and_grows_with_nearness_and_with_what_is_read(
    near: float, nearer: float, read: float, more: float
) -> None:
    assert 0 <= confidence(near, read) <= 1
    assert confidence(min(near, nearer), read) <= confidence(max(near, nearer), read)
    assert confidence(near, min(read, more)) <= confidence(near, max(read, more))


def test_one_near_sentence_brings_a_mixed_passage_nearer() -> None:
    assert passage_similarity(0.4, [0.1, 0.8]) > passage_similarity(0.4, [0.3, 0.3])
    assert passage_similarity(0.4, []) == pytest.approx(0.4)


def test_a_name_in_the_question_must_be_printed_there_or_in_the_title() -> None:
    question = "what happened to Ana Maric"
    assert name_bonus(question, passage("It rained on us all.")) < 0
    assert name_bonus(question, passage("Ana Maric came.")) > 0
    assert name_bonus(question, passage("She came.", title="Marić’s day")) > 0
    assert name_bonus("what became of flight 417?", passage("Flight 417 landed.")) > 0
    assert name_bonus("what became of flight 417?", passage("Flight 31 landed.")) < 0
    assert name_bonus("what happened to the bridge", passage("It rained on us all.")) == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_the_likeliest_sentence_is_always_told_and_all_in_reading_order(odds: list[float]) -> None:
    text = "The river rose. " * len(odds)
    spans = [Span(i * 16, i * 16 + 15) for i in range(len(odds))]
    told = answering_sentences(spans, odds, text)
    assert list(told) == sorted(told)
    assert max(odds) == pytest.approx(max(odds[spans.index(s)] for s in told))


def test_sentences_are_told_that_are_likely_and_left_out_where_they_are_not() -> None:
    text = "The river rose. The bridge was shut. Nobody minded."
    spans = [Span(0, 15), Span(16, 36), Span(37, 51)]
    assert answering_sentences(spans, [0.9, 0.8, 0.1], text) == (spans[0], spans[1])
    assert answering_sentences(spans, [0.1, 0.2, 0.0], text) == (spans[1],)


def test_no_more_words_are_told_than_people_would_mark() -> None:
    text = "word " * 200
    spans = [Span(n * 200, n * 200 + 199) for n in range(5)]
    assert len(answering_sentences(spans, [0.9] * 5, text)) == 2


def test_a_sentence_tells_the_likelier_the_nearer_it_is_and_where_an_answer_begins_and_ends() -> None:
    assert (
        sentence_probability(0.8, 5.0, 5.0)
        > sentence_probability(0.8, -5.0, -5.0)
        > sentence_probability(0.1, -5.0, -5.0)
    )
    assert sentence_probability(0.5, -1e9, -1e9) > 0
