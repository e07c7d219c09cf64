"""Editors undo with a button, are asked what to add, and cancel what waits or runs."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Running, running_bot
from tests.e2e.test_conversation import ask, press_text
from tests.telegram.stand import Stand

ARTICLE = "Bridge opens\n\n“The bridge will open again,” said mayor Ada Brook on Tuesday in the town hall."
UNDO = "↩ Undo"
QUESTION = "Send me the text, the links or the files to add, or /cancel."


async def test_retracting_and_restoring_are_undone_by_a_button_even_after_a_restart(
    stand: Stand, tmp_path: Path
) -> None:
    async with running_bot(stand, tmp_path) as bot:
        await ask(bot.editor, f"/add {ARTICLE}")
        (article,) = await bot.services.library.newest(1)
        retracted = await ask(bot.editor, f"/retract {article.id} wrong")
    async with running_bot(stand, tmp_path) as bot:
        ann = stand.reader("Ann").at_message(retracted)
        assert "Only editors" in await press_text(await ann.press(retracted, UNDO))
        editor = bot.editor
        await editor.press(retracted, UNDO)
        again = await editor.press(retracted, UNDO)
        undone = await editor.edited()
        assert undone.text.startswith("Undone. Restored: Bridge opens")
        assert undone.buttons == []
        assert await bot.services.library.article(article.id) is not None
        assert "was undone by" in await press_text(again)


async def test_add_alone_asks_what_to_add_and_takes_the_next_message(running: Running) -> None:
    editor = running.editor
    asked = await ask(editor, "/add")
    assert asked.text == QUESTION
    assert "too short" in (await ask(editor, "short")).text
    assert (await ask(editor, ARTICLE)).text.startswith("Stored: Bridge opens")
    # It was the only one.
    assert "Christopher Hill" in (await ask(editor, "what did Hill say?")).text


async def test_a_document_after_add_alone_is_added(running: Running) -> None:
    await ask(running.editor, "/add")
    await running.editor.upload("bridge.txt", ARTICLE.encode())
    shown = await running.editor.reply()
    await running.editor.until(lambda: "Stored: Bridge opens" in (running.editor.now(shown) or shown).text)


async def test_a_reply_to_the_question_is_added_after_a_restart(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as bot:
        asked = await ask(bot.editor, "/add")
    async with running_bot(stand, tmp_path) as bot:
        await bot.editor.say(ARTICLE, reply_to=asked)
        assert (await bot.editor.reply()).text.startswith("Stored: Bridge opens")


async def test_the_question_is_forgotten_after_a_while_and_by_cancel(running: Running) -> None:
    await ask(running.editor, "/add")
    running.clock.forward(minutes=11)
    assert "Christopher Hill" in (await ask(running.editor, "what did Hill say?")).text
    await ask(running.editor, "/add")
    assert (await ask(running.editor, "/cancel")).text.startswith("Cancelled")
    assert "Christopher Hill" in (await ask(running.editor, "what did Hill say?")).text
    assert (await ask(running.editor, "/cancel")).text == "There is nothing to cancel."


async def test_readers_are_not_asked_what_to_add(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert "Only editors" in (await ask(ann, "/add")).text
    assert "Christopher Hill" in (await ask(ann, "what did Hill say?")).text


async def test_a_readers_reply_to_the_question_what_to_add_is_a_question(running: Running) -> None:
    asked, ann = await ask(running.editor, "/add"), running.stand.reader("Ann")
    shown = await ask(ann, "/help")
    # Ann was an editor when she was asked the same.
    text = asked.text
    await running.app.bot.edit_message_text(text, ann.id, shown.id)
    await ann.say("what did Hill say?", reply_to=await ann.edited())
    assert "Christopher Hill" in (await ann.reply()).text


async def test_cancel_stops_the_editors_own_job(running: Running) -> None:
    lines = "\n".join(f'{{"text": "“Day {n} is fine,” said mayor Ada Brook in the town hall."}}' for n in range(3000))
    await running.editor.upload("news.jsonl", lines.encode(), caption="/add")
    shown = await running.editor.reply()
    assert (await ask(running.owner, "/cancel")).text == "There is nothing to cancel."
    assert (await ask(running.editor, "/cancel")).text.startswith("Cancelling your job.")
    await running.editor.until(lambda: "Cancelled." in (running.editor.now(shown) or shown).text)
