"""A printed source resolves to the name at its head, never to one that it only mentions."""

from __future__ import annotations

import pytest

from retrieval.domain.article import Mention, Span
from retrieval.quotes.speakers.printed_roles import with_roles
from retrieval.quotes.speakers.sources import SourceForm, sources_in
from retrieval.text.person_names import mentions

BEFORE = "They met Christopher Hill, Ana Maric and Stefano Marras. Then "


def heads(source: str) -> list[tuple[SourceForm, str | None]]:
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
def test_this_source_is_the_person(source: str, name: str) -> None:
    assert heads(source) == [(SourceForm.NAME, name)]


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
def test_this_source_is_not_the_person_it_mentions(source: str) -> None:
    assert heads(source) == [(SourceForm.ROLE, None)]


def test_a_source_may_list_several_speakers() -> None:
    assert [name for _, name in heads("Hill and Ana Maric")] == ["Christopher Hill", "Ana Maric"]
    assert [name for _, name in heads("Hill, Maric and Marras")] == ["Christopher Hill", "Ana Maric", "Stefano Marras"]
    assert [name for _, name in heads("analysts Stefano Marras and Ana Maric")] == ["Stefano Marras", "Ana Maric"]


@pytest.mark.parametrize(
    ("source", "form"), [("he", SourceForm.PRONOUN), ("who", SourceForm.RELATIVE), ("We", SourceForm.FIRST_PERSON)]
)
def test_a_source_without_a_name_has_another_form(source: str, form: SourceForm) -> None:
    assert heads(source) == [(form, None)]


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("The minister of the economy, Mr. Ana Maric, argued so.", "The minister of the economy"),
        ("Then Mr. Maric argued so. Ana Maric left.", "Mr"),
    ],
)
def test_a_name_that_the_tagger_left_out_belongs_to_its_role(text: str, tagged: str) -> None:
    at = text.index(tagged)
    (source,) = sources_in(text, Span(at, at + len(tagged)), mentions(text))
    assert source.named is not None
    assert source.named.name == "Ana Maric"


@pytest.mark.parametrize(
    ("source", "printed", "name"),
    [
        ("Coinhall co-founder and head of trading", "Ada Quill", "Ada Quill"),
        ("minister of mines and energy", "Tom Reed", "Tom Reed"),
    ],
)
def test_a_full_name_behind_a_role_in_small_letters_speaks(source: str, printed: str, name: str) -> None:
    text = f"According to {source} {printed}, it fell."
    named = with_roles(text, [Mention(name, Span(text.index(name), text.index(name) + len(name)))])
    # The tagger may cut the name in two.
    for end in (text.index(name) + len(name), text.index(name) + len(name.split(maxsplit=1)[0])):
        (found,) = sources_in(text, Span(text.index(source), end), named)
        assert found.named is not None
        assert found.named.name == name


@pytest.mark.parametrize("source", ["the Scot", "the Tory MP", "The former PM", "the Dane", "the Conservative senator"])
def test_a_designation_is_no_name(source: str) -> None:
    text = f"{source} agreed."
    word = source.rsplit(maxsplit=1)[-1]
    named = [Mention(word, Span(text.index(word), text.index(word) + len(word)))]
    assert [s.form for s in sources_in(text, Span(0, len(source)), named)] == [SourceForm.ROLE]


def test_a_name_in_the_next_clause_is_not_part_of_a_role() -> None:
    text = "According to the minister, Ana Maric said so."
    (source,) = sources_in(text, Span(13, 25), mentions(text))
    assert source.form is SourceForm.ROLE


def test_a_list_continues_after_a_place_of_origin() -> None:
    assert [name for _, name in heads("Rep. Christopher Hill of Maine and Sen. Ana Maric")] == [
        "Christopher Hill",
        "Ana Maric",
    ]
    assert [name for _, name in heads("Rep. Hill (R-Utah) and Maric")] == ["Christopher Hill", "Ana Maric"]


def test_a_list_that_describes_somebody_is_no_list_of_speakers() -> None:
    printed = "Ana Maric, a scholar at the Center for Strategic and International Studies"
    assert [name for _, name in heads(printed)] == ["Ana Maric"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Mr. Hill's", ["Christopher Hill"]),
        ("Hill's aides", [None]),
        ("an analysis by Ana Maric, a former aide", ["Ana Maric"]),
        ("a report published by the analyst Stefano Marras", ["Stefano Marras"]),
        ("a statement by a spokesman for Hill", [None]),
        ("a man accused by Hill", [None]),
        ("many experts, including Mr. Hill,", [None, "Christopher Hill"]),
        ("Democrats, including Hill and Maric", [None, "Christopher Hill", "Ana Maric"]),
    ],
)
def test_authors_and_included_people_speak_too(printed: str, expected: list[str | None]) -> None:
    assert [name for _, name in heads(printed)] == expected
