"""Each signal ranks passages made by hand as it should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from retrieval.models.history_tagger import ContextWords
from retrieval.ranking.fusion import (
    WEIGHTS,
    Evidence,
    fused_scores,
    query_words,
    quoted_phrases,
    replied_words,
    signals,
)


def evidence(n: int = 2, **given: Any) -> Evidence:
    """n passages without any evidence except what is `given`."""
    values: dict[str, Any] = {
        "cosines": np.zeros((n, 3), np.float32), "printed": [0.0] * n, "echoed": [0.0] * n, "titles": [None] * n,
    } | given  # fmt: skip
    return Evidence(**values)


def first(found: Evidence, question: str = "who?", history: Sequence[str] = ()) -> int:
    """Return which passage ranks first."""
    return int(np.argmax(fused_scores(signals(found, question, history))))


@pytest.mark.parametrize("column", [0, 1])
def test_a_passage_closer_to_the_question_ranks_first(column: int) -> None:
    cosines = np.zeros((2, 3), np.float32)
    cosines[1, column] = 0.5
    assert first(evidence(cosines=cosines)) == 1


def test_a_passage_that_prints_the_words_ranks_first() -> None:
    assert first(evidence(printed=[1.0, 8.0])) == 1


def test_a_passage_that_prints_the_last_reply_ranks_lower() -> None:
    assert first(evidence(echoed=[8.0, 1.0]), history=["a", "b"]) == 1


def test_a_passage_shown_before_ranks_lower_but_its_article_higher() -> None:
    cosines = np.array([[0, 0, 0, 1.0], [0, 0, 0, 0.2], [0, 0, 0, 0.2]], np.float32)
    table = signals(evidence(3, cosines=cosines, titles=["Bridge", "Bridge", "Ferry"]), "who?", ["a", "b"])
    scores = fused_scores(table)
    assert scores[1] > scores[2] > scores[0]


def test_a_title_mentioned_before_counts() -> None:
    titles = ["The ferry at night", "Bridges of Tamber"]
    assert first(evidence(titles=titles), "who built the bridge in Tamber?") == 1
    assert first(evidence(titles=titles), "and who paid?", ["the bridges of Tamber", "They stand."]) == 1


def test_without_a_conversation_its_signals_do_not_count() -> None:
    cosines = np.array([[0.3, 0.3, 0.0], [0.3, 0.3, 0.9]], np.float32)
    table = signals(evidence(cosines=cosines), "who?", [])
    assert (table[0] == table[1]).all()
    assert table.shape == (2, len(WEIGHTS))


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ('who said "I am not a fool"?', ["I am not a fool"]),
        ("who said “a tightrope” and 'the end'?", ["a tightrope", "the end"]),
        ("what is the people's party's plan?", []),
        ('who wrote ""?', []),
    ],
)
def test_words_in_quotation_marks_are_a_phrase(question: str, phrases: list[str]) -> None:
    assert quoted_phrases(question) == phrases


def test_replied_words_leave_out_the_words_of_the_question() -> None:
    history = [
        "who built the ferry?",
        "Dora Pell built ferries.",
        "and the bridge?",
        "Pell drew the bridge on a train.",
    ]
    assert {*replied_words("who paid for bridges?", history)} == {"pell", "drew", "train"}
    assert replied_words("who?", []) == {}


def test_a_context_word_counts_less_than_a_word_of_the_question() -> None:
    wanted = query_words("who paid?", ContextWords((("bridge", 0.9), ("paid", 0.9))))
    assert wanted["paid"] == 1.0
    assert 0 < wanted["bridge"] < 0.5
