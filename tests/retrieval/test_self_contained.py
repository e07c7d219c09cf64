"""A sentence that needs the ones before it is recognised by its opening, its pronouns and its quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.text.self_contained import MAX_SENTENCE_CHARS, named_in, stands_alone
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
        "Zoran Zoric praised his brother.",
        "“I asked him,” said Mayor Tom Reyes.",
        "‘I didn’t ask him,’ said Mayor Tom Reyes.",
        "The dam broke because its wall was old and they had not watched it.",
    ],
)
def test_a_self_contained_sentence_stands_alone(sentence: str) -> None:
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
        'Asked who took the bribe for the school, he said: "I did."',
        "On Monday she left.",
        "Asked by Zoran Zoric, he also told a court all of it.",
        "“I did,” he said of Zoran Zoric.",
        "“We did,” said they of the Orlen dam.",
        "In his speech on Monday, Zoran Zoric denied it.",
        "",
        "The dam " + "of the valley " * 40 + "broke.",
    ],
)
def test_a_sentence_that_needs_another_does_not_stand_alone(sentence: str) -> None:
    assert not stands_alone(sentence)


def test_the_names_of_the_text_decide_whether_a_first_word_is_a_name() -> None:
    sentence = "Zoric praised his brother."
    assert not stands_alone(sentence)
    assert stands_alone(sentence, named_in(f"Inspector Zoran Zoric came. {sentence}"))
    assert not stands_alone("Asked, he wept.", named_in("Zoran Zoric was asked. Asked, he wept."))


@given(texts)
def test_any_text_can_be_judged(text: str) -> None:
    assert stands_alone(text) <= (len(text) <= MAX_SENTENCE_CHARS)
