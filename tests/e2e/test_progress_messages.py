"""The message of a job shows how it ended, whatever happens to Telegram, the network or the chat."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from bot.telegram.jobs import progress_message
from bot.telegram.jobs.runner import MAX_RUNNING_JOBS
from tests.bot.web.site import Reply, site
from tests.e2e.adding import BRIDGE, added, end_of, lines
from tests.e2e.conftest import Running, eventually
from tests.e2e.test_background_jobs import running_job
from tests.e2e.test_conversation import ask, press_text
from tests.stores import sqlite_of
from tests.telegram import faults

SLOW = Reply(b"The tram was late. ", headers={"Content-Type": "text/plain"}, again=4, pause=0.5)


async def test_a_rate_limit_on_progress_holds_up_no_answer(running: Running) -> None:
    editor, ann = running.editor, running.stand.reader("Ann")
    shown = await running_job(editor)
    running.stand.fault("editMessageText", faults.TooMany(10), chat=editor.id)

    async def refused() -> bool:
        return any(c.status == 429 for c in running.stand.calls("editMessageText"))

    await eventually(refused)
    since = time.monotonic()
    await ask(ann, "what did Hill say?")
    assert time.monotonic() - since < 6
    await press_text(await editor.press(shown, "✖ Cancel"))
    assert (await end_of(editor, shown)).text.startswith("Cancelled. ")
    *_, told_to_wait, end = running.stand.calls("editMessageText")
    assert (told_to_wait.status, end.at - told_to_wait.at >= 10) == (429, True)


async def test_jobs_leave_half_of_a_groups_messages_for_answers() -> None:
    assert 60 / progress_message.GROUP_EDIT_INTERVAL_SECONDS * MAX_RUNNING_JOBS <= 10


async def test_the_end_is_shown_once_the_network_is_back(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_message, "MAX_PAUSE_SECONDS", 0.5)
    monkeypatch.setattr(progress_message, "EDIT_INTERVAL_SECONDS", 60.0)
    async with site({"/slow": SLOW}) as at:
        await running.editor.say(f"/add {at.base}/slow")
        shown = await running.editor.reply()
        running.stand.fault("editMessageText", faults.DropBefore(), count=6)
        assert (await end_of(running.editor, shown)).text.startswith("Stored: ")


async def test_a_job_of_a_group_that_becomes_a_supergroup_is_reported_there(running: Running) -> None:
    group = running.stand.group("Newsroom", admins=[running.editor], basic=True)
    editor = running.editor.at(group)
    async with site({"/slow": SLOW}) as at:
        await editor.say(f"/add {at.base}/slow")
        await editor.reply()
        there = running.editor.at(group.upgrade())
        said = await there.reply()
        assert said.text.startswith("Stored: ")
        assert said.button_texts == []

    async def none_running() -> bool:
        return await running.services.editing.jobs.running() == []

    # A job is reported before it is settled.
    await eventually(none_running)


async def test_a_full_disk_leaves_no_message_waiting(running: Running) -> None:
    full = "create trigger full before update on jobs begin select raise(abort, 'disk is full'); end"
    await sqlite_of(running.services).change(text(full))
    await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
    assert (await added(running.editor)).text.startswith("Stored: ")


async def test_slow_downloads_hold_up_no_document(running: Running) -> None:
    slow = Reply(b".", headers={"Content-Type": "text/plain"}, again=60, pause=1.0)
    async with site({"/slow": slow}) as at:
        pages = []
        for _ in range(MAX_RUNNING_JOBS + 1):
            await running.editor.say(f"/add {at.base}/slow")
            pages.append(await running.editor.reply())
        assert pages[-1].text == "Waiting for other jobs to finish."
        await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
        assert (await added(running.editor)).text.startswith("Stored: ")
        for page in pages:
            await press_text(await running.editor.press(page, "✖ Cancel"))
            await end_of(running.editor, page)


async def test_an_editor_removed_while_their_undo_waits_undoes_nothing(running: Running) -> None:
    ben = running.stand.reader("Ben")
    await ask(running.owner, f"/editors add {ben.id}")
    await running.editor.upload("news.jsonl", lines(0, 3), caption="/add")
    await added(running.editor)
    asked = await ask(ben, "/undo 3-5")
    work = [await running_job(running.editor, lines(1000 * n, 1000 * n + 1500)) for n in range(1, MAX_RUNNING_JOBS + 1)]
    await press_text(await ben.press(asked, "Undo 3"))
    await ask(running.owner, f"/editors remove {ben.id}")
    for message in work:
        await press_text(await running.editor.press(message, "✖ Cancel"))
    await ben.until(lambda: (ben.now(asked) or asked).text.startswith("Stopped. You are no longer an editor"))
    assert not [e for e in await running.services.library.entries(9999) if e.undoes]


async def test_a_sitemap_sent_again_fetches_nothing_that_is_stored(running: Running) -> None:
    async with site() as at:
        listed = f"<urlset><url><loc>{at.base}/tram</loc></url></urlset>".encode()
        tram = Reply(BRIDGE, headers={"Content-Type": "text/plain"})
        at.answers |= {"/sitemap.xml": Reply(listed), "/tram": tram}
        for _ in range(2):
            await running.editor.say(f"/add {at.base}/sitemap.xml")
            await added(running.editor)
        assert at.paths.count("/sitemap.xml") == 2
        assert at.paths.count("/tram") == 1
