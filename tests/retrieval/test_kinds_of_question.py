"""Which kind a question is: briefing, news, timeline, comparison, who somebody is, or none of these."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from retrieval.domain.question import AnswerType, QuestionKind
from retrieval.questions import as_open, read_question, replace_name

# A Tuesday.
NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
BRIEFING, TIMELINE, NEWS = QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS


@pytest.mark.parametrize(
    ("text", "kind", "topic", "when"),
    [
        ("Brief me on Kosovo", BRIEFING, "Kosovo", None),
        ("brief me about the dam, please", BRIEFING, "the dam", None),
        ("Can you brief me on the protests in Serbia since June?", BRIEFING, "the protests in Serbia", "since June"),
        ("a briefing on Vučić", BRIEFING, "Vučić", None),
        ("Give me a quick summary of the talks", BRIEFING, "the talks", None),
        ("summarise the talks for me", BRIEFING, "the talks", None),
        ("Summarize the war in Ukraine", BRIEFING, "the war in Ukraine", None),
        ("sum up the protests", BRIEFING, "the protests", None),
        ("tell me about Hill, thank you", BRIEFING, "Hill", None),
        ("What do we know about the shooting?", BRIEFING, "the shooting", None),
        ("what is known about the shooting", BRIEFING, "the shooting", None),
        ("timeline of Kosovo", TIMELINE, "Kosovo", None),
        ("Give me a timeline of the talks since June", TIMELINE, "the talks", "since June"),
        ("chronology of the war", TIMELINE, "the war", None),
        ("How did the protests unfold?", TIMELINE, "the protests", None),
        ("What's new?", NEWS, None, None),
        ("what’s new", NEWS, None, None),
        ("whats new", NEWS, None, None),
        ("What is new since Monday?", NEWS, None, "since Monday"),
        ("What's new on Kosovo?", NEWS, "Kosovo", None),
        ("any news on Kosovo since Monday?", NEWS, "Kosovo", "since Monday"),
        ("Is there any news about the dam?", NEWS, "the dam", None),
        ("news about Ukraine", NEWS, "Ukraine", None),
        ("news", NEWS, None, None),
        ("today's news", NEWS, None, "today's"),
        ("the latest on Kosovo", NEWS, "Kosovo", None),
        ("What's the latest?", NEWS, None, None),
        ("latest developments in Kosovo", NEWS, "Kosovo", None),
        ("brief me", NEWS, None, None),
        ("What happened yesterday?", NEWS, None, "yesterday"),
        ("what happened last week", NEWS, None, "last week"),
    ],
)
def test_these_ask_what_is_printed_on_a_topic(
    text: str, kind: QuestionKind, topic: str | None, when: str | None
) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.topic, question.when and question.when.words) == (kind, topic, when)
    assert question.asked_at == NOW
    # These may also ask for an explanation: what is found decides.
    assert question.guess == text.lower().startswith(("tell", "what do", "what is known"))


@pytest.mark.parametrize(
    ("text", "people", "topic", "guess"),
    [
        (
            "Christopher Hill against Aleksandar Vučić on Kosovo",
            ("Christopher Hill", "Aleksandar Vučić"),
            "Kosovo",
            False,
        ),
        ("Hill against Vucic on Kosovo", ("Hill", "Vucic"), "Kosovo", True),
        ("hill vs vucic", ("hill", "vucic"), None, True),
        ("Hill vs. Vucic on gas prices", ("Hill", "Vucic"), "gas prices", True),
        ("what's the difference between Hill and Vucic on Kosovo?", ("Hill", "Vucic"), "Kosovo", False),
        ("do hill and vucic agree about gas prices", ("hill", "vucic"), "gas prices", False),
        ("how does Hill compare to Vucic on Kosovo", ("Hill", "Vucic"), "Kosovo", False),
        ("hill and vucic, what did each say about Kosovo?", ("hill", "vucic"), "Kosovo", False),
        ("hill and vucic on Kosovo, both sides", ("hill", "vucic"), "Kosovo", False),
        ("Mr. Hill versus President Vucic on Kosovo", ("Hill", "Vucic"), "Kosovo", False),
        ("compare Hill and Vucic on Ukraine", ("Hill", "Vucic"), "Ukraine", False),
        ("Compare what Hill and Vucic said about Ukraine", ("Hill", "Vucic"), "Ukraine", False),
        ("Hill and Vucic on Ukraine side by side", ("Hill", "Vucic"), "Ukraine", False),
        ("Hill and Vucic side by side", ("Hill", "Vucic"), None, False),
        ("Hill and Vucic side by side on Ukraine", ("Hill", "Vucic"), "Ukraine", False),
        ("How do Hill and Vucic differ on Ukraine?", ("Hill", "Vucic"), "Ukraine", False),
        ("Protests against Vucic", ("Protests", "Vucic"), None, True),
    ],
)
def test_these_compare_two_people(text: str, people: tuple[str, ...], topic: str | None, guess: bool) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speakers, question.topic) == (QuestionKind.COMPARISON, people, topic)
    assert question.guess is guess
    assert len(question.titles) == 2


@pytest.mark.parametrize(
    ("text", "name", "guess"),
    [
        ("Who is Hill?", "Hill", False),
        ("who's Christopher Hill", "Christopher Hill", False),
        ("who is hill", "hill", True),
        ("Who was President Vučić?", "Vučić", False),
        ("Tell me who Hill is", "Hill", False),
        ("whos Vucic", "Vucic", False),
        ("Who is the president of Serbia?", "the president of Serbia", True),
    ],
)
def test_these_ask_who_somebody_is(text: str, name: str, guess: bool) -> None:
    question = read_question(text, NOW)
    assert (question.kind, question.speakers, question.guess) == (QuestionKind.WHO_IS, (name,), guess)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who is quoted on gas prices?", QuestionKind.ABOUT),
        ("tell me what Hill said about Kosovo", QuestionKind.SAID_BY),
        ("brief me on what Hill said about Kosovo", QuestionKind.SAID_BY),
        ("What did Hill say about the news?", QuestionKind.SAID_BY),
        ("Hill on Ukraine", QuestionKind.SAID_BY),
        ("What did Hill and Vucic say about Kosovo?", QuestionKind.SAID_BY),
        ("News Corp", QuestionKind.SAID_BY),
        ("What happened?", QuestionKind.OPEN),
        ("What happened in Serbia?", QuestionKind.OPEN),
        ("What is going on in Serbia?", QuestionKind.OPEN),
        ("who is he?", QuestionKind.OPEN),
        ("who is winning the war", QuestionKind.OPEN),
        ("Who is behind the protests?", QuestionKind.OPEN),
        ("Who is responsible for the attack?", QuestionKind.OPEN),
        ("who was involved in the talks", QuestionKind.OPEN),
        ("Who voted against Hill?", QuestionKind.OPEN),
        ("Why is Hill against the law?", QuestionKind.OPEN),
        ("summarise", QuestionKind.SAID_BY),
        ("tell me about it", QuestionKind.OPEN),
        ("tell me about the article", QuestionKind.OPEN),
        ("what is new here compared to the old bridge", QuestionKind.OPEN),
    ],
)
def test_near_misses_keep_their_kind(text: str, kind: QuestionKind) -> None:
    assert read_question(text, NOW).kind is kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Who resigned?", AnswerType.PERSON),
        ("By whom was the bridge built?", AnswerType.PERSON),
        ("When did the dam break?", AnswerType.TIME),
        ("in which year was it built", AnswerType.TIME),
        ("How long ago did it start?", AnswerType.TIME),
        ("Where is the dam?", AnswerType.PLACE),
        ("In which country is Mladenovac?", AnswerType.PLACE),
        ("How many people died?", AnswerType.NUMBER),
        ("how much will it cost", AnswerType.NUMBER),
        ("What was the death toll?", AnswerType.NUMBER),
        ("Why did the dam break?", AnswerType.REASON),
        ("What caused the flood?", AnswerType.REASON),
        ("What happened in Serbia?", AnswerType.EVENT),
        ("what's going on in Serbia", AnswerType.EVENT),
        ("Last week, who resigned?", AnswerType.PERSON),
        ("Do you know when the dam broke?", AnswerType.TIME),
        ("The dam broke when?", AnswerType.TIME),
        ("Did the dam break?", None),
        ("What is a dam?", None),
        ("dam", None),
        ("whoever wins", None),
    ],
)
def test_an_open_question_says_what_it_wants(text: str, wanted: AnswerType | None) -> None:
    question = as_open(read_question(text, NOW))
    assert (question.kind, question.answer_type) == (QuestionKind.OPEN, wanted)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("What happened in Kosovo last week?", "last week"),
        ("What happened last week in Kosovo?", "last week"),
        ("Last week, what happened in Kosovo?", "Last week"),
        ("who resigned in June", "in June"),
        ("How many people died since Monday?", "since Monday"),
        ("what is happening in Kosovo today?", "today"),
        ("Who is visiting Belgrade today?", "today"),
        ("Are iron coins still used today?", None),
        ("Why are there 28 days in February?", None),
        ("What happened in Kosovo?", None),
        ("What happened at the June elections?", None),
    ],
)
def test_a_time_expression_in_an_open_question_is_its_period(text: str, when: str | None) -> None:
    question = read_question(text, NOW)
    assert question.kind is QuestionKind.OPEN
    assert (question.when and question.when.words) == when


def test_days_begin_at_the_readers_midnight() -> None:
    new_york = NOW.replace(hour=3).astimezone(ZoneInfo("America/New_York"))
    today, there = (
        read_question("what happened today in Kosovo?", now).when for now in (NOW.replace(hour=3), new_york)
    )
    assert today is not None
    assert there is not None
    assert (today.start, there.start) == (
        datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC),
    )  # fmt: skip


def test_a_day_printed_without_an_hour_is_that_day_for_every_reader() -> None:
    printed = datetime(2026, 11, 23, tzinfo=UTC)
    for zone in ("America/New_York", "Pacific/Kiritimati", "UTC"):
        yesterday = read_question("what happened yesterday?", NOW.replace(tzinfo=ZoneInfo(zone))).when
        assert yesterday is not None
        assert yesterday.holds(printed)
        assert not yesterday.holds(printed.replace(day=22))
        assert not yesterday.holds(printed.replace(day=24))


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Belgrade", (2026, 3, 29), 23),
        ("Europe/Belgrade", (2026, 10, 25), 25),
        ("America/Havana", (2026, 11, 1), 25),
    ],
)
def test_a_day_of_the_clock_change_is_whole(zone: str, day: tuple[int, int, int], hours: int) -> None:
    # The second half past midnight, in a night that has two.
    now = datetime(*day, 0, 30, fold=1, tzinfo=ZoneInfo(zone))
    today = read_question("what happened today?", now).when
    assert today is not None
    assert today.start is not None
    assert today.end is not None
    assert (today.end.astimezone(UTC) - today.start.astimezone(UTC)).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("text", "asked", "name", "changed"),
    [
        ("Hill against Vucic on Hill Street", "Hill", "Ann Hill", "Ann Hill against Vucic on Hill Street"),
        ("who is Hill?", "Hill", "Ann Hill", "who is Ann Hill?"),
        ("brief me on Hill", "Hill", "Ann Hill", "brief me on Ann Hill"),
        ("timeline of Hill since June", "Hill", "Ann Hill", "timeline of Ann Hill since June"),
    ],
)
def test_choosing_a_person_keeps_the_kind(text: str, asked: str, name: str, changed: str) -> None:
    assert replace_name(text, asked, name, NOW) == changed
