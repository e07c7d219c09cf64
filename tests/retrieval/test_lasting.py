"""Which questions can be followed."""

from __future__ import annotations

import pytest

from retrieval.questions.lasting import MAX_CHARS, asks, lasting_question


@pytest.mark.parametrize(
    "text",
    ["how many people died in the flood?", "why did the bridge in Verin fall", "what did Hill say about gas prices?",
     "who spoke about the inquiry in Verin?"],
)  # fmt: skip
def test_a_question_that_one_passage_can_answer_lasts(text: str) -> None:
    assert asks(text)
    assert lasting_question(text) is not None


@pytest.mark.parametrize(
    "text", ["what did Hill say?", "what's new on Kosovo?", "brief me on the dam", "who won?", "?", "how " * MAX_CHARS]
)
def test_other_questions_do_not(text: str) -> None:
    assert lasting_question(text) is None


@pytest.mark.parametrize("name", ["Kosovo", "The Who", "Christopher Hill", "Hill, Vucic and Kosovo", "Will Smith"])
def test_a_name_asks_nothing(name: str) -> None:
    assert not asks(name)
