"""Does a question ask for somebody's words?  Judged over the whole question, not by a form."""

from __future__ import annotations

import pytest

from retrieval.models.packaged_minilm import FINGERPRINT
from retrieval.questions import read_question
from retrieval.questions.words_wanted import words_wanted
from tests.contracts.encoders import packaged_encoder


def odds(question: str) -> float:
    (vector,) = packaged_encoder().encode([question])
    return words_wanted(read_question(question), vector, FINGERPRINT)


@pytest.mark.parametrize(
    "question",
    [
        "maric slams pennefather quote",
        "what is maric's view on the pier",
        "the mayors reaction to the flood",
        "pennefather rain comments",
        "what did the pier manager say about it",
        "maric on the ferries",
    ],
)
def test_these_ask_for_words(question: str) -> None:
    assert odds(question) > 0


@pytest.mark.parametrize(
    "question",
    [
        "how old is maric",
        "when does the pier open again",
        "how many boats were lost",
        "where was pennefather born",
        "what caused the flood",
        "who won the cup final",
    ],
)
def test_these_ask_for_facts(question: str) -> None:
    assert odds(question) < 0


def test_another_encoder_is_judged_by_words_alone() -> None:
    import numpy as np

    other = np.zeros(7, np.float32)
    said, fact = "what did maric say about the pier?", "how many boats were lost?"
    assert words_wanted(read_question(said), other, "other") > words_wanted(read_question(fact), other, "other")
    # As many dimensions as the packaged encoder's say nothing about whose they are.
    turned = np.full(384, 0.05, np.float32)
    assert words_wanted(read_question(said), turned, "other") == words_wanted(read_question(said), other, "other")
