"""Hard-wrapped text files get a paragraph a line; what is broken on purpose keeps its breaks."""

from __future__ import annotations

import textwrap

import pytest

from bot.intake.sources.unwrapping import unwrapped
from retrieval.text.hard_wraps import unwrapped_in_place
from tests.retrieval.reading import statements

PARAGRAPHS = [
    "The harbour board met for six hours on Thursday before it agreed to close the northern quay for the winter, and "
    "several members left the room while the vote was still being counted by the clerk.",
    "“We have looked at every other way of paying for the repairs,” said Dora Lindqvist, who chairs the board, “and "
    "none of them would have been fair to the people who work here.”",
    "The crews of the two ferries will be offered work on the southern quay until the spring, the board said in a "
    "letter that reached the union on the same evening.",
]


@pytest.mark.parametrize("width", [55, 65, 72, 80, 90])
@pytest.mark.parametrize("indent", ["", "   "])
def test_wrapped_paragraphs_become_lines(width: int, indent: str) -> None:
    wrapped = [textwrap.fill(p, width, initial_indent=indent, break_on_hyphens=False) for p in PARAGRAPHS]
    between = "\n" if indent else "\n\n"
    assert unwrapped(between.join(wrapped)).split(between) == PARAGRAPHS


@pytest.mark.parametrize("width", [60, 76])
def test_an_article_of_json_lines_is_read_across_its_wraps_and_keeps_its_offsets(width: int) -> None:
    text = "\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS)
    said = [" ".join(piece.cut(text).split()) for s in statements(text) for piece in s.content]
    assert "“and none of them would have been fair to the people who work here.”" in said
    assert len(unwrapped_in_place(text)) == len(text)


def test_a_word_broken_at_a_line_end_is_joined_if_the_text_prints_it_whole() -> None:
    text = (
        "The inspectors from the ministry came back on Tuesday for their inter-\n"
        "national colleagues, who had asked for a second look at the old dam and\n"
        "at the papers of the engineers. The international team left on Friday,\n"
        "and nobody in the valley has heard from the well-known experts again.\n"
    )
    assert "their international colleagues" in unwrapped(text)
    assert "well-known experts" in unwrapped(text)


POEM = """\
The river takes the bridge again
And no one in the valley sleeps,
The lamps go out along the lane
And something in the cellar weeps,
So bar the door against the rain
And mind the promise that it keeps."""
BLANK_VERSE = """\
He walked along the wall until the gate was shut,
And there, beneath the lamp, he read the letter twice,
Then folded it, and put it in the coat he wore
The night she left, the winter that the harbour froze
And all the boats lay still, and nobody would speak."""
LIST = """\
Members of the board who were present at the meeting:
- Dora Lindqvist, who has chaired the board since 2019
- Emil Tanaka, the treasurer, who voted against the plan
- Rosa Mbeki, who represents the crews of the two ferries
- Paul Orme, who left before the vote and did not return"""
ADDRESS = """\
Harbour Board of the Northern District
14 Quay Street
Second floor, room 9
Ostrava Bay 4410
Telephone 0555 190 220"""
TABLE = """\
Quay             Ships      Tonnes     Change
North               12      44,000      -3.1%
South               31      98,500       2.4%
Old harbour          4       1,200      -9.9%
Ferry terminal      88      12,750       0.3%"""
LINES = "\n".join(PARAGRAPHS)
ONE_SENTENCE_A_LINE = """\
The board met on Thursday for almost six hours.
It then agreed to close the northern quay at once.
Two members left the room before the final vote.
The crews will be offered other work until spring.
The union has not said whether it will accept it."""
TRANSCRIPT = """\
LINDQVIST: We have looked at all of the other ways to pay.
TANAKA: I have not seen a single one of them on this table.
LINDQVIST: You were in the room when the clerk read it out.
TANAKA: I was in the room, and I heard nothing of the kind.
LINDQVIST: Then you should read the letter that we all got."""


@pytest.mark.parametrize(
    "text", [POEM, BLANK_VERSE, LIST, ADDRESS, TABLE, LINES, ONE_SENTENCE_A_LINE, TRANSCRIPT, "", "One line only."]
)
def test_lines_that_were_broken_on_purpose_stay(text: str) -> None:
    assert unwrapped(text) == text
