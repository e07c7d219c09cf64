"""Speakers from layout: transcripts, signatures, and quotations that continue in the next paragraph."""

from __future__ import annotations

import pytest

from retrieval.quotes.layouts.marks import paragraphs, quoted_stretches
from retrieval.quotes.layouts.turns import continued, signature, speaker_turns


def turns(text: str) -> list[tuple[str, str]]:
    return [(t.who.cut(text), t.words.cut(text)) for t in speaker_turns(text, list(paragraphs(text)))]


def test_a_transcript_says_who_speaks_in_each_paragraph() -> None:
    text = "KAINE: We will win.\n\nPENCE: No.\n\nThey shook hands.\n\nMR. CARNEY: That is all."
    assert turns(text) == [("KAINE", "We will win."), ("PENCE", "No."), ("MR. CARNEY", "That is all.")]


def test_an_interview_of_questions_and_answers() -> None:
    assert turns("Q: Why?\nA: Because.") == [("Q", "Why?"), ("A", "Because.")]


def test_a_label_counts_if_it_comes_again() -> None:
    text = "Ana Maric: Why?\nChristopher Hill: Because.\nAna Maric: I see."
    assert [who for who, _ in turns(text)] == ["Ana Maric", "Ana Maric"]


@pytest.mark.parametrize(
    "text",
    [
        "Vucic: Serbia is neutral",
        "The Latest: Trump speaks.\nUpdate: he left.",
        "Here is what we know: nothing.",
        "http://example.com is down.",
    ],
)
def test_a_colon_alone_makes_no_transcript(text: str) -> None:
    assert turns(text) == []


def signed(text: str) -> str | None:
    rooms = list(paragraphs(text))
    (quoted,) = quoted_stretches(text, rooms[0])
    who = signature(text, quoted, rooms[0], rooms[1] if len(rooms) > 1 else None)
    return who.cut(text) if who else None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“We must act.” — Christopher Hill", "Christopher Hill"),
        ("“We must act.”\n— Christopher Hill, ambassador", "Christopher Hill"),
        ('"We must act." - Hill', "Hill"),
        ("“We must act” — and they did.", None),
        ("“We must act.”\nHill left.", None),
    ],
)
def test_a_signature_follows_a_dash(text: str, who: str | None) -> None:
    assert signed(text) == who


def continues(text: str) -> list[tuple[str, str]]:
    rooms = list(paragraphs(text))
    quoted = [quoted_stretches(text, room) for room in rooms]
    return [(a.span.cut(text), b.span.cut(text)) for a, b in continued(text, rooms, quoted)]


def test_an_unclosed_quotation_continues_in_the_next_paragraph() -> None:
    assert continues("“One.\n“Two.\n“Three.” He left.") == [("“One.", "“Two."), ("“Two.", "“Three.”")]


@pytest.mark.parametrize("text", ["“One.”\n“Two.”", "“One.\nHe said: “Two.”", "“One.\nTwo."])
def test_a_new_quotation_does_not_continue_one(text: str) -> None:
    assert continues(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "LONDON: The prime minister resigned.\nPARIS: The president spoke.",
        "CLAIM: He hates farmers.\nVERDICT: False.",
        "Monday: Rain.\nMonday: Wind.",
        "UPDATE: It is over.\nUPDATE: It is not.",
    ],
)
def test_headings_and_datelines_are_no_speakers(text: str) -> None:
    assert turns(text) == []
