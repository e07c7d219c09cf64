"""A question is read for its kind, the people it asks about, and its topic."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.errors import UnusableQuestion
from retrieval.domain.question import Question, QuestionKind
from retrieval.questions import MAX_QUESTION_CHARS, read_question, replace_name, search_text
from tests.retrieval.texts import texts

# A Tuesday.
NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)


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
def test_these_ask_what_somebody_said(text: str, speaker: str, topic: str | None) -> None:
    question = read_question(text)
    assert (question.kind, question.speaker, question.topic) == (QuestionKind.SAID_BY, speaker, topic)
    assert question.phrase is None
    assert question.text == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "topic", "audience", "when"),
    [
        ("What did Hill tell the FT?", None, "the FT", None),
        ("What did Hill say to reporters?", None, "reporters", None),
        ("What has Hill told the FT about Kosovo?", "Kosovo", "the FT", None),
        ("What did Hill say to the FT about Kosovo last week?", "Kosovo", "the FT", "last week"),
        ("What did Hill say about Kosovo to the Financial Times?", "Kosovo", "the Financial Times", None),
        ("What did Hill say about aid to Ukraine?", "aid to Ukraine", None, None),
        ("What did Hill say yesterday?", None, None, "yesterday"),
        ("What did Hill say on Monday about Kosovo?", "Kosovo", None, "on Monday"),
        ("What did Hill say about Kosovo on Monday?", "Kosovo", None, "on Monday"),
        ("What did Hill say on Kosovo on Monday?", "Kosovo", None, "on Monday"),
        ("Yesterday, what did Hill say?", None, None, "Yesterday"),
        ("Since June what has Hill said about Kosovo?", "Kosovo", None, "Since June"),
        ("Quotes from Hill since June 2026", None, None, "since June 2026"),
        ("What did Hill say about the June elections?", "the June elections", None, None),
        ("What did Hill say about Monday?", "Monday", None, None),
        ("What did Hill say about attacks last week in Kosovo?", "attacks last week in Kosovo", None, None),
        ("Did Hill tell the FT that Ukraine is critical?", "Ukraine is critical", "the FT", None),
        ("Did Hill say Ukraine is critical?", "Ukraine is critical", None, None),
        ("Did Hill say yesterday that Ukraine is critical?", "Ukraine is critical", None, "yesterday"),
    ],
)
def test_audience_and_time_are_read_apart_from_the_topic(
    text: str, topic: str | None, audience: str | None, when: str | None
) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speakers) == (QuestionKind.SAID_BY, ("Hill",))
    assert (question.topic, question.audience) == (topic, audience)
    assert (question.when and question.when.words) == when


def test_days_are_counted_from_now() -> None:
    when = read_question("What did Hill say yesterday?", NOW).when
    assert when is not None
    assert (when.start, when.end) == (datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
    assert read_question("What did Hill say yesterday?").when is None


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("What did Hill and Vucic say about Kosovo?", ("Hill", "Vucic")),
        ("What did Hill, Ana Maric and the ambassador say?", ("Hill", "Ana Maric", "the ambassador")),
        ("What have both Hill & Vucic said?", ("Hill", "Vucic")),
        ("Quotes from Mr. Hill or President Vucic", ("Hill", "Vucic")),
        ("What did the State Department say?", ("the State Department",)),
        ("What did Johnson and Johnson say?", ("Johnson", "Johnson")),
    ],
)
def test_several_people_may_be_asked_about(text: str, speakers: tuple[str, ...]) -> None:
    question = read_question(text)
    assert (question.kind, question.speakers) == (QuestionKind.SAID_BY, speakers)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Who spoke about Kosovo?", "Kosovo"),
        ("Who said anything about the river?", "the river"),
        ("Who is quoted on gas prices?", "gas prices"),
        ("What did they say about Hill?", "Hill"),
        ("What do people say on NATO?", "NATO"),
        ("What was said about Christopher Hill?", "Christopher Hill"),
        ("Who spoke about Kosovo last week?", "Kosovo"),
    ],
)
def test_these_ask_for_anybodys_words_on_a_topic(text: str, topic: str) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.topic, question.speakers) == (QuestionKind.ABOUT, topic, ())
    assert (question.when is None) == ("last week" not in text)


def test_did_somebody_say_these_words_asks_for_these_words() -> None:
    question = read_question("Did Hill say “Ukraine is critical”?")
    assert (question.kind, question.speaker, question.phrase) == (QuestionKind.SAID_BY, "Hill", "Ukraine is critical")
    assert question.topic is None


def test_a_name_on_a_topic_is_a_guess() -> None:
    question = read_question("Hill on Ukraine")
    assert (question.kind, question.speaker, question.topic) == (QuestionKind.SAID_BY, "Hill", "Ukraine")
    assert question.guess
    assert not read_question("What did Hill say on Ukraine?").guess


@pytest.mark.parametrize(("who", "document"), [
    ("the bible", True), ("the new trade agreement", True), ("the law", True),
    ("the president", False), ("the report's author", False), ("the lawmakers", False), ("Law", False),
])  # fmt: skip
def test_what_a_document_says_is_a_guess(who: str, document: bool) -> None:
    question = read_question(f"what does {who} say about dogs?")
    assert (question.kind, question.speaker, question.guess) == (QuestionKind.SAID_BY, who, document)


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
def test_these_ask_who_said_something(text: str, phrase: str) -> None:
    question = read_question(text)
    assert (question.kind, question.phrase) == (QuestionKind.WHO_SAID, phrase)
    assert question.speaker is None
    assert question.audience == ("the FT" if "FT" in text else None)


@pytest.mark.parametrize(
    ("text", "topic", "when"),
    [
        ("What did Hill say in Belgrade?", "in Belgrade", None),
        ("What did Hill say last summer?", "last summer", None),
        ("What did Hill say between noon and Friday?", "between noon and Friday", None),
        ("What did Hill say would happen?", "would happen", None),
        ("What did Hill say again?", None, None),
        ("What did Hill say two days ago?", None, "two days ago"),
        ("What did Hill say in the last three days?", None, "in the last three days"),
        ("What did Hill say the last 3 days?", None, "the last 3 days"),
    ],
)
def test_other_words_after_what_a_named_person_said_become_the_topic(
    text: str, topic: str | None, when: str | None
) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speakers, question.topic) == (QuestionKind.SAID_BY, ("Hill",), topic)
    assert (question.when and question.when.words) == when


@pytest.mark.parametrize(
    "text",
    [
        "What happened in Serbia?",
        "What did he say?",
        "Why did Hill say that?",
        "What happened when Hill said no?",
        "What else did Hill say?",
        "What happened in Serbia last week?",
        "What did he say about Kosovo?",
        "What did they say?",
        "Did Hill say no?",
        "What is going on in Serbia?",
        "what did people say about it",
        'Who said "…"?',
        "Who said it first?",
        "What did one two three four five six seven eight nine say?",
        "🌞 rain",
    ],
)
def test_these_are_open_questions(text: str) -> None:
    question = replace(read_question(text, NOW), when=None, answer_type=None)
    assert question == Question(text=" ".join(text.split()))


@pytest.mark.parametrize(
    ("text", "asked", "name", "changed"),
    [
        ("what did Hill say?", "Hill", "Ann Hill", "what did Ann Hill say?"),
        ("what did Hill say about Hill Street?", "Hill", "Ann Hill", "what did Ann Hill say about Hill Street?"),
        ("what did Vucic and Hill say?", "Hill", "Ann Hill", "what did Vucic and Ann Hill say?"),
        ("what did Hilly and Hill say?", "Hill", "Ann Hill", "what did Hilly and Ann Hill say?"),
        ("did Vucik say “no, Vucik”?", "Vucik", "Vucic", "did Vucic say “no, Vucik”?"),
        ("what did they say about Hill?", "Hill", "Ann Hill", "what did they say about Ann Hill?"),
        ("what did Hill say yesterday?", "Hill", "Ann Hill", "what did Ann Hill say yesterday?"),
        ("something else", "Hill", "Ann Hill", "what did Ann Hill say?"),
    ],
)
def test_a_question_is_asked_again_about_the_chosen_person(text: str, asked: str, name: str, changed: str) -> None:
    assert replace_name(text, asked, name, NOW) == changed


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!…", "“”", "🌞"])
def test_nothing_to_ask_is_refused(text: str) -> None:
    with pytest.raises(UnusableQuestion, match="empty"):
        read_question(text)


def test_a_question_has_a_maximum_length() -> None:
    assert read_question("a" * MAX_QUESTION_CHARS).text == "a" * MAX_QUESTION_CHARS
    with pytest.raises(UnusableQuestion, match=f"{MAX_QUESTION_CHARS + 1:,}"):
        read_question("a" * (MAX_QUESTION_CHARS + 1))


def test_a_message_as_long_as_telegram_allows_is_refused_with_its_length() -> None:
    with pytest.raises(UnusableQuestion, match="4,096"):
        read_question("what did Hill say " * 227 + "about it?!")


OPENINGS = ["what did ", "who said ", "quotes by ", "who is ", "compare ", "Hill against ", "brief me on ", "news on "]


@given(texts | st.tuples(st.sampled_from(OPENINGS), texts).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        question = read_question(text, NOW)
    except UnusableQuestion:
        return
    assert question.text == " ".join(text.split())
    assert question.speaker is None or question.speaker in question.text
    assert question.topic is None or question.topic in question.text
    of_people = {QuestionKind.SAID_BY, QuestionKind.COMPARISON, QuestionKind.WHO_IS}
    assert (question.speaker is not None) == (question.kind in of_people)
    assert question.audience is None or question.audience in question.text
    assert (question.kind is QuestionKind.WHO_SAID) <= (question.phrase is not None)
    assert bool(question.speakers) == (question.speaker is not None)


@given(texts | st.sampled_from(["", "yesterday ", "in June ", "since 5 March 2020 "]))
def test_a_time_expression_never_changes_who_a_question_asks_about(text: str) -> None:
    try:
        question = read_question(f"{text}what did Hill say{text}", NOW)
    except UnusableQuestion:
        return
    assert question.kind is not QuestionKind.SAID_BY or question.guess or question.speakers[0].startswith("Hill")


@pytest.mark.parametrize("text", ["Christopher Hill?", "vucic", "Hill", "Ursula von der Leyen", "Vučić"])
def test_a_name_alone_is_a_guess(text: str) -> None:
    question = read_question(text)
    assert (question.kind, question.speaker, question.guess) == (QuestionKind.SAID_BY, text.rstrip("?"), True)


@pytest.mark.parametrize("text", ["weapons in Ukraine", "who?", "what", "water bill", "2026", "Is it over?"])
def test_other_words_alone_are_not_a_name(text: str) -> None:
    assert read_question(text).kind is QuestionKind.OPEN


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("what happened in Marchwood in March?", "what happened in Marchwood ?"),
        ("what did USA Today report on today?", "what did USA Today report on ?"),
        ("what happened in Kosovo?", "what happened in Kosovo?"),
        ("last week what happened in Kosovo?", "what happened in Kosovo?"),
        ("wat do ppl say abt SB 8 and U.S. aid u dont get", "what do people say about SB 8 and U.S. aid you don't get"),
    ],
)
def test_searched_are_a_questions_words_in_full_without_its_time(text: str, searched: str) -> None:
    assert search_text(read_question(text, NOW)) == searched
