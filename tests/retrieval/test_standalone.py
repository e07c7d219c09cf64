"""A sentence that needs another before it is known by its opening and its marks."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.standalone import LONGEST, stands_alone
from tests.retrieval.texts import texts


@pytest.mark.parametrize(
    "sentence",
    [
        "The dam broke on Thursday.",
        "“We had no warning,” said Mayor Tom Reyes.",
        '"We had no warning," said Mayor Tom Reyes.',
        "„We had no warning“, said Mayor Tom Reyes.",
        "«We had no warning», said Mayor Tom Reyes.",
        "Tom Reyes called it “the end”.",
        "Heavy rain fell on Sunday.",
        "Is the dam safe?",
    ],
)
def test_this_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He added that the dam was safe.",
        "But they left.",
        "“This is the end,” said Mayor Tom Reyes.",
        "Its wall is old.",
        "“We had no warning.”",
        "“We had no warning, said Mayor Tom Reyes.",
        'We will rebuild it," said Mayor Tom Reyes.',
        "Griffin Park",
        "",
        "The dam " + "of the valley " * 40 + "broke.",
    ],
)
def test_this_leans_on_another(sentence: str) -> None:
    assert not stands_alone(sentence)


@given(texts)
def test_any_text_is_looked_at(text: str) -> None:
    assert stands_alone(text) <= (len(text) <= LONGEST)
