"""Invisible characters are removed from a draft; those that shape their neighbours stay."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.article import Draft
from retrieval.domain.invisible_characters import as_given, visible

# Every bidirectional control (UAX 9), and characters without width.
BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
WITHOUT_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u034f\ufe0f\U000e0041\u3164"
HIDDEN = BIDIRECTIONAL + WITHOUT_WIDTH


@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda c: f"{ord(c):04X}")
def test_invisible_characters_are_removed_anywhere_in_plain_words(hidden: str) -> None:
    given_text = f"{hidden}He{hidden * 2}llo, {hidden}Hill.{hidden}"
    assert visible(given_text).text == "Hello, Hill."


@pytest.mark.parametrize(
    "printed",
    [
        "می\u200cخواهم",  # Persian: without ZWNJ the letters join
        "۱۴۰۳ ه\u200d.",  # Arabic: the letter in its initial shape
        "क\u094d\u200cष and क\u094d\u200dष",  # Hindi: an explicit halant and a half form
        "ന\u0d4d\u200d",  # Malayalam: a chillu at a word's end
        "ශ\u0dca\u200dර",  # Sinhala
        "র\u200d\u09cdয",  # Bengali: the joiner before the virama
        "👩🏽\u200d🚀 👨\u200d👩\u200d👧 🏴\u200d☠\ufe0f 🙂\u200d↔\ufe0f",
        "❤\ufe0f\u200d🔥 1\ufe0f\u20e3 ℹ\ufe0f ‼\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "葛\U000e0100",  # an ideograph's variant
        "ᠠ\u180b",
        "e\u0301 ¿Qué? – “čaj” שלום العربية\u00a0x\u2009y\u2028z",
    ],
)
def test_a_character_that_changes_how_its_neighbours_look_stays(printed: str) -> None:
    assert visible(printed).text == printed


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ("می\u200c\u200cخواهم", "می\u200cخواهم"),
        ("می\u200f\u200c\u202eخواهم", "می\u200cخواهم"),
        ("می\u200c خواهم", "می خواهم"),
        ("Auf\u200clage", "Auflage"),
        ("👩\u200d", "👩"),
        ("👩\u200d says", "👩 says"),
        ("❤\ufe0f\ufe0f\ufe0f", "❤\ufe0f"),
        ("🏴\U000e0067\U000e0062", "🏴"),
        ("👍\U000e0068\U000e0069\U000e007f", "👍"),
        ("a\U000e0101\U000e0102", "a"),
    ],
)
def test_the_same_character_is_removed_where_it_shapes_nothing(given_text: str, printed: str) -> None:
    assert visible(given_text).text == printed


mixed = st.text(st.one_of(st.sampled_from(HIDDEN + "می कष👩🏴❤ a1\u094d\u1100\u0301"), st.characters()), max_size=40)


@given(mixed)
def test_it_only_drops_characters_reports_which_and_changes_nothing_the_second_time(text: str) -> None:
    seen = visible(text)
    assert "".join(c for at, c in enumerate(text) if at not in seen.dropped) == seen.text
    assert [text[as_given(at, seen.dropped)] for at in range(len(seen.text))] == list(seen.text)
    assert visible(seen.text) == type(seen)(seen.text)
    assert not set(seen.text) & set(BIDIRECTIONAL)


@given(mixed)
def test_nothing_visible_is_dropped(text: str) -> None:
    dropped = {text[at] for at in visible(text).dropped}
    # Fillers are letters by category; U+FFF0 to FFF8 are reserved for more such characters.
    assert {unicodedata.category(c) for c in dropped - set("\u115f\u1160\u3164\uffa0")} <= {"Cf", "Mn", "Cn"}


def test_every_draft_has_visible_text_only() -> None:
    draft = Draft(text="\u202eHi\u200bll\u202c", id="a\u200b", title="Ha\u00adrbour", author="\u200b", url="x\u2060y")
    assert (draft.text, draft.title, draft.author, draft.url) == ("Hill", "Harbour", None, "xy")
    assert draft.id == "a\u200b"
    assert draft.dropped == (0, 3, 6)


def test_a_draft_without_visible_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="without text"):
        Draft(text="\u200b\ufeff")
