"""Jobs on Telegram: they show their progress, hold up nobody, can be cancelled, and always report how they ended."""

from __future__ import annotations

import itertools
import signal
from pathlib import Path

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from retrieval.domain.changes import Action
from tests.bot.web.site import Reply, site
from tests.e2e import commands
from tests.e2e.adding import BRIDGE, added, end_of, lines, state
from tests.e2e.conftest import Running, eventually, running_bot
from tests.e2e.test_conversation import ask, press_text
from tests.e2e.test_crashes import query
from tests.e2e.test_process import environment, process
from tests.telegram import faults
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand

MANY = lines(0, 1500)


async def running_job(reader: Reader, content: bytes = MANY) -> Message:
    """Start a job and return its message once it has stored something."""
    await reader.upload("news.jsonl", content, caption="/add")
    shown = await reader.reply(commands.PATIENCE)
    await reader.until(lambda: "done" in (reader.now(shown) or shown).text, commands.PATIENCE)
    return reader.now(shown) or shown


async def test_a_job_shows_progress_holds_up_nobody_and_keeps_what_is_stored_when_cancelled(running: Running) -> None:
    editor, ann = running.editor, running.stand.reader("Ann")
    shown = await running_job(editor)
    assert shown.text.startswith("Reading news.jsonl\n")
    assert shown.button_texts == ["✖ Cancel"]
    assert "Ukraine is absolutely critical" in (await ask(editor, "what did Hill say?")).text
    assert await press_text(await ann.at_message(shown).press(shown, "✖ Cancel")) == "Only editors can cancel this."
    presses = [await editor.press(shown, "✖ Cancel") for _ in range(2)]
    assert await press_text(presses[0]) == "Cancelling. What is done stays done."
    assert await press_text(presses[1]) in {"It's already being cancelled.", "It has already ended."}
    end = await end_of(editor, shown)
    stored = await running.services.library.article_count() - 1
    assert 0 < stored < 1500
    assert end.text.startswith(f"Cancelled. {stored:,} stored. What is stored stays")
    edits = [c.at for c in running.stand.calls("editMessageText")]
    assert all(later - earlier > 2.5 for earlier, later in itertools.pairwise(edits[:-1]))
    assert all(c.ok for c in running.stand.calls("editMessageText"))


async def test_after_a_stop_a_job_is_interrupted_and_the_same_command_completes(stand: Stand, tmp_path: Path) -> None:
    content = lines(0, 100)
    async with running_bot(stand, tmp_path) as running:
        await running.editor.upload("news.jsonl", content, caption="/add")
        shown = await running.editor.reply()

        async def some_stored() -> bool:
            return await running.services.library.article_count() > 10

        await eventually(some_stored)
    end = running.editor.now(shown)
    assert end is not None
    assert end.text.startswith("Interrupted. ")
    assert "stored. Send it again to continue." in end.text
    async with running_bot(stand, tmp_path) as running:
        kept = await running.services.library.article_count() - 1
        await running.editor.upload("news.jsonl", content, caption="/add")
        again = await added(running.editor)
        assert again.text.startswith(f"{100 - kept} stored, {kept} stored already.")
        assert await running.services.library.article_count() == 101


async def test_after_a_kill_no_message_waits_and_the_same_command_completes(stand: Stand, tmp_path: Path) -> None:
    edith, env = stand.reader("Edith"), environment(stand, tmp_path, ONRECORD_EDITORS=str(stand.reader("Edith").id))
    async with process("run", env=env, cwd=tmp_path, log=tmp_path / "log") as bot:
        await edith.upload("news.jsonl", lines(0, 100), caption="/add")
        shown = await edith.reply(commands.PATIENCE)

        async def some_stored() -> bool:
            return query(tmp_path, "select count(*) from articles")[0] > (10,)

        await eventually(some_stored, commands.PATIENCE)
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    async with running_bot(stand, tmp_path) as running:
        end = await end_of(edith, shown)
        stored = await running.services.library.article_count() - 1
        assert end.text.startswith(f"Interrupted. {stored:,} stored. Send it again to continue.")
        await edith.upload("news.jsonl", lines(0, 100), caption="/add")
        again = await added(edith)
        assert f"{stored:,} stored already" in again.text
        assert await running.services.library.article_count() == 101


