"""Updates that Telegram sends again after a restart change nothing: buttons to cancel and undo, and /undo of many."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.adding import added, end_of, lines, state
from tests.e2e.conftest import running_bot
from tests.e2e.replaying import handle_again
from tests.e2e.test_background_jobs import end_of_undo, running_job
from tests.e2e.test_conversation import ask, press_text
from tests.telegram.stand import Stand


async def test_updates_sent_again_cancel_and_undo_nothing_twice(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as running:
        editor = running.editor
        await editor.upload("few.jsonl", lines(5000, 5003), caption="/add")
        end = await added(editor)
        shown = await running_job(editor)
        await press_text(await editor.press(shown, "✖ Cancel"))
        await end_of(editor, shown)
        await press_text(await editor.press(end, "↩ Undo all of it"))
        (asked,) = await editor.replies()
        await press_text(await editor.press(asked, "Undo 3"))
        await end_of_undo(editor, asked)
        await ask(editor, "/undo 2-4")
        for entry in await running.services.library.entries(3):
            await ask(editor, f"/restore {entry.article}")
        before = await state(running)
        again = [u for u in stand.updates if "callback_query" in u or u.get("message", {}).get("text") == "/undo 2-4"]
        assert len(again) == 4
    handle_again(stand, tmp_path, again)
    async with running_bot(stand, tmp_path) as running:
        heard = len(running.editor.heard())
        await running.editor.until(lambda: len(running.editor.heard()) >= heard + 4)
        assert await state(running) == before
        assert await running.services.editing.jobs.running() == []
