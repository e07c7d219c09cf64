"""Sentences are exact slices that cover the text; English abbreviations and quotation marks do not mislead."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.text.sentences import sentences
from tests.retrieval.texts import texts


@given(texts)
def test_sentences_cover_the_text_except_white_space(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        assert not text[at : sentence.start].strip()
        assert sentence.cut(text) == sentence.cut(text).strip() != ""
        at = sentence.end
    assert not text[at:].strip()


def cut(text: str) -> list[str]:
    return [s.cut(text) for s in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It rained.", "Then it stopped."],
        ["It rained!", "Really?", "Yes…", "It did."],
        ["Mr. Hill met Dr. Maric at 5 p.m. in St. Petersburg.", "They spoke."],
        ["The U.S. Army left.", "J. R. Smith stayed."],
        ["“It rained.”", "“It did.”"],
        ['"Why?" he said.', '"Because."'],
        ["It cost 3.5 million.", "Cheap."],
        ["(It rained.)", "Then it stopped."],
        ["He sold it to Acme Inc. for a dollar.", "She said so."],
        ["🌞 rose.", "👩‍👩‍👧 woke.", "שלום."],
    ],
)
def test_a_text_is_split_into_its_sentences(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_a_line_break_ends_a_sentence_without_a_full_stop() -> None:
    assert cut("A headline\nThe text begins\r\nhere") == ["A headline", "The text begins", "here"]


def test_a_line_break_ends_a_sentence_after_an_abbreviation() -> None:
    assert cut("By Mr.\nHill spoke.") == ["By Mr.", "Hill spoke."]


@pytest.mark.parametrize("blank", ["", " ", "\n\n\t", "\u00a0\u2009\u2028"])
def test_a_blank_text_has_no_sentences(blank: str) -> None:
    assert sentences(blank) == []


def test_offsets_count_code_points() -> None:
    text = "🌞🌞 e\u0301. Next."
    assert [(s.start, s.end) for s in sentences(text)] == [(0, 6), (7, 12)]
