"""/trend draws who speaks how often, /stats what is stored; the captions hold the same figures."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from bot.usecases import drawing
from bot.views.pictures.charts import Chart
from tests.e2e.conftest import Running
from tests.retrieval.invented import Said as Words
from tests.retrieval.invented import printed
from tests.telegram.records import Message


def on(day: int) -> datetime:
    """Return a day of November; the bot's clock stands at the 24th."""
    return datetime(2026, 11, day, 12, tzinfo=UTC)


TIDE = printed(
    "“The tide is out,” said Ada Brook. “Blame the harbour,” said Cem Dal.",
    Words("“The tide is out,”", "Ada Brook"), Words("“Blame the harbour,”", "Cem Dal"),
    name="tide", title="A dry harbour", day=on(23),
)  # fmt: skip
FOG = printed(
    "“The harbour has gone,” said Ada Brook. “I trust Brook,” said Cem Dal.",
    Words("“The harbour has gone,”", "Ada Brook"), Words("“I trust Brook,”", "Cem Dal"),
    name="fog", title="Fog", day=on(20),
)  # fmt: skip
UNDATED = printed(
    "“Nobody asked the harbour,” said Ada Brook.", Words("“Nobody asked the harbour,”", "Ada Brook"), name="old"
)


@pytest.fixture
async def harbour(running: Running) -> Running:
    await running.services.library.put([TIDE, FOG, UNDATED])
    return running


@pytest.fixture
def charts(monkeypatch: pytest.MonkeyPatch) -> list[Chart]:
    """Record what is drawn, and draw it."""
    seen: list[Chart] = []
    draw = drawing._drawn_by_process

    async def recorded(chart: Chart, folder: str) -> bytes | None:
        seen.append(chart)
        return await draw(chart, folder)

    monkeypatch.setattr(drawing, "_drawn_by_process", recorded)
    return seen


async def ask(running: Running, line: str, name: str = "Ann") -> Message:
    reader = running.editor if name == "Edith" else running.stand.reader(name)
    await reader.say(line)
    return await reader.reply(60)


async def test_a_topics_trend_is_drawn_and_said(harbour: Running, charts: list[Chart]) -> None:
    sent = await ask(harbour, "/trend harbour")
    (photo,) = sent.raw["photo"]
    # As wide as a phone is sharp, and higher for each panel.
    assert (photo["width"], photo["height"] > 600) == (800, True)
    days, speakers = charts[0].panels
    assert days.values == (*[0] * 9, 1, 0, 0, 2, 0)
    assert (days.labels[-1], days.labels[-2]) == ("24 Nov", "23 Nov")
    assert speakers.labels == ("Ada Brook", "Cem Dal")
    assert speakers.values == (3, 1)
    assert sent.text == (
        "4 statements on harbour\nBy day: 23 Nov: 2, 20 Nov: 1\n1 is undated\n\nWho speaks on it most:\n"
        "1. Ada Brook: 3\n2. Cem Dal: 1"
    )
    assert sent.cuts("bold") == ["harbour"]


async def test_a_persons_trend_counts_their_own_words_and_names_who_speaks_of_them(
    harbour: Running, charts: list[Chart]
) -> None:
    sent = await ask(harbour, "/trend ada brook")
    assert sent.text.startswith("3 statements by Ada Brook\nBy day: 23 Nov: 1, 20 Nov: 1\n1 is undated\n")
    assert sent.text.endswith("Others who speak of Ada Brook most:\n1. Cem Dal: 1")
    # One bar is no comparison.
    assert [panel.across for panel in charts[0].panels] == [False]


async def test_a_retracted_article_counts_no_more(harbour: Running) -> None:
    await ask(harbour, "/retract fog wrong", "Edith")
    assert (await ask(harbour, "/trend harbour")).text.startswith("3 statements on harbour\nBy day: 23 Nov: 2\n")


async def test_where_nothing_can_be_drawn_that_is_said_and_names_are_offered(harbour: Running) -> None:
    nothing = await ask(harbour, "/trend submarines")
    assert nothing.text == "I have no statements on submarines."
    assert "photo" not in nothing.raw
    ann = harbour.stand.reader("Ann")
    await ann.say("/trend")
    offered = await ann.reply()
    assert len(offered.buttons) == 3
    assert "/trend Kosovo" in offered.text
    await ann.press(offered, "Ada Brook")
    assert (await ann.reply(60)).text.startswith("3 statements by Ada Brook")


async def test_without_a_picture_the_figures_come_all_the_same(
    harbour: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(chart: Chart, folder: str) -> bytes | None:
        raise OSError(chart.title, folder)

    monkeypatch.setattr(drawing, "_drawn_by_process", failing)
    assert (await ask(harbour, "/trend harbour")).text.startswith("4 statements on harbour")


async def test_stats_draw_articles_and_statements_by_the_day_they_were_printed(
    harbour: Running, charts: list[Chart]
) -> None:
    sent = await ask(harbour, "/stats", "Edith")
    assert "• Articles: 4 from 2 sources\n" in sent.text
    # The seed article is undated too.
    assert sent.text.endswith("by day:\n23 Nov: 1 · 2\n20 Nov: 1 · 2\n2 articles are undated")
    (photo,) = sent.raw["photo"]
    assert photo["width"] == 800
    articles, statements = charts[0].panels
    assert articles.values[-5:] == (1, 0, 0, 1, 0)
    assert statements.values[-5:] == (2, 0, 0, 2, 0)


async def test_a_picture_is_a_png_of_the_size_it_says() -> None:
    picture = await drawing.drawn(
        Chart.from_json('{"title": "x", "panels": [{"heading": "h", "labels": ["a"], "values": [1], "across": false}]}')
    )
    assert picture is not None
    assert struct.unpack(">I", picture[16:20]) == (800,)
