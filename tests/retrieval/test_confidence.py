"""Whether passages answer, with what confidence, and which sentences are marked."""

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


def test_far_passages_that_do_not_read_as_an_answer_are_refused_and_near_ones_that_do_are_not() -> None:
    assert confidence(0.2, -8.0) < 0.05
    assert confidence(0.3, 0.0) < ANSWER_THRESHOLD
    assert confidence(0.8, 6.0) > 0.95


@given(st.floats(-1, 1), st.floats(-1, 1), FINITE, FINITE)
def test_confidence_is_a_probability_and_grows_with_similarity_and_reader_log_odds(
    similarity: float, more_similarity: float, log_odds: float, more_log_odds: float
) -> None:
    assert 0 <= confidence(similarity, log_odds) <= 1
    assert confidence(min(similarity, more_similarity), log_odds) <= confidence(
        max(similarity, more_similarity), log_odds
    )
    assert confidence(similarity, min(log_odds, more_log_odds)) <= confidence(similarity, max(log_odds, more_log_odds))


def test_one_close_sentence_makes_a_mixed_passage_more_similar() -> None:
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
def test_the_likeliest_sentence_is_always_marked_and_all_in_reading_order(probabilities: list[float]) -> None:
    text = "The river rose. " * len(probabilities)
    spans = [Span(i * 16, i * 16 + 15) for i in range(len(probabilities))]
    marked = answering_sentences(spans, probabilities, text)
    assert list(marked) == sorted(marked)
    assert max(probabilities) == pytest.approx(max(probabilities[spans.index(s)] for s in marked))


def test_likely_sentences_are_marked_and_unlikely_ones_are_not() -> None:
    text = "The river rose. The bridge was shut. Nobody minded."
    spans = [Span(0, 15), Span(16, 36), Span(37, 51)]
    assert answering_sentences(spans, [0.9, 0.8, 0.1], text) == (spans[0], spans[1])
    assert answering_sentences(spans, [0.1, 0.2, 0.0], text) == (spans[1],)


def test_no_more_words_are_marked_than_people_would_mark() -> None:
    text = "word " * 200
    spans = [Span(n * 200, n * 200 + 199) for n in range(5)]
    assert len(answering_sentences(spans, [0.9] * 5, text)) == 2


def test_sentence_probability_grows_with_the_cosine_and_with_the_readers_log_odds() -> None:
    assert (
        sentence_probability(0.8, 5.0, 5.0)
        > sentence_probability(0.8, -5.0, -5.0)
        > sentence_probability(0.1, -5.0, -5.0)
    )
    assert sentence_probability(0.5, -1e9, -1e9) > 0
