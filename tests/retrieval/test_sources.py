"""A source as printed names its head, and nobody whom it only mentions."""

from __future__ import annotations

import pytest

from retrieval.model import Span
from retrieval.quotes.names import mentions
from retrieval.quotes.sources import Form, sources_in

BEFORE = "They met Christopher Hill, Ana Maric and Stefano Marras. Then "


def heads(source: str) -> list[tuple[Form, str | None]]:
    text = f"{BEFORE}{source} spoke."
    span = Span(len(BEFORE), len(BEFORE) + len(source))
    return [(s.form, s.named.name if s.named else None) for s in sources_in(text, span, mentions(text))]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Christopher Hill", "Christopher Hill"),
        ("Hill", "Christopher Hill"),
        ("US Ambassador to Serbia Christopher Hill", "Christopher Hill"),
        ("Ambassador Hill, who left Ana Maric", "Christopher Hill"),
        ("Christopher Hill, 66,", "Christopher Hill"),
        ("the ambassador, Christopher Hill", "Christopher Hill"),
        ("Hill of the embassy", "Christopher Hill"),
        ("Christopher R. Hill (D-Ill.)", "Christopher R. Hill"),
    ],
)
def test_this_source_is_him(source: str, name: str) -> None:
    assert heads(source) == [(Form.NAME, name)]


@pytest.mark.parametrize(
    "source",
    [
        "a spokesman for Christopher Hill",
        "Hill's lawyer",
        "the Hill campaign",
        "Hill aides",
        "an adviser who knows Christopher Hill",
        "sources near Hill",
        "the Wisconsin Republican",
        "a senior official",
    ],
)
def test_this_source_is_not_who_it_mentions(source: str) -> None:
    assert heads(source) == [(Form.ROLE, None)]


def test_several_who_speak_at_once() -> None:
    assert [name for _, name in heads("Hill and Ana Maric")] == ["Christopher Hill", "Ana Maric"]
    assert [name for _, name in heads("Hill, Maric and Marras")] == ["Christopher Hill", "Ana Maric", "Stefano Marras"]
    assert [name for _, name in heads("analysts Stefano Marras and Ana Maric")] == ["Stefano Marras", "Ana Maric"]


@pytest.mark.parametrize(("source", "form"), [("he", Form.PRONOUN), ("who", Form.RELATIVE), ("We", Form.FIRST_PERSON)])
def test_words_for_names(source: str, form: Form) -> None:
    assert heads(source) == [(form, None)]
