"""Each word, name, number and sum is one term, however it is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.keyword_terms import MAX_TERM_CHARS, terms


def whole(text: str) -> list[str]:
    return [term[0] for term in terms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vučić’s reply", ["vucic", "reply"]),
        ("Vuc\u030cic\u0301", ["vucic"]),
        ("the hills' edge", ["the", "hills", "edge"]),
        ("O'Dea of AT&T", ["o'dea", "of", "at&t"]),
        ("the G-7, or G7", ["the", "g7", "or", "g7"]),
        ("a state-of-the-art bridge", ["a", "state-of-the-art", "bridge"]),
        ("the U.S. and the U.S, at 9 p.m.", ["the", "u.s.", "and", "the", "u.s.", "at", "9", "p.m."]),
        ("1.5% or 1.5 per cent or 1.5 percent", ["1.5%", "or", "1.5%", "or", "1.5%"]),
        ("$3bn, $3 billion, £2m, 2 million", ["$3bn", "$3bn", "£2m", "2m"]),
        ("3 m of rope, 5 mnemonics", ["3", "m", "of", "rope", "5", "mnemonics"]),
        ("1,250 houses, 12:30", ["1250", "houses", "12:30"]),
        ("on the 24th, 2026-11-24", ["on", "the", "24th", "2026-11-24"]),
        ("end.Start snake_case", ["end", "start", "snake", "case"]),
        ('AND "  *: \\ 🌞 … (', ["and"]),
        ("", []),
        ("x" * (MAX_TERM_CHARS + 1), []),
    ],
)
def test_a_text_is_split_into_terms(text: str, expected: list[str]) -> None:
    assert whole(text) == expected


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("G-7", {"g", "7"}),
        ("U.S.", {"us"}),
        ("$3bn", {"3bn", "3", "billion"}),
        ("1.5%", {"1.5"}),
        ("24th", {"24"}),
        ("2026-11-24", {"2026", "11", "24"}),
        ("24.11.2026", {"2026", "11", "24"}),
        ("Hill", set()),
    ],
)
def test_a_term_has_looser_forms(text: str, also: set[str]) -> None:
    (term,) = terms(text)
    assert set(term[1:]) == also


@given(st.text())
def test_odd_texts_give_valid_terms(text: str) -> None:
    for term in terms(text):
        assert all(form and not form.isspace() and " " not in form for form in term)
        assert len(set(term)) == len(term)


@given(st.text(alphabet="aB.,1-2$%'’ &\n"))
def test_case_makes_no_difference(text: str) -> None:
    assert list(terms(text.upper())) == list(terms(text.lower())) == list(terms(text))
