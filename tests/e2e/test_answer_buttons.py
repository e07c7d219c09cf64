"""A reader presses the buttons of an answer: it turns in place, also after a restart, for whoever asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.views.cards.page import PAGE_UNITS
from retrieval.domain.changes import OPERATOR
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running, running_bot, two_in_a_group
from tests.e2e.test_conversation import ask, press_text
from tests.retrieval.invented import Said, march, printed
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand

MORE, CONTEXT, BACK, ELSE = "More ▶", "🔍 Context", "↩ Back", "👥 Who else"
LATE = "Ada Brook, the harbour master, said “the tide is out”. Nobody else was there."


def button(message: Message, label: str) -> dict[str, Any]:
    return next(b for b in message.buttons if b["text"] == label)


async def press(reader: Reader, message: Message, label: str) -> Message:
    await reader.press(message, label)
    return await reader.edited()


async def test_more_turns_the_answer_in_place_and_back(running: Running) -> None:
    ann = running.stand.reader("Ann")
    first = await ask(ann, "what did Vucic say?")
    assert first.units <= PAGE_UNITS
    second = await press(ann, first, MORE)
    assert second.id == first.id
    assert quotes(second)
    assert not set(quotes(first)) & set(quotes(second))
    assert second.text.startswith("Aleksandar Vucic, “the President of Serbia”")
    assert quotes(await press(ann, second, "◀")) == quotes(first)
    article = (await running.services.library.newest(1))[0]
    assert all(quote in article.text for quote in [*quotes(first), *quotes(second)])
    await ann.quiet(0.2)


async def test_more_in_words_goes_on_after_the_pages_that_were_turned(running: Running) -> None:
    ann = running.stand.reader("Ann")
    first = await ask(ann, "what did Vucic say?")
    second = await press(ann, first, MORE)
    further = await ask(ann, "more")
    assert quotes(further)
    assert not {*quotes(first), *quotes(second)} & set(quotes(further))


async def test_context_shows_the_paragraph_with_the_quote_marked(running: Running) -> None:
    ann = running.stand.reader("Ann")
    first = await ask(ann, "what did Hill say?")
    context = await press(ann, first, CONTEXT)
    (paragraph,) = quotes(context)
    assert quotes(first)[0] in context.cuts("bold")
    assert quotes(first)[0] in paragraph
    assert len(paragraph) > len(quotes(first)[0])
    assert paragraph in (await running.services.library.newest(1))[0].text
    following = await press(ann, context, "▶")
    assert quotes(first)[1] in following.cuts("bold")
    assert quotes(await press(ann, following, BACK)) == quotes(first)


async def test_the_buttons_that_apply_stand_in_three_rows(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Vucic say about Russia?")
    rows = answer.reply_markup["inline_keyboard"] if answer.reply_markup else []
    assert [[b["text"] for b in row] for row in rows] == [
        [CONTEXT, "📄 Source"],
        [ELSE, "🔔 Follow Vucic", "📋 Copy"],
        ["↗ Share", "👍", "👎"],
    ]
    assert button(answer, "↗ Share")["switch_inline_query"] == "what did Vucic say about Russia?"
    copied = button(answer, "📋 Copy")["copy_text"]["text"]
    assert copied == f"{quotes(answer)[0]} — Aleksandar Vucic, The Gaze"
    assert all(len(b.get("callback_data", "").encode()) <= 64 for b in answer.buttons)


async def test_the_follow_button_remembers_that_the_reader_follows(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Vucic say?")
    await ann.press(answer, "🔔 Follow Vucic")
    followed = await ann.edited()
    more = await press(ann, followed, MORE)
    assert "Following ✓" in more.button_texts
    back = await press(ann, await press(ann, more, CONTEXT), BACK)
    assert "Following ✓" in back.button_texts
    assert "Unfollow Vucic" in (await press(ann, back, "Following ✓")).button_texts


async def test_a_short_quote_is_copied_with_its_source(running: Running) -> None:
    await running.services.library.put([
        printed(LATE, Said("“the tide is out”", "Ada Brook"), name="tide", publisher="Coast Post", day=march(2))
    ])  # fmt: skip
    answer = await ask(running.stand.reader("Ann"), "what did Ada Brook say?")
    copied = button(answer, "📋 Copy")["copy_text"]["text"]
    assert copied == "“the tide is out” — Ada Brook, Coast Post, 2 March 2026"


async def test_who_else_is_the_follow_up(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Vucic say about Ukraine?")
    await ann.press(answer, ELSE)
    assert (await ann.reply()).text.startswith("people other than Aleksandar Vucic")


async def test_buttons_outlive_the_process(stand: Stand, tmp_path: Path) -> None:
    ann = stand.reader("Ann")
    async with running_bot(stand, tmp_path):
        first = await ask(ann, "what did Vucic say?")
    async with running_bot(stand, tmp_path):
        assert quotes(await press(ann, first, MORE))


async def test_what_was_corrected_or_retracted_since_is_said(running: Running) -> None:
    ann = running.stand.reader("Ann")
    said = Said("“the tide is out”", "Ada Brook")
    await running.services.library.put([printed(LATE, said, name="tide", publisher="Coast Post")])
    answer = await ask(ann, "what did Ada Brook say?")
    await running.services.library.put([
        printed(f"Corrected. {LATE}", said, name="tide", publisher="Coast Post"),
    ])  # fmt: skip
    context = await press(ann, answer, CONTEXT)
    assert "corrected since" in context.text
    assert quotes(context) == [LATE], "the words as they were when they were shown"
    await running.services.library.retract("tide", OPERATOR)
    back = await press(ann, context, BACK)
    assert "This article has been retracted since." in back.text
    assert quotes(back) == []


async def test_in_a_group_only_whoever_asked_turns_the_answer(running: Running) -> None:
    ann, ben = two_in_a_group(running)
    await ann.say("/ask what did Vucic say?")
    (answer,) = await ann.replies()
    assert "Only the person who asked" in await press_text(await ben.press(answer, MORE))
    assert await press_text(await ben.press(answer, "👍")) == "👍 Noted, thank you."
    assert await press_text(await ann.press(answer, MORE)) == ""
    assert quotes(await ann.edited()) != quotes(answer)


async def test_a_stale_or_forged_press_gets_one_kind_sentence(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Vucic say?")
    for data in ("card:999:0", "card:1:99", "context:1:999", "source:999:0", "else:999"):
        raw = {**answer.raw, "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}}
        ann.chat.messages[answer.id] = raw
        assert await press_text(await ann.press(replace(answer, raw=raw), "x")) == (
            "I can no longer open that answer. Please ask again."
        )
