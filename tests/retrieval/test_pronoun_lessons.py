"""What the pronoun resolver is taught beside people's labels: names blanked in news, and given names changed."""

from __future__ import annotations

import random

import pytest

from retrieval.fitting.blanks import REACH, Genders, blanks, persons
from retrieval.fitting.renaming import GivenNames, Scene, renamed
from retrieval.model import Span
from retrieval.quotes.names import mentions
from retrieval.quotes.pronoun_signs import Gender
from retrieval.quotes.pronouns import candidates

NEWS = (
    "Anna Holm came to Oslo on Monday. Holm said she was tired. Then Peter Lund met Holm's brother. "
    "Lund asked whether he could stay. A letter was sent to Lund.\nMrs. Holm had left. Oslo was wet."
)


def scene(text: str, pronoun: str) -> Scene:
    at = text.index(f" {pronoun} ") + 1
    return Scene(text, Span(at, at + len(pronoun)), tuple(candidates(text, mentions(text))))


def test_a_person_goes_by_a_full_name_and_by_its_last_word() -> None:
    assert [p.name for p in persons(NEWS)] == ["Anna Holm", "Peter Lund"]


def test_genders_are_learnt_from_the_pronouns_that_follow_a_name() -> None:
    genders = Genders.of([NEWS] * 4)
    assert genders["Anna Holm"] is Gender.FEMININE
    assert genders["Anna Berg"] is Gender.FEMININE
    assert genders["Peter Lund"] is Gender.MASCULINE
    assert genders["Karl Berg"] is None


@pytest.mark.parametrize(
    ("who", "printed"),
    [
        ("Anna Holm", "on Monday. She said she"),
        ("Anna Holm", "Lund met her brother."),
        ("Peter Lund", "was sent to him.\n"),
        # A title goes with the name.
        ("Anna Holm", "\nShe had left."),
    ],
)
def test_a_blanked_name_is_a_pronoun_in_its_place(who: str, printed: str) -> None:
    assert any(b.people[0].name == who and printed in b.text for b in blanks([NEWS] * 4, 1))


def test_a_blank_moves_the_other_names_and_keeps_none_of_its_own() -> None:
    for blank in blanks([NEWS] * 4, 1):
        assert blank.pronoun.cut(blank.text).lower() in ("he", "she", "him", "her", "his")
        for person in blank.people:
            for span in person.spans:
                assert span.cut(blank.text).split()[-1] in person.name
                assert not span.overlaps(blank.pronoun)
        assert any(s.end <= blank.pronoun.start < s.end + REACH for s in blank.people[0].spans)


def test_blanks_are_the_same_each_time() -> None:
    assert list(blanks([NEWS] * 3, 5)) == list(blanks([NEWS] * 3, 5))
    assert list(blanks([], 5)) == []


CHANCE = random.Random(1)  # noqa: S311  a choice, not a secret
NAMES = GivenNames([("Anna Holm", "she"), ("Mary Lind", "her"), ("Peter Lund", "he"), ("Madonna", "she")])


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Anna Berg", Gender.FEMININE), ("Peter Berg", Gender.MASCULINE), ("Karl Berg", None), ("Anna", None)],
)
def test_a_given_name_tells_the_gender(name: str, gender: Gender | None) -> None:
    assert NAMES.gender(name) is gender


def test_a_given_name_is_changed_wherever_it_stands() -> None:
    before = scene("Anna Holm met Mary Lind. Then Anna said that she knew Holm and Lind.", "she")
    after = renamed(before, [0], NAMES, CHANCE)
    assert after is not None
    assert after.text == "Peter Holm met Mary Lind. Then Peter said that she knew Holm and Lind."
    assert after.pronoun.cut(after.text) == "she"
    assert [[s.cut(after.text) for s in p.spans] for p in after.people] == [
        ["Peter Holm", "Peter", "Holm"],
        ["Mary Lind", "Lind"],
    ]
    assert after.people[0].name == "Peter Holm"


def test_who_has_no_known_given_name_or_a_title_is_not_renamed() -> None:
    unknown = scene("Karl Berg met Mary Lind. Then he left.", "he")
    assert renamed(unknown, [0], NAMES, CHANCE) is None
    titled = scene("The actress Anna Holm met Mary Lind. Then she left.", "she")
    assert renamed(titled, [0], NAMES, CHANCE) is None
