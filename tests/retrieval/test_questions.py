"""A question is read for its kind, whom it asks about, and on what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import UnusableQuestion
from retrieval.model import QuestionKind
from retrieval.questions import LONGEST, read_question
from tests.retrieval.texts import texts


@pytest.mark.parametrize(
    ("text", "speaker", "topic"),
    [
        ("What did Hill say?", "Hill", None),
        ("what did hill say", "hill", None),
        ("WHAT DID HILL SAY?!", "HILL", None),
        ("  What   did\nHill say ? ", "Hill", None),
        ("What did Christopher Hill say about Ukraine?", "Christopher Hill", "Ukraine"),
        ("What has Vučić said on Kosovo and NATO?", "Vučić", "Kosovo and NATO"),
        ("What does Mr. Hill say?", "Hill", None),
        ("What did Ambassador Hill also say regarding the war?", "Hill", "the war"),
        ("What did the President of Serbia say?", "the President of Serbia", None),
        ("what Hill said about Russia", "Hill", "Russia"),
        ("What was said by Hill about Russia?", "Hill", "Russia"),
        ("What did Hill really say?", "Hill", None),
        ("Tell me what Hill has said about Ukraine", "Hill", "Ukraine"),
        ("Has Hill said anything about Russia?", "Hill", "Russia"),
        ("quotes from Ana Maric", "Ana Maric", None),
        ("Show me the statements by Ana Maric on floods", "Ana Maric", "floods"),
        ("Did Hill say anything about Ukraine?", "Hill", "Ukraine"),
        ("What did O’Brien announce?", "O’Brien", None),
    ],
)
def test_this_asks_what_somebody_said(text: str, speaker: str, topic: str | None) -> None:
    question = read_question(text)
    assert (question.kind, question.speaker, question.topic) == (QuestionKind.SAID_BY, speaker, topic)
    assert question.phrase is None
    assert question.text == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ('Who said "Ukraine is absolutely critical"?', "Ukraine is absolutely critical"),
        ("who said “relations improve”", "relations improve"),
        ("Who said „relations improve“?", "relations improve"),
        ("Who said «relations improve»?", "relations improve"),
        ("Who said 'I'm not a fool'?", "I'm not a fool"),
        ('Who told the FT: "Not to sell?"', "Not to sell?"),
        ("Who said that relations improve when people meet?", "relations improve when people meet"),
        ('Who said "never"?', "never"),
    ],
)
def test_this_asks_who_said_something(text: str, phrase: str) -> None:
    question = read_question(text)
    assert (question.kind, question.phrase) == (QuestionKind.WHO_SAID, phrase)
    assert question.speaker is None


@pytest.mark.parametrize(
    "text",
    [
        "What happened in Serbia?",
        "Hill",
        "What did he say?",
        "What did Hill say yesterday?",
        "What did Hill tell the FT?",
        "what did people say about it",
        'Who said "…"?',
        "Who said it first?",
        "What did one two three four five six seven say?",
        "🌞 rain",
    ],
)
def test_this_is_an_open_question(text: str) -> None:
    question = read_question(text)
    assert (question.kind, question.speaker, question.topic, question.phrase) == (QuestionKind.OPEN, None, None, None)


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!…", "“”", "🌞"])
def test_nothing_to_ask_is_refused(text: str) -> None:
    with pytest.raises(UnusableQuestion, match="empty"):
        read_question(text)


def test_a_question_may_be_so_long_and_no_longer() -> None:
    assert read_question("a" * LONGEST).text == "a" * LONGEST
    with pytest.raises(UnusableQuestion, match=f"{LONGEST + 1:,}"):
        read_question("a" * (LONGEST + 1))


def test_a_message_as_long_as_telegram_allows_is_refused_with_its_length() -> None:
    with pytest.raises(UnusableQuestion, match="4,096"):
        read_question("what did Hill say " * 227 + "about it?!")


@given(texts | st.tuples(st.sampled_from(["what did ", "who said ", "quotes by "]), texts).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        question = read_question(text)
    except UnusableQuestion:
        return
    assert question.text == " ".join(text.split())
    assert question.speaker is None or question.speaker in question.text
    assert question.topic is None or question.topic in question.text
    assert (question.speaker is not None) == (question.kind is QuestionKind.SAID_BY)
    assert (question.phrase is not None) == (question.kind is QuestionKind.WHO_SAID)
