"""One question of each kind to the real bot on the stand; days are those of the reader's zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cli import chat
from bot.usecases.asking.conversation import Response
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running
from tests.retrieval.invented import printed
from tests.retrieval.press import PRESS
from tests.telegram.client import Reader


@pytest.fixture
async def press(running: Running) -> Running:
    await running.services.library.put(PRESS)
    running.clock.now = datetime(2026, 3, 21, 12, tzinfo=UTC)
    return running


@pytest.fixture
def ann(press: Running) -> Reader:
    return press.stand.reader("Ann")


async def asked(reader: Reader, text: str) -> tuple[str, list[str], list[str]]:
    """Ask, and return the reply's text, its quotes and its bold parts."""
    await reader.say(text)
    answer = await reader.reply()
    return answer.text, quotes(answer), answer.cuts("bold")


async def test_a_briefing_is_oldest_first_under_day_and_publisher(press: Running, ann: Reader) -> None:
    text, quoted, bold = await asked(ann, "brief me on the Orlen dam")
    texts = [draft.text for draft, _ in PRESS]
    assert len(quoted) >= 4
    assert all(any(q in t for t in texts) for q in quoted)
    assert bold[0] == "Briefing: the Orlen dam"
    assert "[1] Valley Herald · 2 weeks ago" in text


async def test_a_timeline_leaves_out_undated_articles_and_says_so(press: Running, ann: Reader) -> None:
    text, quoted, _ = await asked(ann, "timeline of the Orlen dam")
    assert len(quoted) >= 4
    assert text.startswith("Timeline: the Orlen dam\n")
    assert "2 March 2026" in text
    assert "Left out: 1 undated article." in text


async def test_news_says_since_when(press: Running, ann: Reader) -> None:
    text, quoted, _ = await asked(ann, "what’s new on the dam since 14 March?")
    assert text.startswith("Only articles published since 14 March 2026; undated ones count by when they were added.")
    assert any(q.startswith("Rebuilding of the Orlen dam") for q in quoted)


async def test_two_people_stand_side_by_side_under_their_names(press: Running, ann: Reader) -> None:
    _, quoted, bold = await asked(ann, "Ada Brook against Tom Reyes")
    assert [name for name in bold if name in {"Ada Brook", "Tom Reyes"}][:2] == ["Ada Brook", "Tom Reyes"]
    assert "“We had no warning,”" in quoted


async def test_who_someone_is_is_answered_by_print(press: Running, ann: Reader) -> None:
    _, quoted, bold = await asked(ann, "who is Mara Lindqvist?")
    assert quoted == ["“The wall must be watched,” said chief engineer Mara Lindqvist."]
    assert bold == ["About Mara Lindqvist", "chief engineer"]


async def test_a_button_says_which_of_several_people_is_meant(press: Running, ann: Reader) -> None:
    await ann.say("who is Brook?")
    offered = await ann.reply()
    assert sorted(b["text"] for b in offered.buttons) == ["Ada Brook", "Ben Brook"]
    await ann.press(offered, "Ben Brook")
    assert quotes(await ann.reply()) == ["Conductor Ben Brook took eleven bows."]


async def test_what_happened_last_week_shows_only_that_week(press: Running, ann: Reader) -> None:
    text, quoted, _ = await asked(ann, "What happened to the Orlen dam last week?")
    assert [q[:10] for q in quoted] == ["Parliament"]
    assert "Only articles published from 9 March 2026 to 15 March 2026." in text
    text, quoted, _ = await asked(ann, "What happened to the Orlen dam today?")
    assert text.startswith("I have articles, but none published on 21 March 2026.")
    assert "From another time" in text


async def test_today_is_in_the_zone_that_the_reader_chose(press: Running, ann: Reader) -> None:
    night = datetime(2026, 11, 24, 2, tzinfo=UTC)
    late = printed("A late ferry sank off Corlin.", name="late", day=night, publisher="Coast Post")
    await press.services.library.put([late])
    press.clock.now = night.replace(hour=3)
    assert "Coast Post · today" in (await asked(ann, "what happened today?"))[0]
    await ann.say("/subscribe 08:00 America/New_York")
    await ann.reply()
    text, quoted, _ = await asked(ann, "what happened today?")
    assert quoted == ["A late ferry sank off Corlin."]
    assert "Coast Post · today" in text
    press.clock.forward(hours=4)
    assert "Coast Post · yesterday" in (await asked(ann, "what happened yesterday?"))[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("brief me on volcanoes in Iceland", "I have nothing on “volcanoes in Iceland”."),
        ("who is Zoltan Quux?", "I have nothing on anyone called Zoltan Quux."),
        (
            "what’s new on Mara Lindqvist since 14 March?",
            "I have articles on “Mara Lindqvist”, but none published since",
        ),
        ("brief me on " + "dam " * 300, "The question has 1,211 characters; ask in at most 1,000."),
        ('timeline of *: AND "\\', "No stored article answers that."),
    ],
)
async def test_what_cannot_be_answered_gets_one_clear_sentence(ann: Reader, text: str, says: str) -> None:
    assert says in (await asked(ann, text))[0]


async def test_the_terminal_shows_the_same_answer(press: Running) -> None:
    said = await chat.reply(press.services, "who is Mara Lindqvist?", Response([]))
    assert said.blocks[0].plain.startswith(
        "About Mara Lindqvist, described as “chief engineer”\n\n“The wall must be watched,”"
    )


@pytest.mark.parametrize(
    ("text", "bold", "quoted"),
    [
        (
            "who is Hill?",
            "About Christopher Hill",
            "US Ambassador to Serbia Chr",
        ),
        (
            "who is the president of Serbia?",
            "About Aleksandar Vucic",
            "In an int",
        ),
        ("Who's Putin?", "About Vladimir Putin", "He added that the times"),
        ("Hill against Vucic on Ukraine", "On “Ukraine”", '"Ukraine is absolutely critical'),
        ("brief me on Kosovo", "Briefing: Kosovo", "Journalists note that this shift"),
        (
            "What do we know about the protests in Serbia?",
            "From the articles",
            "As The Gaze reported, the first protests",
        ),
    ],
)
async def test_the_seed_is_asked_in_every_way(running: Running, text: str, bold: str, quoted: str) -> None:
    _, shown, bolds = await asked(running.stand.reader("Ann"), text)
    assert bolds[0] == bold
    assert shown[0].startswith(quoted)
