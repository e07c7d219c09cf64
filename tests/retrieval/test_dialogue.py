"""Words go to whoever a dialogue, an introduction or a report within a report gives them to, or to nobody."""

from __future__ import annotations

import pytest

from tests.retrieval.reading import statements


def speakers(text: str) -> dict[str, str | None]:
    """Return the speaker by the first words of each statement."""
    return {
        " ".join(s.content[0].cut(text).strip('"“”‘’').split()[:3]): s.speakers[0].name if s.speakers else None
        for s in statements(text)
    }


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ('"We lost the ball too often," said coach Karl Brenner.\n\nHis captain, Tom Reyes, shrugged.\n\n'
         '"It happens to all of us."', "It happens to", "Tom Reyes"),
        ('The minister, Laura Vane, was furious.\n\n"Nobody told me about the bill. It is a scandal."',
         "Nobody told me", "Laura Vane"),
        ('"The road is closed for good," said Karl Brenner.\n\nLaura Vane saw it differently.\n\n'
         '"It will open again in May."', "It will open", "Laura Vane"),
        ('Karl Brenner remembers what his boss, Laura Vane, used to say: "Count the beds first."',
         "Count the beds", "Laura Vane"),
        ('Karl Brenner told the court how the doctor, Laura Vane, shouted: "Count the beds first."',
         "Count the beds", "Laura Vane"),
        ('Brenner said the road was closed. Vane said it was not. "I drove there," said Vane.',
         "it was not.", "Vane"),
        ("“We want our town back.” ― Karl Brenner “Give us the river.” ― Laura Vane “Leave us the bus.” ― Tom Reyes",
         "Give us the", "Laura Vane"),
    ],
)  # fmt: skip
def test_words_go_to_whom_the_text_gives_them(text: str, words: str, name: str) -> None:
    assert speakers(text)[words] == name


def test_the_plain_speaker_beats_one_that_runs_over_a_sentence_end() -> None:
    text = '"The line is slow," said Mr Reyes. Ian Vane, an analyst at Lumen, agreed.'
    assert speakers(text)["The line is"] == "Reyes"


def test_who_is_quoted_as_saying_it_says_it() -> None:
    text = 'Brenner quoted the owner, Laura Vane, as saying, "The mill will not be sold to anyone."'
    assert speakers(text)["The mill will"] == "Laura Vane"


@pytest.mark.parametrize(
    "text",
    ["Users are warned never to open the file twice.", "Residents were told to boil the water before drinking it."],
)
def test_whoever_is_told_does_not_speak(text: str) -> None:
    assert not any(name in ("Users", "Residents") for name in speakers(text).values())


@pytest.mark.parametrize(
    "text",
    [
        '"You lied to us," said Laura Vane.\n\n"I never did that," Karl Brenner replied.\n\n"That is on the tape."',
        '"Where is the money?" asked Laura Vane.\n\n"I gave it away," answered Karl Brenner.\n\n"That is on the tape."',
    ],
)
def test_a_third_turn_that_either_may_speak_is_nobodys(text: str) -> None:
    assert speakers(text)["That is on"] is None


@pytest.mark.parametrize(
    "text",
    [
        'The crowd booed Laura Vane.\n\n"Go home and stay there."',
        'Laura Vane met Karl Brenner on Monday.\n\n"Go home and stay there."',
    ],
)
def test_a_paragraph_that_introduces_nobody_gives_no_speaker(text: str) -> None:
    assert speakers(text)["Go home and"] is None


@pytest.mark.parametrize(
    "text",
    [
        'Karl Brenner said: "It fell on Monday. "We ran for the door," he added. The bridge was built in 1910.',
        'It fell on Monday." Karl Brenner said: "We ran for the door." The bridge was built in 1910.',
        'Karl Brenner said: "It fell. "We ran for the door. "Then it was over." The bridge was built in 1910.',
    ],
)
def test_a_missing_mark_does_not_turn_prose_into_a_quotation(text: str) -> None:
    found = [piece.cut(text) for s in statements(text) for piece in s.content]
    assert any("We ran" in piece for piece in found)
    assert not any("bridge was built" in piece for piece in found)
