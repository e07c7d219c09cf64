"""If the disk is full or the database locked, readers are answered and editors told, and nothing is half done."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from retrieval.domain.errors import StorageFull
from storage.database.sqlite.file import FILE
from tests.e2e.adding import BRIDGE, end_of, state
from tests.e2e.conftest import Running, running_bot
from tests.e2e.test_conversation import ask, press_text
from tests.e2e.test_editing import ARTICLE
from tests.stores import sqlite_of
from tests.telegram.stand import Stand

FULL, BUSY = "My disk is full: ", "I'm busy storing something: please try again in a minute."


@pytest.fixture
async def impatient(stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """A bot whose database waits briefly for others."""
    monkeypatch.setattr("storage.database.sqlite.file.BUSY_MS", 100)
    async with running_bot(stand, tmp_path) as running:
        yield running


@contextmanager
def locked(running: Running) -> Iterator[None]:
    """Let another process write for long."""
    with closing(sqlite3.connect(running.services.settings.data / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def fill_disk(running: Running, pages: int = 1) -> None:
    """Limit the file's size: SQLite then raises what it raises on a full disk."""
    await sqlite_of(running.services).write(lambda c: c.exec_driver_sql(f"pragma max_page_count = {pages}").close())


async def changes_of(running: Running, says: str) -> None:
    """Try every command that writes; each must say what is wrong and change nothing."""
    editor, owner, ann = running.editor, running.owner, running.stand.reader("Ann")
    article = (await running.services.library.newest(1))[0].id
    before = await state(running)
    for reader, command in (
        (editor, f"/add {ARTICLE}"),
        (ann, "/subscribe 08:00"),
        (owner, f"/editors add {ann.id} Ann"),
        (editor, f"/retract {article} it was a hoax"),
        (editor, "/undo 1"),
        (ann, "/new"),
    ):
        answered = (await ask(reader, command)).text
        assert answered.startswith(says), (command, answered)
    await editor.upload("bridge.txt", BRIDGE, caption="/add")
    assert (await editor.reply()).text.startswith(says)
    assert await state(running) == before
    assert await running.services.delivering.subscriptions.get(ann.id) is None


async def test_while_the_database_is_locked_questions_are_answered_and_changes_refused(impatient: Running) -> None:
    ann = impatient.stand.reader("Ann")
    rated = await ask(ann, "what did Hill say?")
    with locked(impatient):
        answer = await ask(ann, "what did Vucic say?")
        assert "Aleksandar Vucic" in answer.text
        assert answer.buttons == [], "no button leads to a question that is not stored"
        assert (await press_text(await ann.press(rated, "👍"))).startswith(BUSY)
        await changes_of(impatient, BUSY)
    assert await press_text(await ann.press(rated, "👍")) == "👍 Noted, thank you."
    assert (await ask(impatient.editor, f"/add {ARTICLE}")).text.startswith("Stored: ")


async def test_on_a_full_disk_questions_are_answered_and_changes_refused(running: Running) -> None:
    ann = running.stand.reader("Ann")
    rated = await ask(ann, "what did Hill say?")
    database = sqlite_of(running.services)

    # Whatever room the last pages have is used up: every write fails, as on a disk without a byte.
    async def full(*_: object) -> None:
        raise StorageFull("no space is left for the database")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(database), "write", full)
        patched.setattr(type(database), "change", full)
        assert "Aleksandar Vucic" in (await ask(ann, "what did Vucic say?")).text
        assert (await press_text(await ann.press(rated, "👍"))).startswith(FULL)
        await changes_of(running, FULL)
    assert (await ask(running.editor, f"/add {ARTICLE}")).text.startswith("Stored: ")


async def test_an_article_for_which_the_file_has_no_room_is_not_stored_at_all(running: Running) -> None:
    before = await state(running)
    await fill_disk(running)
    refused = await ask(running.editor, "/add Нема места\n" + "За ово више нема места. " * 150)
    assert refused.text.startswith(FULL)
    assert await state(running) == before
    await fill_disk(running, 1_000_000)
    assert (await ask(running.editor, f"/add {ARTICLE}")).text.startswith("Stored: ")


async def test_an_article_that_is_stored_counts_as_stored_if_the_index_cannot_be_saved(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull("the index could not be saved")

    monkeypatch.setattr("retrieval.index.faiss_index.FaissIndex.save", full)
    assert (await ask(running.editor, f"/add {ARTICLE}")).text.startswith("Stored: ")
    assert "We found rust" in (await ask(running.editor, "what did Lindqvist say?")).text


async def test_a_job_on_a_full_disk_says_so_without_a_path_of_the_machine(running: Running) -> None:
    # Not in English, so that it fills the disk without being read for quotes first.
    large = "Нема места\n".encode() + "За ово више нема места. ".encode() * 2_000
    await fill_disk(running)
    await running.editor.upload("bridge.txt", large, caption="/add")
    shown = await running.editor.reply()
    if not shown.text.startswith(FULL):
        shown = await end_of(running.editor, shown)
        assert shown.text.startswith("Interrupted. My disk is full")
    assert str(running.services.settings.data) not in shown.text
