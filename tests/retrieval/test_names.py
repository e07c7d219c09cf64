"""Names are found in a text, each with the longest form that the text has for it."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.text.person_names import last_part, mentions
from tests.retrieval.texts import texts


@given(texts)
def test_every_mention_is_a_slice_and_none_overlap(text: str) -> None:
    at = 0
    for mention in mentions(text):
        assert at <= mention.span.start
        assert mention.span.cut(text).strip()
        assert mention.name in text
        assert last_part(mention.name) == last_part(mention.span.cut(text))
        at = mention.span.end


def named(text: str) -> list[tuple[str, str]]:
    return [(m.span.cut(text), m.name) for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Maric came.", [("Ana Maric", "Ana Maric")]),
        ("We met President Ana Maric there.", [("Ana Maric", "Ana Maric")]),
        ("We met Mr. Reed there.", [("Reed", "Reed")]),
        ("Ana Maric came. Then Maric left.", [("Ana Maric", "Ana Maric"), ("Maric", "Ana Maric")]),
        ("Later Maric came. It was Ana Maric.", [("Maric", "Ana Maric"), ("Ana Maric", "Ana Maric")]),
        ("US Ambassador to Serbia Christopher Hill came.", [("Christopher Hill", "Christopher Hill")]),
        ("He met Sen. Ana Maric there.", [("Ana Maric", "Ana Maric")]),
        ("They saw that Ana Maric Says Hill Left.", [("Ana Maric", "Ana Maric"), ("Hill Left", "Hill Left")]),
        ("It is in Everything Maric Says.", [("Maric", "Maric")]),
        ("We met George Will there.", [("George Will", "George Will")]),
        (
            "He left the Bank of England. It lies in England.",
            [("Bank of England", "Bank of England"), ("England", "England")],
        ),
        (
            "He is at the Center for Strategic and International Studies.",
            [("Center for Strategic and International Studies", "Center for Strategic and International Studies")],
        ),
        (
            "It is at the Ministry of Foreign Affairs and at the Department of the Interior.",
            [
                ("Ministry of Foreign Affairs", "Ministry of Foreign Affairs"),
                ("Department of the Interior", "Department of the Interior"),
            ],
        ),
        ("We met Dr. Martin Luther King Jr. there.", [("Martin Luther King Jr", "Martin Luther King Jr")]),
        ("The House of Ana Maric fell.", [("House of Ana Maric", "House of Ana Maric")]),
        ("It is Ana Maric’s house.", [("Ana Maric", "Ana Maric")]),
        ("We met Ursula von der Leyen there.", [("Ursula von der Leyen", "Ursula von der Leyen")]),
        ("We met Ludwig van Beethoven there.", [("Ludwig van Beethoven", "Ludwig van Beethoven")]),
        ("Aleksandar Vučić came.", [("Aleksandar Vučić", "Aleksandar Vučić")]),
        ("We met Vuc\u030cic\u0301 there.", [("Vuc\u030cic\u0301", "Vuc\u030cic\u0301")]),
        ("Rivers rose on Monday in June.", []),
        ("However, rivers rose.", []),
    ],
)
def test_these_names_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_word_that_opens_a_sentence_is_a_name_only_if_printed_inside_one_too() -> None:
    assert named("Rivers rose. Belgrade slept.") == []
    assert [n for _, n in named("Belgrade slept. All of Belgrade.")] == ["Belgrade", "Belgrade"]


def test_a_surname_means_the_person_named_in_full() -> None:
    assert [n for _, n in named("We met Ana Maric. Then Maric left.")] == ["Ana Maric", "Ana Maric"]


def test_a_surname_of_two_people_stays_open() -> None:
    text = "We met Ana Maric. Then Maric left. We met Ivo Maric. Then Maric spoke."
    assert [n for _, n in named(text)] == ["Ana Maric", "Maric", "Ivo Maric", "Maric"]


@pytest.mark.parametrize(("name", "expected"), [("Ana Marić", "maric"), ("Maric", "maric"), ("the mayor", "mayor")])
def test_the_last_part_is_folded(name: str, expected: str) -> None:
    assert last_part(name) == expected
