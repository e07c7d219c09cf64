"""Questions as typed on a phone: whose words they ask for, on what, and which of them are guesses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.domain.question import QuestionKind
from retrieval.questions import read_question, replace_name

# A Tuesday.
NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
SAID_BY, ABOUT, WHO_SAID, OPEN = QuestionKind.SAID_BY, QuestionKind.ABOUT, QuestionKind.WHO_SAID, QuestionKind.OPEN


@pytest.mark.parametrize(
    ("text", "speaker", "topic"),
    [
        ("any word from Ana Maric?", "Ana Maric", None),
        ("any comment from the mayor on the dam", "the mayor", "the dam"),
        ("is there any statement from Reyes", "Reyes", None),
        ("do you have quotes by reyes about rain pls", "reyes", "rain"),
        ("show quotes from reyes", "reyes", None),
        ("latest remarks by Brook on money", "Brook", "money"),
        ("what are reyes' words about the flood", "reyes", "the flood"),
        ("What were the minister's exact words?", "the minister", None),
        ("quote brook on the inquiry", "brook", "the inquiry"),
        ("Has Brook commented on NATO?", "Brook", "NATO"),
        ("did reyes comment on rain", "reyes", "rain"),
        ("Did Reyes make any comment about rain?", "Reyes", "rain"),
        ("what comments did brook make on the dam", "brook", "the dam"),
        ("what'd reyes say", "reyes", None),
        ("what exactly did reyes say about rain", "reyes", "rain"),
        ("what did reyes say exactly", "reyes", None),
        ("what did reyes say abt rain", "reyes", "rain"),
        ("what has Reyes been saying on rain", "Reyes", "rain"),
    ],
)
def test_these_plainly_ask_for_somebodys_words(text: str, speaker: str, topic: str | None) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speaker, question.topic) == (SAID_BY, speaker, topic)
    assert not question.guess


@pytest.mark.parametrize(
    ("text", "speaker", "topic"),
    [
        ("reyes quotes", "reyes", None),
        ("Reyes's words on rain", "Reyes", "rain"),
        ("brook quote about money", "brook", "money"),
        ("quotes on the dam by reyes", "reyes", "the dam"),
        ("quote reyes", "reyes", None),
        ("anything from reyes on rain?", "reyes", "rain"),
        ("whats reyes saying about rain", "reyes", "rain"),
        ("what is the minister saying", "the minister", None),
        ("what's brook said on money", "brook", "money"),
        ("everything reyes said about the dam", "reyes", "the dam"),
        ("reyes said what about rain", "reyes", "rain"),
        ("what does brook think about the dam", "brook", "the dam"),
        ("what did reyes talk about", "reyes", None),
        ("did brook mention money?", "brook", "money"),
        ("did brook mention anything about money?", "brook", "money"),
        ("has reyes spoken", "reyes", None),
        ("has reyes spoken about the cracks", "reyes", "the cracks"),
        ("brook's view on the dam", "brook", "the dam"),
        ("what is brook's position on new dams", "brook", "new dams"),
        ("views of brook on dams", "brook", "dams"),
        ("where does brook stand on dams", "brook", "dams"),
        ("how does brook feel about dams", "brook", "dams"),
        ("what did the prosecutor say in the harbour trial", "the prosecutor", "in the harbour trial"),
        ("what did brook say at the dam", "brook", "at the dam"),
        ("according to reyes, why did the dam break?", "reyes", "dam break"),
        ("according to reyes who knew of the cracks", "reyes", "knew of the cracks"),
        ("who ignored the warnings according to brook", "brook", "ignored the warnings"),
        ("what happened according to the mayor", "the mayor", "happened"),
    ],
)
def test_these_are_guesses_that_ask_for_somebodys_words(text: str, speaker: str, topic: str | None) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speaker, question.topic) == (SAID_BY, speaker, topic)
    assert question.guess


@pytest.mark.parametrize(
    "text",
    [
        "what does Brook think about dams",
        "whats Brook saying",
        "quote Brook",
        "Has Brook spoken?",
        "What's Brook's view on dams?",
        "Ada Brook quotes",
        "According to Brook, what will it cost?",
        "everything Brook said",
    ],
)
def test_a_capital_letter_inside_a_question_marks_a_name(text: str) -> None:
    question = read_question(text, NOW)
    assert question.kind is SAID_BY
    assert not question.guess


@pytest.mark.parametrize("text", ["Stock quotes", "Water quotes on rain", "Scientists' views on rain"])
def test_the_first_capital_letter_does_not_mark_a_name(text: str) -> None:
    assert read_question(text, NOW).guess


@pytest.mark.parametrize(
    ("text", "audience", "topic"),
    [
        ("what did Reyes talk to reporters about", "reporters", None),
        ("what did Reyes tell the Herald abt rain", "the Herald", "rain"),
        ("did Reyes tell the Herald about rain", "the Herald", "rain"),
    ],
)
def test_the_audience_is_read_before_the_topic(text: str, audience: str, topic: str | None) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.audience, question.topic) == (SAID_BY, audience, topic)


@pytest.mark.parametrize(
    ("text", "topic", "when"),
    [
        ("reyes quotes since june", None, "since june"),
        ("any word from reyes yesterday", None, "yesterday"),
        ("has reyes commented on monday", None, "on monday"),
        ("what's reyes saying about rain this week", "rain", "this week"),
        ("last week, what did reyes think about rain", "rain", "last week"),
    ],
)
def test_time_expressions_are_read_as_such(text: str, topic: str | None, when: str) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speaker, question.topic) == (SAID_BY, "reyes", topic)
    assert question.when is not None
    assert question.when.words == when


@pytest.mark.parametrize(
    ("text", "kind", "asked"),
    [
        ("who mentioned the cracks?", ABOUT, "the cracks"),
        ("who has mentioned Reyes", ABOUT, "Reyes"),
        ("what did people say abt the dam", ABOUT, "the dam"),
        ("did anyone mention the cracks", ABOUT, "the cracks"),
        ("has anybody commented on rain?", ABOUT, "rain"),
        ("did anyone say anything about Reyes", ABOUT, "Reyes"),
        ("who was it that said 'never again'", WHO_SAID, "never again"),
        ("whose words are “never again”?", WHO_SAID, "never again"),
        ("whose quote is 'we had no warning'?", WHO_SAID, "we had no warning"),
        ("who claimed 'the money was there'", WHO_SAID, "the money was there"),
        ("who says the money was there", WHO_SAID, "the money was there"),
    ],
)
def test_these_ask_who_spoke(text: str, kind: QuestionKind, asked: str) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.topic or question.phrase) == (kind, asked)


@pytest.mark.parametrize(
    "text",
    [
        "what did he talk about",
        "her comments",
        "quote me a price",
        "did anyone mention it",
        "what do you think about the dam",
        "any word from him?",
        "who discussed the treaty",
        "what did Reyes do about the dam",
        "did Reyes say no?",
        "what is the point of saying no",
        "what is the state department",
        "what does the word dam mean",
        "how did Reyes react to the flood",
        "where does the river stand now",
        "why did Reyes mention rain",
        "what else did Reyes mention",
        "what did Reyes warn about",
        "what were her comments",
        "according to whom?",
        "who said it first?",
    ],
)
def test_near_misses_stay_open(text: str) -> None:
    assert read_question(text, NOW).kind is OPEN


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Brook's words on dams", "Ada Brook's words on dams"),
        ("any comment from Brook", "any comment from Ada Brook"),
        ("what is Brook saying about Brook Street", "what is Ada Brook saying about Brook Street"),
        ("according to Brook, what broke?", "according to Ada Brook, what broke?"),
    ],
)
def test_choosing_a_person_keeps_the_question(text: str, changed: str) -> None:
    assert replace_name(text, "Brook", "Ada Brook", NOW) == changed