async def test_a_job_whose_message_fails_or_is_deleted_is_done_and_reported(running: Running) -> None:
    running.stand.fault("sendMessage", faults.Refuse("no rights"))
    await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
    assert (await running.editor.reply()).text.startswith("Stored: ")
    running.stand.fault("editMessageText", faults.Refuse("message to edit not found"))
    await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
    first, second = await running.editor.replies(2)
    assert first.text.startswith("Reading bridge.txt")
    assert second.text.startswith("Already stored: ")


@pytest.mark.parametrize("by", ["button", "command"])
async def test_all_that_a_job_stored_is_undone_at_once_and_only_when_confirmed(running: Running, by: str) -> None:
    editor, stranger = running.editor, running.stand.reader("Stranger")
    await editor.upload("news.jsonl", lines(0, 12), caption="/add")
    end = await added(editor)
    assert "To undo this within a day: /undo 2-13" in end.text
    newest = (await running.services.library.newest(1))[0].id
    await ask(editor, f"/retract {newest}")
    if by == "button":
        await press_text(await editor.press(end, "↩ Undo all of it"))
        (asked,) = await editor.replies()
    else:
        asked = await ask(editor, "/undo #13-2")
    assert asked.text.startswith("Undo 12 changes, #2 to #13?")
    before = await state(running)
    for message, button in ((end, "↩ Undo all of it"), (asked, "Undo 12")):
        said = await press_text(await stranger.at_message(message).press(message, button))
        assert said == "Only editors can undo changes."
    assert await state(running) == before
    presses = [await editor.press(asked, "Undo 12") for _ in range(2)]
    assert await press_text(presses[1]) == "That's under way or done already."
    done = await end_of_undo(editor, asked)
    assert done.text.startswith("Done. 11 of 12 undone.\n\nNot undone:\n• #")
    assert await running.services.library.article_count() == 1
    assert all(e.undoes for e in await running.services.library.entries(11))


async def test_a_button_that_an_older_version_sent_still_undoes_a_job(running: Running) -> None:
    editor = running.editor
    await editor.upload("news.jsonl", lines(0, 2), caption="/add")
    end = await added(editor)
    (button,) = end.buttons
    older = InlineKeyboardButton("Undo", callback_data=button["callback_data"].replace("undo-job:", "undo-errand:"))
    await running.app.bot.edit_message_reply_markup(end.chat_id, end.id, reply_markup=InlineKeyboardMarkup([[older]]))
    await press_text(await editor.press(end, "Undo"))
    assert (await editor.reply()).text.startswith("Undo 2 changes, #2 to #3?")


async def end_of_undo(reader: Reader, message: Message) -> Message:
    await reader.until(lambda: (reader.now(message) or message).text.startswith("Done."))
    return reader.now(message) or message


async def test_an_editor_removed_while_a_page_is_fetched_stores_nothing(running: Running) -> None:
    ben = running.stand.reader("Ben")
    await ask(running.owner, f"/editors add {ben.id}")
    async with site(
        {"/slow": Reply(b"The tram was late. ", headers={"Content-Type": "text/plain"}, again=3, pause=0.7)}
    ) as at:
        await ben.say(f"/add {at.base}/slow")
        shown = await ben.reply()
        await ask(running.owner, f"/editors remove {ben.id}")
        before = await state(running)
        stopped = "Stopped. You are no longer an editor, so I did nothing more. Nothing is stored."
        assert (await end_of(ben, shown)).text.startswith(stopped)
    assert await state(running) == before


async def test_a_range_without_changes_is_refused(running: Running) -> None:
    assert (await ask(running.editor, "/undo 900-901")).text.startswith("No article was changed from #900")
    assert (await ask(running.stand.reader("Ann"), "/undo 1-2")).text.startswith("Only editors can undo")


async def test_a_removed_editors_job_adds_nothing_after_the_removal_and_says_so(running: Running) -> None:
    owner, pat = running.owner, running.stand.reader("Pat")
    await ask(owner, f"/editors add {pat.id} Pat")
    shown = await running_job(pat, lines(0, 400))
    await ask(owner, f"/editors remove {pat.id}")
    end = await end_of(pat, shown)
    log = await running.services.library.entries(999)
    removal = next(e.number for e in log if e.action is Action.EDITOR_REMOVED)
    theirs = [e.number for e in log if e.by.user == pat.id]
    assert 0 < len(theirs) < 400
    assert max(theirs) < removal
    assert end.text.startswith(f"Stopped. You are no longer an editor, so I did nothing more. {len(theirs)} stored.")
    assert end.buttons == []
    assert await running.services.library.article_count() == 1 + len(theirs)
