"""A description is given a name only if one person alone can be meant."""

from __future__ import annotations

import pytest

from tests.retrieval.reading import statements


def speaker(text: str, words: str) -> str | None:
    """Return the speaker of the statement that holds `words`."""
    for statement in statements(text):
        if any(words in piece.cut(text) for piece in statement.content):
            return statement.speakers[0].name if statement.speakers else None
    raise AssertionError(f"nobody said {words!r}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Laura Vidal won in five sets. "I ran all day," the 31-year-old said.', "Laura Vidal"),
        ('Laura Vidal won in five sets.\n"I ran all day," said the 31-year-old.', "Laura Vidal"),
        ('Robert Quist, 52, beat Martin Hale, 40. "I ran all day," the 40-year-old said.', "Martin Hale"),
        ('Peter Blom was defiant. "I ran all day," the tycoon said.', "Peter Blom"),
        ('Maria Keller spoke to pupils in Leeds. "I ran all day," the Nobel laureate told them.', "Maria Keller"),
        ('Alan Reid lost his seat on Friday. "I ran all day," the Scot said.', "Alan Reid"),
        ('The Nobel laureate, Maria Keller, said: "I ran all day."', "Maria Keller"),
        ('Drummer Ben Hart met novelist Tom Reyes. "I ran all day," the drummer said.', "Ben Hart"),
    ],
)
def test_a_description_means_the_only_person_it_can(text: str, name: str) -> None:
    assert speaker(text, "I ran all day") == name


@pytest.mark.parametrize(
    ("text", "description"),
    [
        # Two people, and nothing tells which.
        ('Robert Quist beat Martin Hale in the final. "I ran all day," the 31-year-old said.', "the 31-year-old"),
        ('Peter Blom dined with Martin Hale. "I ran all day," the tycoon said.', "the tycoon"),
        ('On Friday Quist beat Paul Morel. "I ran all day," the 31-year-old said.', "the 31-year-old"),
        # The noun introduced somebody without a name.
        ('A pilot flew to Oslo. Peter Blom was on board. "I ran all day," the pilot said.', "the pilot"),
        # An office need not be held by whoever was named.
        ('Peter Blom, a spokesman, met reporters. "I ran all day," the minister said.', "the minister"),
        (
            'Defence minister Peter Blom resigned. "I ran all day," the transport minister said.',
            "the transport minister",
        ),
        # These go without names on purpose.
        ('Peter Blom was arrested on Monday. "I ran all day," the officer said.', "the officer"),
        ('Peter Blom was arrested on Monday. "I ran all day," the woman said.', "the woman"),
        # Not the only one: a woman is no widower.
        ('Mrs Anna Blom was arrested on Monday. "I ran all day," the businessman said.', "the businessman"),
    ],
)
def test_a_description_that_may_mean_another_stays_as_printed(text: str, description: str) -> None:
    assert speaker(text, "I ran all day") == description


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Posting under a photo, she – singer Laura Vidal, 31 – said: "I ran all day."', "Laura Vidal"),
        ('"I ran all day," he (Tom Reyes) said.', "Tom Reyes"),
    ],
)
def test_a_name_that_explains_a_pronoun_is_its_person(text: str, name: str) -> None:
    assert speaker(text, "I ran all day") == name
