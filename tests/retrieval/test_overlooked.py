"""Words next to a name are that person's, where the tagger overlooks them."""

from __future__ import annotations

import pytest

from tests.retrieval.reading import statements


def given(text: str) -> list[tuple[str, str]]:
    """Return the words of each statement with their speaker; "" for nobody."""
    return [
        (" | ".join(piece.cut(text) for piece in s.content), s.speakers[0].name if s.speakers else "")
        for s in statements(text)
    ]


@pytest.mark.parametrize(
    ("text", "words", "who"),
    [
        ("Rents rose twice as fast, according to Emil Lund, a banker.", "Rents rose twice as fast", "Emil Lund"),
        ("The dam had leaked for years, according to engineer Dora Lind.", "The dam had leaked for years", "Dora Lind"),
        ('"Row," Barbara Holm pleaded.', '"Row,"', "Barbara Holm"),
        ('"Stay," begged Barbara Holm.', '"Stay,"', "Barbara Holm"),
        ("“🐟 fresh herring today”, fishmonger Omar Dahl posted.", "“🐟 fresh herring today”", "Omar Dahl"),
        ("Zora Kent (“I hate waiting”) shares a coach with her.", "“I hate waiting”", "Zora Kent"),
        ('It was, in the words of Anna Berg, "a very long night".', '"a very long night"', "Anna Berg"),
        ('In the words of Paul Orme, "nothing is ever finished".', '"nothing is ever finished"', "Paul Orme"),
        ("'We will not move': dockers' leader Rosa Mbeki\n\nA vote is due.", "'We will not move'", "Rosa Mbeki"),
    ],
)  # fmt: skip
def test_plain_places_name_the_speaker(text: str, words: str, who: str) -> None:
    assert (words, who) in given(text)


@pytest.mark.parametrize("bullet", ["-", "–", "•", "*"])
def test_each_item_of_a_list_has_its_own_speaker(bullet: str) -> None:
    items = [("Anna Voss", '"We stand by them."'), ("Marco Bell", '"Talks first."'), ("Lena Hart", '"Not in my time."')]
    text = "Reactions:\n\n" + "\n".join(f"{bullet} {who}: {words}" for who, words in items)
    assert [(who, words) for words, who in given(text)] == items


def test_a_list_label_may_have_a_title() -> None:
    text = "• Foreign minister Greta Lund: “We will pay.”\n• Economist Otto Falk: “We cannot pay.”"
    assert [(words, who.split()[-1]) for words, who in given(text)] == [
        ("“We will pay.”", "Lund"),
        ("“We cannot pay.”", "Falk"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The tax will rise, according to new figures that Emil Tanaka will use.",
        "Bob Dahl (“A Long Way Down”) is on tour.",
        "“Out!” Paul Orme asked the crowd to leave.",
        "A message to Karl Dorn: “Come home.”",
    ],
)
def test_a_name_nearby_is_not_enough(text: str) -> None:
    assert [who for _, who in given(text) if who] == []


@pytest.mark.parametrize(
    "text",
    [
        "Why is the dam so low this year? According to Emil Lund, it leaks.",
        "The boats stayed in the harbour all day. According to Emil Lund, the storm was near.",
    ],
)
def test_according_to_at_the_head_of_a_sentence_introduces_what_follows(text: str) -> None:
    assert not [words for words, who in given(text) if who and words[:6] in text[:20]]


def test_a_prompt_is_no_statement() -> None:
    text = "TOM REED, farmer: It never rained.\n\nJANE FOX: And then?\n\nTOM REED: Then the wells went dry."
    assert [words for words, _ in given(text)] == ["It never rained.", "Then the wells went dry."]


def test_the_questions_of_an_unnamed_interviewer_are_no_statements() -> None:
    text = "Q: Why did you stop?\n\nA: I was tired of it.\n\nQ: Any plans?\n\nA: None that I would tell you."
    assert [words for words, _ in given(text)] == ["I was tired of it.", "None that I would tell you."]


def test_a_paragraph_in_marks_is_a_statement_even_if_nobody_is_named() -> None:
    text = 'The mayor was blunt.\n\n"We have no money. We have no plan.\n\n"What we have is a fortnight."'
    assert any("We have no money" in words for words, _ in given(text))
