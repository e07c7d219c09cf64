"""How well a printed description of a source fits a phrase that asks for one."""

from __future__ import annotations

import pytest

from retrieval.people.descriptions import (
    Fit,
    abbreviations,
    are_critics,
    fit,
    is_a_people,
    is_former,
    is_of_several,
    with_explanations,
)


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("the governor of Ohio", "Ohio Gov."),
        ("Ohio's governor", "the Ohio governor"),
        ("the PM", "Danish Prime Minister"),
        ("the Danish prime minister", "Prime Minister of Denmark"),
        ("denmarks justice minister", "Denmark's Minister of Justice"),
        ("the AG", "Attorney General"),
        ("the FBI spokesman", "a Federal Bureau of Investigation spokeswoman"),
        ("Carla Dane's lawyer", "an attorney for Carla Dane"),
        ("Carla Dane's lawyer", "Dane's lawyer"),
        ("the owner of the Water Street Inn", "owner of the Water Street Inn"),
        ("the neighbour", "a neighbor"),
        ("villagers", "the villagers"),
        ("the protester", "One of the protesters"),
        ("Norland's road authority", "the road authority of Norland"),
        ("the co-founder of Brodbank", "CEO and founder of Brodbank"),
        ("the prosecutor", "Assistant U.S. Attorney"),
        ("the British ambassador", "UK Ambassador to Serbia"),
        ("the Scottish fisherman", "a fisherman from Scotland"),
        ("Reed's mum", "Reed's mother"),
    ],
)
def test_the_same_source_in_other_words_is_found(asked: str, printed: str) -> None:
    assert fit(asked, printed) is Fit.HOLDER


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("the governor of Ohio", "Iowa Gov."),
        ("the governor of Ohio", "Gov."),
        ("the governor", "Lieutenant Governor"),
        ("the governor", "former Ohio Gov."),
        ("the prime minister", "the foreign minister"),
        ("the Danish prime minister", "Swedish Prime Minister"),
        ("the attorney general", "Deputy Attorney General"),
        ("the secretary", "Secretary of State"),
        ("the president", "a spokesman for the president"),
        ("Carla Dane's lawyer", "Joe Dane's lawyer"),
        ("the West Virginia spokesman", "a Virginia spokesman"),
        ("Denmark", "Ambassador to Denmark"),
        ("the mayor of Brod", "mayor of Split"),
        ("the neighbour", "the neighbourhood"),
    ],
)
def test_another_office_place_or_owner_is_not(asked: str, printed: str) -> None:
    assert fit(asked, printed) is Fit.NONE


@pytest.mark.parametrize(
    ("asked", "printed", "how"),
    [
        ("OpenWeb", "an associate director at OpenWeb", Fit.MEMBER),
        ("OpenWeb", "OpenWeb spokeswoman", Fit.SPEAKS_FOR),
        ("the road authority", "a spokesman for the road authority", Fit.SPEAKS_FOR),
        ("Denmark", "Denmark's foreign minister", Fit.SPEAKS_FOR),
        ("Denmark", "a teacher from Denmark", Fit.NONE),
        ("Ada Quill", "a lawyer for Ada Quill", Fit.NONE),
        ("Ada Quill", "Ada Quill's spokesman", Fit.NONE),
        ("Quill", "a critic of Quill", Fit.NONE),
        ("the Aviation Board", "a CAB inspector [CAB = Central Aviation Board]", Fit.MEMBER),
        ("the Central Aviation Board", "the CAB [CAB = Central Aviation Board]", Fit.HOLDER),
    ],
)
def test_people_of_a_body_are_told_from_those_who_speak_for_it(asked: str, printed: str, how: Fit) -> None:
    assert fit(asked, printed) is how


@pytest.mark.parametrize(
    ("asked", "printed", "held", "former"),
    [
        ("the president", "former President", ["President"], True),
        ("the mayor of Split", "former mayor of Brod", ["mayor of Split"], False),
        ("the mayor of Split", "ex-mayor of Split", [], True),
        ("the former mayor", "former mayor", [], False),
    ],
)
def test_who_held_an_office_before_is_known(asked: str, printed: str, held: list[str], former: bool) -> None:
    assert is_former(asked, printed, held) is former


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The Civil Aviation Board of Norland (CABN) said so.", {"CABN": "Civil Aviation Board of Norland"}),
        ("Friends of the River (FoR) object.", {}),
        ("The Road Safety Council (RSC) and the Brod Rail Trust (BRT) met.",
         {"RSC": "Road Safety Council", "BRT": "Brod Rail Trust"}),
        ("Tom Reed (R-Ohio) came.", {}),
        ("It rained (A Lot).", {}),
    ],
)  # fmt: skip
def test_abbreviations_are_those_whose_letters_the_words_have(text: str, known: dict[str, str]) -> None:
    assert abbreviations(text) == known


def test_an_abbreviation_in_a_description_is_explained() -> None:
    known = {"RSC": "Road Safety Council"}
    assert with_explanations("an RSC inspector", known) == "an RSC inspector [RSC = Road Safety Council]"
    assert with_explanations("an inspector", known) == "an inspector"


@pytest.mark.parametrize(
    ("asked", "several"),
    [("the villagers", True), ("Reed's lawyers", True), ("the fishermen of Brod", True), ("the boss", False),
     ("the mayor of the islands", False)],
)  # fmt: skip
def test_a_plural_asks_for_several(asked: str, several: bool) -> None:
    assert is_of_several(asked) is several


@pytest.mark.parametrize(
    ("asked", "of_a_people"),
    [("palestinians in gaza", True), ("the Serbs", True), ("young christians", True), ("the Serb", False),
     ("the prime minister of Serbia", False), ("the villagers", False), ("the buildings", False)],
)  # fmt: skip
def test_a_people_is_asked_for_in_the_plural(asked: str, of_a_people: bool) -> None:
    assert is_a_people(asked) is of_a_people


@pytest.mark.parametrize(
    ("asked", "critics"),
    [("Hill's critics", True), ("opponents of the toll", True), ("the film critic", False), ("Hill's voters", False)],
)
def test_critics_are_those_against_somebody(asked: str, critics: bool) -> None:
    assert are_critics(asked) is critics
