"""Readers rate answers; editors see the worst, operators list all."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.commands import onrecord
from tests.e2e.conftest import Running, running_bot, two_in_a_group
from tests.e2e.test_conversation import ask, press_text
from tests.telegram.stand import Stand


async def test_a_rating_is_noted_changed_and_counted_once(running: Running) -> None:
    ann, ben = two_in_a_group(running)
    await ann.say("/ask what did Hill say?")
    (answer,) = await ann.replies()
    assert await press_text(await ann.press(answer, "👍")) == "👍 Noted, thank you."
    assert await press_text(await ann.press(answer, "👍")) == "👍 Already noted."
    assert await press_text(await ben.press(answer, "👎")) == "👎 Noted, thank you."
    assert await press_text(await ann.press(answer, "👎")) == "👎 Changed, thank you."
    (opinion,) = await running.services.asking.feedback.opinions(10)
    assert (opinion.good, opinion.bad) == (0, 2)
    assert opinion.turn.asked == "what did Hill say?"


async def test_refusals_can_be_rated_but_small_talk_and_questions_back_cannot(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert (await ask(ann, "what did Macron say?")).button_texts == ["👍", "👎"]
    assert "👍" not in (await ask(ann, "hello")).button_texts
    assert (await ask(ann, "/sources")).buttons == []
    assert "👍" not in (await ask(ann, "what did Aleksander Vucic say?")).button_texts
    await ask(ann, "/new")
    assert (await ask(ann, "what did she say?")).buttons == []


async def test_editors_see_the_worst_first_and_nobody_else_does(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert (await ask(running.editor, "/feedback")).text.startswith("No answer has been rated yet")
    liked = await ask(ann, "what did Hill say?")
    await press_text(await ann.press(liked, "👍"))
    disliked = await ask(ann, "and about China?")
    await press_text(await ann.press(disliked, "👎"))
    shown = await ask(running.editor, "/feedback")
    assert shown.text.startswith(
        "👎 1  👍 0 · 24 November 2026\nAsked: and about China?\nUnderstood as: Hill, on China\n"
    )
    assert "not_on_this" in shown.text
    assert "what did Hill say?" not in shown.text
    article = (await running.services.library.newest(1))[0]
    assert shown.cuts("expandable_blockquote")
    assert all(quote in article.text for quote in shown.cuts("expandable_blockquote"))
    refused = await ask(ann, "/feedback")
    assert refused.text == "Only editors can see how answers are rated. Ask whoever runs this bot to make you one."
    assert "feedback" in running.editor.menu()
    assert "feedback" not in ann.menu()


async def test_the_command_lists_them_for_people_and_programs(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path / "data"):
        assert onrecord(tmp_path / "data", "feedback").out.startswith("No answer has been rated yet")
        ann = stand.reader("Ann")
        for question, thumb in (("what did Hill say?", "👍"), ("and about China?", "👎")):
            await press_text(await ann.press(await ask(ann, question), thumb))
    every = onrecord(tmp_path / "data", "feedback", "--json")
    assert [line["question"] for line in every.lines] == ["and about China?", "what did Hill say?"]
    (worst,) = onrecord(tmp_path / "data", "feedback", "--worst", "--json").lines
    assert worst["understood"] == {"label": "Hill, on China", "question": "what did Hill say about China?"}
    assert (worst["reason"], worst["up"], worst["down"]) == ("not_on_this", 0, 1)
    assert worst["rated"].startswith("2026-11-24T06:00:00")
    assert json.dumps(ann.id) not in every.out, "who rated is not exported"
    assert len(onrecord(tmp_path / "data", "feedback", "--json", "--limit", "1").lines) == 1
    plain = onrecord(tmp_path / "data", "feedback", "--worst").out
    assert "Asked: and about China?\nUnderstood as: Hill, on China\nRefused: not_on_this\n> " in plain
    assert onrecord(tmp_path / "data", "feedback", "--limit", "0").code == 2
