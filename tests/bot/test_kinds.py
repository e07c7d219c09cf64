"""Replies to the kinds of question: headings of briefings, ages of sources, copies, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.views.replies.reply import reply_blocks
from bot.views.rich_text import Style
from bot.views.sources import MAX_COPIES_SHOWN, age, source_line
from retrieval.domain.period import Period
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Refusal, RefusalReason, Reply
from tests.bot.printed import BRIDGE, NOW, RUST, YEAR, article, cuts, passage, refusal, said, speaker

NEW_YORK, KIRITIMATI = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")


def asked(kind: QuestionKind, *, topic: str | None = "the bridge", **read: object) -> Question:
    return Question(text="?", kind=kind, topic=topic, asked_at=NOW, **read)  # type: ignore[arg-type]


def plains(reply: Reply) -> list[str]:
    return [block.plain for block in reply_blocks(reply)]


@pytest.mark.parametrize("kind", [QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS])
def test_passages_are_headed_by_day_age_and_publisher(kind: QuestionKind) -> None:
    undated = article(name="old", title="Old", published=None, publisher=None)
    excerpts = YEAR, passage("The work takes a year.", of=undated)
    blocks = reply_blocks(Answer(question=asked(kind), excerpts=excerpts, confidence=1.0))
    assert cuts(blocks, Style.BOLD)[0] == "20 November 2026, 4 days ago · Harbour Times"
    assert blocks[1].plain.startswith("undated\n")
    assert cuts(blocks, Style.QUOTE) == [YEAR.text, "The work takes a year."]


def test_news_says_which_days_it_covers() -> None:
    week = Period("in the last 7 days", datetime(2026, 11, 17, tzinfo=UTC))
    blocks = plains(Answer(question=asked(QuestionKind.NEWS, when=week), excerpts=(YEAR,), confidence=1.0))
    assert blocks[0] == "Only articles published since 17 November 2026; undated ones count by when they were added."


def test_what_an_article_says_about_someone_is_not_headed_as_their_words() -> None:
    role = passage('"We found rust," said chief engineer Mara Lindqvist.', "chief engineer")
    who = asked(QuestionKind.WHO_IS, topic=None, speaker="Lindqvist", speakers=("Lindqvist",))
    blocks = reply_blocks(Answer(question=who, excerpts=(role,), confidence=1.0))
    assert cuts(blocks, Style.BOLD)[:2] == ["About Lindqvist, described as “chief engineer”", "chief engineer"]


def test_two_people_side_by_side_get_equal_room() -> None:
    many = [replace(RUST, statement=n) for n in range(1, 30)]
    other = said("He would not wait", speaker("Tom Reyes"), number=99)
    both = asked(QuestionKind.COMPARISON, speakers=("Lindqvist", "Reyes"))
    blocks = reply_blocks(Answer(question=both, excerpts=(*many, other), confidence=1.0))
    assert "He would not wait" in cuts(blocks, Style.QUOTE)
    assert "18 more statements: ask about one of them to see others." in [b.plain for b in blocks]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "today"), (1, "yesterday"), (2, "2 days ago"), (13, "13 days ago"), (14, "2 weeks ago"),
        (59, "8 weeks ago"), (60, "2 months ago"), (729, "24 months ago"), (730, "2 years ago"), (-1, ""),
    ],
)  # fmt: skip
def test_an_age_is_given_in_its_largest_useful_unit(days: int, says: str) -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert age(datetime.fromordinal(now.toordinal() - days).replace(hour=23, tzinfo=UTC), now) == says


def test_a_source_is_dated_where_its_reader_lives() -> None:
    late = article(published=datetime(2026, 11, 24, 2, 30, tzinfo=UTC))
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert source_line(late, now.astimezone(NEW_YORK)).plain.endswith("23 November 2026, yesterday")
    assert source_line(late, now).plain.endswith("24 November 2026, today")
    assert source_line(late).plain.endswith("24 November 2026")


@pytest.mark.parametrize("zone", [NEW_YORK, KIRITIMATI])
def test_a_date_without_a_time_is_the_same_day_in_every_zone(zone: ZoneInfo) -> None:
    now = datetime(2026, 11, 24, 15, tzinfo=zone)
    assert source_line(BRIDGE, now).plain.endswith("20 November 2026, 4 days ago")


@pytest.mark.parametrize("moment", ["0001-01-01T02:00:00+00:00", "9999-12-31T23:30:00+00:00"])
def test_the_first_and_the_last_day_have_a_date_too(moment: str) -> None:
    odd = article(published=datetime.fromisoformat(moment))
    for zone in (NEW_YORK, KIRITIMATI):
        assert moment[:4].lstrip("0") in source_line(odd, NOW.astimezone(zone)).plain


def test_copies_are_listed_under_the_source_shown() -> None:
    copies = tuple(
        article(name=f"c{n}", title=f"Copy {n}", publisher="Coast Post", url=None) for n in range(MAX_COPIES_SHOWN + 2)
    )
    blocks = plains(Answer(question=asked(QuestionKind.OPEN), excerpts=(replace(YEAR, also=copies),), confidence=1.0))
    lines = blocks[-1].split("\n")
    assert lines[0].startswith("[1] Bridge to close")
    assert lines[1:-1] == [
        f"also in Copy {n} · Coast Post · 20 November 2026, 4 days ago" for n in range(MAX_COPIES_SHOWN)
    ]
    assert lines[-1] == "also in 2 more"


DAY = Period("yesterday", datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "reason", "read", "says"),
    [
        (QuestionKind.BRIEFING, RefusalReason.NOTHING_CLOSE, {}, "I have nothing on “Mars”."),
        (QuestionKind.NEWS, RefusalReason.NOTHING_CLOSE, {"topic": None}, "No stored article answers that."),
        (
            QuestionKind.NEWS,
            RefusalReason.NOT_THEN,
            {"when": DAY},
            "I have articles on “Mars”, but none published on 23 November 2026.",
        ),
        (
            QuestionKind.OPEN,
            RefusalReason.NOT_THEN,
            {"when": DAY, "topic": None},
            "I have articles, but none published on 23 November 2026.",
        ),
        (
            QuestionKind.TIMELINE,
            RefusalReason.NOT_THEN,
            {},
            "I have articles on “Mars”, but none with a date.",
        ),
    ],
)
def test_a_refusal_names_its_topic(
    kind: QuestionKind, reason: RefusalReason, read: dict[str, object], says: str
) -> None:
    reply = replace(refusal(reason, nearest=[YEAR]), question=replace(asked(kind, topic="Mars"), **read))  # type: ignore[arg-type]
    assert plains(reply)[0] == says
    if reason is RefusalReason.NOT_THEN:
        undated = replace(reply, nearest=(passage("The work takes a year.", of=article(published=None)),))
        assert plains(undated)[1].startswith("Undated\n")
        assert plains(reply)[1].startswith("From another time\n")


def test_the_refusal_for_someone_without_a_role_says_so() -> None:
    reply = Refusal(
        question=asked(QuestionKind.WHO_IS, topic=None),
        reason=RefusalReason.NO_ROLE,
        asked="Tom Reyes",
        nearest=(YEAR,),
    )
    assert plains(reply)[:2] == [
        "Tom Reyes is mentioned, but no article says what their role is.",
        f"What the articles say about them\n\n{YEAR.text}\n[1] paragraphs 2–3",
    ]


def test_the_reader_chooses_among_several_people_who_need_not_be_quoted() -> None:
    reply = refusal(
        RefusalReason.SEVERAL_OF_THAT_NAME, asked="Hill", people=("A Hill", "B Hill"), kind=QuestionKind.WHO_IS
    )
    assert plains(reply)[0].startswith("Several people called Hill are mentioned")
