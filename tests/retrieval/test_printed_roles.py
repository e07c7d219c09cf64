"""The roles that a text prints next to a name: where they begin and end."""

from __future__ import annotations

import pytest

from retrieval.domain.article import Mention, Span
from retrieval.quotes.speakers.printed_roles import with_roles
from retrieval.text.person_names import mentions


def roles(text: str, *names: str) -> list[tuple[str, ...]]:
    """Return the roles of the names in `text`, which prints each once."""
    named = [Mention(name, Span(text.index(name), text.index(name) + len(name))) for name in names]
    return [tuple(role.cut(text) for role in m.roles) for m in with_roles(text, named)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Meanwhile Ohio Gov. Ada Quill signed it.", "Ohio Gov."),
        ("While Rep. Ada Quill slept, it rained.", "Rep."),
        ("For Dr. Ada Quill it was over.", "Dr."),
        ("He met U.S. Senator Ada Quill.", "U.S. Senator"),
        ("“No,” said third-generation fisherman Ada Quill.", "third-generation fisherman"),
        ("The opposition leader Ada Quill left.", "The opposition leader"),
        ("Norlandish lawyer and political commentator Ada Quill wrote.", "Norlandish lawyer and political commentator"),
        ("According to Coinhall co-founder and head of trading Ada Quill, it fell.",
         "Coinhall co-founder and head of trading"),
        ("Norland's minister of mines and energy Ada Quill agreed.", "Norland's minister of mines and energy"),
        ("Ambassador to Norland Ada Quill agreed.", "Ambassador to Norland"),
        ("Reed's lawyer, Ada Quill, objected.", "Reed's lawyer"),
        ("The mayor of West Brod, Ada Quill, objected.", "The mayor of West Brod"),
        ("Norland's Minister of Justice, Ada Quill, will come.", "Norland's Minister of Justice"),
        ("One of the protesters, Ada Quill, wept.", "One of the protesters"),
        ("The resort’s general manager Ada Quill agreed.", "The resort’s general manager"),
    ],
)  # fmt: skip
def test_a_role_before_a_name_is_taken_whole(text: str, role: str) -> None:
    assert roles(text, "Ada Quill") == [(role,)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ada Quill, a former U.S. ambassador to Norland, agreed.", "a former U.S. ambassador to Norland"),
        ("Ada Quill, 42, a lecturer from Brod, agreed.", "a lecturer from Brod"),
        ("Ada Quill (D-Ohio), the top Democrat on the panel, agreed.", "the top Democrat on the panel"),
        ("said Ada Quill, the owner of the Water Street Inn.", "the owner of the Water Street Inn"),
        ("said Ada Quill, dean of Brod's School of Law. The plan failed.", "dean of Brod's School of Law"),
        ("Ada Quill is the executive director of Read Aloud, a charity.", "the executive director of Read Aloud"),
        ("Ada Quill, who was a longtime adviser to Reed but left, agreed.", "a longtime adviser to Reed"),
        ("Ada Quill, a professor of geology, climate, and law at Brod, agreed.",
         "a professor of geology, climate, and law at Brod"),
        ("Ada Quill, Norland's envoy to the United Nations in Geneva, agreed.",
         "Norland's envoy to the United Nations in Geneva"),
    ],
)  # fmt: skip
def test_a_role_after_a_name_is_taken_whole(text: str, role: str) -> None:
    assert roles(text, "Ada Quill") == [(role,)]


def test_a_name_may_have_a_role_on_either_side() -> None:
    assert roles("Mayor Ada Quill, a nurse, agreed.", "Ada Quill") == [("Mayor", "a nurse")]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Quill, often known as the fox, left.",
        "Ada Quill, according to officials, left.",
        "Ada Quill, killing two people, left.",
        "The two bills Ada Quill signed failed.",
        "Guards assigned to guard Ada Quill slept.",
        "He said of Ada Quill that it was over.",
        "Activists, Ada Quill, and others came.",
        "At the house of Ada Quill, officials said, it rained.",
    ],
)
def test_other_words_next_to_a_name_are_no_role(text: str) -> None:
    assert roles(text, "Ada Quill") == [()]


@pytest.mark.parametrize(
    ("text", "body", "role"),
    [
        ("the Justice Department agreed.", "Department", ()),
        ("a 2021 Justice Department memo", "Department", ()),
        ("Ada Quill, director of the Water Board, agreed.", "Water Board", ()),
        ("in the Brod Times, the former mayor argued that it rained.", "Brod Times", ()),
        ("OpenWeb, a tech lobby group, sued.", "OpenWeb", ("a tech lobby group",)),
    ],
)
def test_a_body_has_no_office(text: str, body: str, role: tuple[str, ...]) -> None:
    named = [Mention("Ada Quill", Span(0, 9))] if text.startswith("Ada") else []
    at = text.index(body)
    *_, last = with_roles(text, [*named, Mention(body, Span(at, at + len(body)))])
    assert tuple(r.cut(text) for r in last.roles) == role


def test_two_names_share_a_plural_role() -> None:
    text = "The defense attorneys Ada Quill and Tom Reed objected."
    assert roles(text, "Ada Quill", "Tom Reed") == [("The defense attorneys",)] * 2


def test_the_next_person_of_a_list_is_no_role_and_a_former_office_stays_one() -> None:
    text = "He met ex-Liberal treasurer Ken Vale, Secretary of State Tom Reyes and Trade Secretary Ana Maric."
    roles = {m.name: [r.cut(text) for r in m.roles] for m in with_roles(text, mentions(text))}
    assert roles["Ken Vale"] == ["ex-Liberal treasurer"]
    assert roles["Tom Reyes"] == ["Secretary of State"]
