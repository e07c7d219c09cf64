"""Whoever is asked, told, dead or only quoted is not "he": where two readings are open, nobody is named."""

from __future__ import annotations

import pytest

from tests.retrieval.reading import statements

NOBODY = ["he", "she", "He", "She"]


def speaker(text: str) -> list[str]:
    """Return the speakers of the last statement."""
    return [one.name for one in statements(text)[-1].speakers]


@pytest.mark.parametrize(
    "text",
    [
        "When Opal Sommer asked if he could come, he declined, saying: “I am not free this week.”",
        "After Nadia Frost had asked for the file, she refused, saying: “I have no time for that.”",
        "As soon as Lukas Reed questioned the vote, he hit back, saying: “I have nothing to hide.”",
    ],
)
def test_whoever_asks_does_not_answer(text: str) -> None:
    assert speaker(text)[0] in NOBODY


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("When Senator Moss telephoned Governor Lind, she told him that the dam would hold.", "Lind"),
        ("After President Okoro had called Chancellor Weber, he assured her that the talks would go on.", "Weber"),
        ("Professor Carl Neumann spoke in Graz. When Opal Sommer asked, he said: “I am not free.”", "Carl Neumann"),
        ("“You knew all along,” Nora Feld told Simon Oakes. “I did not,” he told her.", "Simon Oakes"),
        ("“You are late,” Mark Ebner said to Clara Hahn. “I am not,” she replied.", "Clara Hahn"),
    ],
)
def test_whoever_is_asked_answers(text: str, who: str) -> None:
    assert speaker(text) == [who]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Coach Ben Ruck told reporter Ian Falk that the season was over. “We were poor,” he said.", "Ben Ruck"),
        ("Director Amy Pohl told Senator Claire Dunn that it was over. “I wanted quiet,” she said.", "Amy Pohl"),
        (
            "Mayor Rosa Lind said in an interview with Julia Frey that she was tired. “I am done,” she said.",
            "Rosa Lind",
        ),
    ],
)
def test_whoever_is_spoken_to_does_not_speak(text: str, who: str) -> None:
    assert speaker(text) == [who]


@pytest.mark.parametrize(
    "text",
    [
        "Senator Tom Ashby, who was killed in the crash, was 59. “We warned them,” he said.",
        "The late Mayor Karl Dorn was buried on Monday. “He built this town,” he said.",
        "Captain Alan Frey died on Sunday. “They never called us,” he said.",
    ],
)
def test_the_dead_do_not_speak(text: str) -> None:
    assert speaker(text)[0] in NOBODY


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Serena Wolf said she was hurt. “Lena Dahl had me on the run,” she said.", "Serena Wolf"),
        ("Captain Ruth Adler said the ship was safe. “Ada Ley and Ida Kern saved it,” she said.", "Ruth Adler"),
        ("Karl Roth said it was over.\n“Paul Vance may think otherwise,” he said.", "Karl Roth"),
    ],
)
def test_a_name_in_a_quotation_does_not_speak_next(text: str, who: str) -> None:
    assert speaker(text) == [who]


@pytest.mark.parametrize(
    "text",
    [
        "Director Karl Roth was in court. Director Alan Moss “made all the decisions,” he said.",
        "Director Karl Roth was in court. “I was never told by Alan Moss,” he said.",
        "Director Karl Roth was in court. “Alan Moss did it all,” he added.",
    ],
)
def test_nobody_speaks_of_himself_by_name(text: str) -> None:
    assert "Alan Moss" not in speaker(text)


@pytest.mark.parametrize(
    "text",
    [
        "Peter Vale said the deal was dead. The Acme Corporation said it was alive. “We are not done,” he said.",
        "Lord Avery left. A spokesman for the bank attacked Lord Avery's record. He said: “It is old news.”",
        "Martin Kahl said: “He cannot win.”\nIf Ellis steps aside, his choice is Dana Frost. He said she was “ready.”",
        "Martin Kahl said he was sorry. The man said it was late.\n“I never saw it,” he said.",
    ],
)
def test_he_is_not_the_person_before_an_unnamed_speaker(text: str) -> None:
    assert speaker(text)[0] in NOBODY


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Ada Koch, 49, who told the BBC that she was calm, laughed. “It is a dream,” she said.", "Ada Koch"),
        ("Mayor Ada Koch spoke. The mayor said taxes would fall.\n“It is a promise,” she said.", "Ada Koch"),
    ],
)
def test_a_speaker_printed_as_who_or_by_office_may_be_she(text: str, who: str) -> None:
    assert speaker(text) == [who]


def test_whoever_was_she_is_not_he() -> None:
    text = "Sasha Roth said she was calm. “I sleep well,” she said. Others were not. “It is late,” he said."
    assert speaker(text)[0] in NOBODY
