"""Which sentences are shown, and how sure an answer is."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.models.history_tagger import ContextWords
from retrieval.ranking.candidates import RetrievedPassages
from retrieval.ranking.confidence import (
    HEDGED_FROM,
    MAX_EXCERPT_CHARS,
    SURE_FROM,
    Degree,
    confidence_of,
    degree,
    excerpts_of,
)
from retrieval.ranking.rank_sentences import RankedSentences
from retrieval.ranking.scoring.log_odds import probability
from retrieval.ranking.scoring.sentence_scoring import ScoredSentence, ScoredSentences
from retrieval.text.sentences import sentences

RIVER = "The river rose. The bridge was shut. Nobody minded."
FERRY = "The ferry sank. All were saved."


def ranked(texts: list[str], scores: list[list[float]]) -> RankedSentences:
    """Return passages, each a whole article, with the given scores of their sentences."""
    articles = [
        Article(id=str(n), revision=1, text=text, added=datetime(2026, 3, 1, tzinfo=UTC))
        for n, text in enumerate(texts)
    ]
    passages = tuple(Excerpt(article=a, span=Span(0, len(a.text))) for a in articles)
    found = tuple(
        ScoredSentence(article, span, n, score)
        for n, (article, own) in enumerate(zip(articles, scores, strict=True))
        for span, score in zip(sentences(article.text), own, strict=True)
    )
    nothing = np.zeros((1, 1), np.float32)
    retrieved = RetrievedPassages("", nothing, ContextWords(), passages, [0.5] * len(passages), np.zeros((1, 8)))
    return RankedSentences(retrieved, passages, ScoredSentences(found))


def test_each_passage_shows_its_best_sentence_the_best_passage_first() -> None:
    shown = excerpts_of(ranked([RIVER, FERRY], [[-5.0, 1.0, -5.0], [-2.0, 2.0]]), 3)
    assert [e.text for e in shown] == ["All were saved.", "The bridge was shut."]
    assert shown[0].score > shown[1].score


def test_neighbours_that_are_hardly_worse_are_shown_with_it_and_the_best_is_in_focus() -> None:
    (shown,) = excerpts_of(ranked([RIVER], [[0.5, 1.0, -5.0]]), 3)
    assert shown.text == "The river rose. The bridge was shut."
    assert [f.cut(RIVER) for f in shown.focus] == ["The bridge was shut."]


def test_an_excerpt_of_several_sentences_stays_short() -> None:
    text = " ".join(f"Sentence {n} says what happened on that day in the harbour of the town." for n in range(20))
    (shown,) = excerpts_of(ranked([text], [[1.0] * 20]), 3)
    assert len(shown.text) <= MAX_EXCERPT_CHARS
    long = "A single sentence " + "goes on and on " * 60 + "until it ends."
    (shown,) = excerpts_of(ranked([long], [[1.0]]), 3)
    assert shown.text == long


def test_no_more_passages_are_shown_than_asked_for() -> None:
    assert len(excerpts_of(ranked([RIVER, FERRY], [[1.0] * 3, [1.0] * 2]), 1)) == 1


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (0.0, Degree.NONE), (HEDGED_FROM - 0.01, Degree.NONE), (HEDGED_FROM, Degree.HEDGED),
        (SURE_FROM - 0.01, Degree.HEDGED), (SURE_FROM, Degree.SURE), (1.0, Degree.SURE),
    ],
)  # fmt: skip
def test_there_are_three_degrees(confidence: float, expected: Degree) -> None:
    assert degree(confidence) is expected


def test_nothing_read_is_no_answer() -> None:
    assert confidence_of(ranked([], [])) == 0.0


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_probability_is_one_for_log_odds_of_any_size_and_grows_with_them(one: float, other: float) -> None:
    assert 0 <= probability(one) <= 1
    assert probability(min(one, other)) <= probability(max(one, other))
