"""Answers go to the person interviewed only where the page is plainly an interview with one person."""

from __future__ import annotations

import pytest

from retrieval.domain.article import KnownBy
from tests.retrieval.reading import statements

OPENING = "By Jane Fox\n\nWe spoke to the potter Maria Lund about her new kiln.\n\n"
TURNS = (
    "Why did you leave the city?\n\nI wanted to hear the sea. My children never slept there.\n\n"
    "What do you miss most?\n\nOnly the bakery. It opened at five.\n\nI went there every day.\n\n"
    "Will you ever go back?\n\nI do not think that I could."
)


def answers(text: str) -> list[tuple[str, str]]:
    return [
        (s.content[0].cut(text), s.speakers[0].name)
        for s in statements(text)
        if s.speakers and s.speakers[0].how is KnownBy.TURN
    ]


def test_answers_go_to_the_person_of_the_opening() -> None:
    assert answers(OPENING + TURNS) == [
        ("I wanted to hear the sea. My children never slept there.", "Maria Lund"),
        ("Only the bakery. It opened at five.", "Maria Lund"),
        ("I went there every day.", "Maria Lund"),
        ("I do not think that I could.", "Maria Lund"),
    ]


def test_what_follows_the_last_answer_is_not_an_answer() -> None:
    text = OPENING + TURNS + "\n\nThe kiln opens in May."
    assert "The kiln opens in May." not in [words for words, _ in answers(text)]


@pytest.mark.parametrize(
    "opening",
    [
        "Everything about the new kiln.\n\n",
        "We spoke to the potter Maria Lund and her brother Karl Beck.\n\n",
        "The potter Maria Lund has built a new kiln.\n\n",
    ],
)
def test_without_one_person_interviewed_nobody_is_named(opening: str) -> None:
    assert answers(opening + TURNS) == []


def test_a_column_that_asks_is_no_interview() -> None:
    text = (
        "The minister Paul Orme was asked about the dam.\n\nWho will pay for it?\n\nNobody knows, and I have asked.\n\n"
        "Where is the plan?\n\nI have not seen one.\n\nWhen will it end?\n\nI would like to know."
    )
    assert answers(text) == []
