"""Who "he", "she" and "her" mean in a follow-up: the person asked about last; if unclear, the bot asks back."""

from __future__ import annotations

import pytest

from retrieval.domain.reply import RefusalReason
from retrieval.followups import AnswerPart, UnclearReference, replace_pronoun, rewrite_follow_up
from retrieval.followups.conversation import About, Conversation, Turn
from tests.retrieval.turns import (
    BOTH,
    FOOL,
    GENDERS,
    HILL,
    KILLED,
    KOSOVO,
    NOW,
    read,
    turn,
    unclear,
)


@pytest.mark.parametrize("text", ["what did he say?", "what did she say about Kosovo?", "what about him?", "and her?"])
def test_a_pronoun_that_may_mean_nobody_is_asked_back(text: str) -> None:
    found = unclear(text)
    assert (found.reason, found.people) == (RefusalReason.WHO_IS_MEANT, ())


def test_who_is_she_without_a_conversation_is_asked_back() -> None:
    assert rewrite_follow_up("who is she?", Conversation(), NOW) == UnclearReference(RefusalReason.WHO_IS_MEANT, "she")


@pytest.mark.parametrize(
    ("text", "before", "word", "people"),
    [
        ("what did he say about Russia?", KOSOVO, "he", ("Aleksandar Vucic", "Stefano Marras")),
        ("when did he say that?", KOSOVO, "he", ("Aleksandar Vucic", "Stefano Marras")),
        ("what about him?", BOTH, "him", ("Christopher Hill", "Aleksandar Vucic")),
        ("what did she say?", HILL, "she", ()),
        ("how old is he?", BOTH, "he", ("Christopher Hill", "Aleksandar Vucic")),
    ],
)
def test_a_pronoun_that_fits_two_or_nobody_is_asked_back(
    text: str, before: Turn, word: str, people: tuple[str, ...]
) -> None:
    assert unclear(text, before) == UnclearReference(RefusalReason.WHO_IS_MEANT, word, people)


def test_people_of_unknown_gender_all_fit() -> None:
    found = rewrite_follow_up("what did she say?", Conversation((KOSOVO,)), NOW)
    assert isinstance(found, UnclearReference)
    assert found.people == KOSOVO.people


def test_he_is_the_person_mentioned_last() -> None:
    assert read("what did he say about Russia?", FOOL, HILL).text == "what did Hill say about Russia?"
    assert read("what did he say about Russia?", HILL, FOOL).text == "what did Aleksandar Vucic say about Russia?"
    assert read("what did he say about Russia?", HILL, KILLED).text == "what did Hill say about Russia?"
    assert read("what did she say about Russia?", KOSOVO, HILL).text == "what did Ines Gonzalez say about Russia?"


def test_an_open_question_names_a_person_if_the_first_name_is_known() -> None:
    asked = turn("Where was Ines Gonzalez born?")
    assert read("what did she say?", asked).text == "what did Ines Gonzalez say?"
    found = rewrite_follow_up("when was it made?", Conversation((turn("Who wrote The Color Purple?"),)), NOW, GENDERS)
    assert found is None


@pytest.mark.parametrize(
    ("before", "people"),
    [
        (turn("what did AFP say?", "AFP"), ()),
        (turn("what did Rio Tinto say?", "Rio Tinto"), ("Rio Tinto",)),
        (turn("brief me on Jadar"), ()),
        (turn("who is Macron?"), ()),
    ],
)
def test_a_name_not_known_as_a_persons_is_asked_back(before: Turn, people: tuple[str, ...]) -> None:
    for text in ("what did he say about gas?", "when did she say that?", "and about him?"):
        assert unclear(text, HILL, before).people == people


@pytest.mark.parametrize(
    "asked", ["brief me on Kurti", "what's new on Kurti?", "who is Kurti?", "why did Kurti refuse?"]
)
def test_he_means_the_person_a_question_was_about(asked: str) -> None:
    assert read("what did he say about gas?", HILL, turn(asked)).text == "what did Kurti say about gas?"


INES = turn("what did Ines Gonzalez say?", "Ines Gonzalez")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("what did Vucic say to her?", "what did Vucic say to Ines Gonzalez?"),
        ("did Vucic thank her?", "did Vucic thank Ines Gonzalez?"),
        ("what did Vucic say about her on Monday?", "what did Vucic say about Ines Gonzalez on Monday?"),
        ("did he thank her?", "did Hill thank Ines Gonzalez?"),
    ],
)
def test_him_and_her_after_a_name_are_somebody_else(text: str, whole: str) -> None:
    assert read(text, INES, HILL).text == whole


def test_a_speaker_is_not_their_own_audience() -> None:
    assert unclear("what did Hill say to him?", HILL).people == ()
    assert read("what did Hill say to him?", turn("who is Putin?"), HILL).text == "what did Hill say to Putin?"
    assert rewrite_follow_up("did Vucic thank her party?", Conversation((INES,)), NOW, GENDERS) is None


def test_after_a_briefing_on_a_place_he_means_the_person_quoted() -> None:
    before = turn("brief me on Jadar", "Stefano Marras")
    assert read("what did he say?", HILL, before).text == "what did Stefano Marras say?"


def test_he_means_the_person_of_the_message_replied_to() -> None:
    about = About(people=("Christopher Hill",))
    assert read("what did he say about gas?", about=about).text == "what did Christopher Hill say about gas?"
    assert read("what did he say about gas?", FOOL, about=about).text == "what did Christopher Hill say about gas?"


def test_the_chosen_person_replaces_the_pronoun() -> None:
    assert replace_pronoun("when did he say that?", "Stefano Marras") == "when did Stefano Marras say that?"
    assert replace_pronoun("and what about  him?", "Ann Lee") == "and what about Ann Lee?"
    assert replace_pronoun("what is his job?", "Ann Lee") == "what is Ann Lee’s job?"
    found = read(replace_pronoun("when did he say that?", "Stefano Marras"), KOSOVO)
    assert (found.part, found.people) == (AnswerPart.SHOWN, ("Stefano Marras",))
