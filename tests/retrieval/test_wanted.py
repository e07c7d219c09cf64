"""A sentence is known to hold a time, a number, somebody, a place or a reason; and to hold none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import Wanted
from retrieval.wanted import holds
from tests.retrieval.texts import texts


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The dam broke on Thursday night.", Wanted.TIME),
        ("It was built in 1912.", Wanted.TIME),
        ("It fell two days after the rain.", Wanted.TIME),
        ("The talks began at 9:30 a.m.", Wanted.TIME),
        ("They will meet again next week.", Wanted.TIME),
        ("In May 2020 it was closed.", Wanted.TIME),
        ("At least 14 people died.", Wanted.NUMBER),
        ("Dozens of houses were destroyed.", Wanted.NUMBER),
        ("It has nine villages.", Wanted.NUMBER),
        ("The talks were led by Mara Lindqvist.", Wanted.PERSON),
        ("Ambassador Christopher Hill left early.", Wanted.PERSON),
        ("The water reached Lower Orlen.", Wanted.PLACE),
        ("They met in Belgrade.", Wanted.PLACE),
        ("It was closed because of rust.", Wanted.REASON),
        ("The flood was caused by rain.", Wanted.REASON),
        ("The bridge was shut after an inspection.", Wanted.REASON),
        ("The dam broke.", Wanted.EVENT),
        ("Parliament opened an inquiry.", Wanted.EVENT),
    ],
)
def test_it_holds_this(sentence: str, wanted: Wanted) -> None:
    assert holds(sentence, wanted)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The dam may break.", Wanted.TIME),
        ("He marched on.", Wanted.TIME),
        ("The wall is one of stone.", Wanted.TIME),
        ("The water is rising.", Wanted.NUMBER),
        ("The water is rising.", Wanted.PERSON),
        ("On Monday it rained.", Wanted.PERSON),
        ("They will meet in March.", Wanted.PLACE),
        ("the water is rising", Wanted.PLACE),
        ("The water is rising.", Wanted.REASON),
        ("A dam is a wall.", Wanted.EVENT),
    ],
)
def test_it_does_not_hold_that(sentence: str, wanted: Wanted) -> None:
    assert not holds(sentence, wanted)


@given(texts, st.sampled_from(Wanted))
def test_any_text_is_looked_at(text: str, wanted: Wanted) -> None:
    assert holds(text, wanted) in {True, False}
