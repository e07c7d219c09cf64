"""What was just added is taken back or put in the place of what it corrects by a button; a word is no article."""

from __future__ import annotations

from tests.contracts.test_near_duplicates import FLOOD, FLOOD_CUT
from tests.e2e.adding import added
from tests.e2e.conftest import Running
from tests.e2e.test_conversation import ask, press_text

UNDO, REPLACE = "↩ Undo", "Replace the older one"
TITLED = f"Millbrook under water\n\n{FLOOD}"
CORRECTED = TITLED.replace("two hours", "three hours")


async def test_a_single_add_has_a_button_that_undoes_it(running: Running) -> None:
    stored = await ask(running.editor, f"/add {TITLED}")
    assert stored.button_texts == [UNDO]
    await running.editor.press(stored, UNDO)
    assert (await running.editor.edited()).text.startswith("Undone. Retracted: Millbrook under water")
    assert await running.services.library.article_count() == 1
    assert (running.editor.now(stored) or stored).button_texts == []

    await running.editor.upload("ferry.txt", b"Ferry late\n\nThe ferry is late, said Tom Reyes.", caption="/add")
    document = await added(running.editor)
    assert document.text.startswith("Stored: Ferry late")
    await running.editor.press(document, UNDO)
    await running.editor.until(
        lambda: "Undone. Retracted: Ferry late" in (running.editor.now(document) or document).text
    )


async def test_a_corrected_article_takes_the_place_of_the_older_one(running: Running) -> None:
    await ask(running.editor, f"/add {TITLED}")
    (older,) = await running.services.library.newest(1)
    stored = await ask(running.editor, f"/add {CORRECTED}")
    assert f"If it corrects {older.id}, press “{REPLACE}”." in stored.text
    assert stored.button_texts == [UNDO, REPLACE]
    await press_text(await running.editor.press(stored, REPLACE))
    replaced = await running.editor.reply()
    assert replaced.text.startswith(f"Replaced: Millbrook under water {older.id} is revision 2 now")
    current = await running.services.library.article(older.id)
    assert current is not None
    assert "three hours" in current.text
    assert await running.services.library.article_count() == 2
    # Both changes are undone as the message says, the newest first.
    for command in replaced.cuts("code")[2:]:
        assert (await ask(running.editor, command)).text.startswith(("Restored:", "Revised:"))
    current = await running.services.library.article(older.id)
    assert current is not None
    assert "two hours" in current.text


async def test_another_papers_copy_is_not_offered_as_a_correction(running: Running) -> None:
    document = f"---\ntitle: A\npublisher: Post\n---\n{FLOOD}".encode()
    copy = f"---\ntitle: B\npublisher: Times\ntags: x\n---\n{FLOOD_CUT}".encode()
    await running.editor.upload("a.md", document, caption="/add")
    assert (await added(running.editor)).button_texts == [UNDO]
    await running.editor.upload("b.md", copy, caption="/add")
    stored = await added(running.editor)
    assert stored.button_texts == [UNDO]
    assert "Near-copy of" in stored.text
    assert "Note: not used: tags." in stored.text


async def test_a_bulk_add_lists_near_copies(running: Running) -> None:
    await ask(running.editor, f"/add {TITLED}")
    (older,) = await running.services.library.newest(1)
    both = f'{{"id": "b", "title": "Copy", "text": "{FLOOD_CUT}"}}\n{{"text": "The ferry is late, said Tom Reyes."}}'
    escaped = both.replace('"We', '\\"We').replace('up so fast,"', 'up so fast,\\"').replace("\n\n", "\\n\\n")
    await running.editor.upload("news.jsonl", escaped.encode(), caption="/add")
    end = await added(running.editor)
    assert f"Near-copies:\n• Copy b, a copy of {older.id}" in end.text, end.text


async def test_a_few_words_are_asked_about_and_not_stored(running: Running) -> None:
    for words in ("Hill", "short", "what did Hill say?"):
        asked = await ask(running.editor, f"/add {words}")
        assert asked.text.startswith(f"“{words}” is too short for an article, so I stored nothing. Send /add with")
    assert await running.services.library.article_count() == 1
    assert (await ask(running.editor, "/add The bridge shut.")).text.startswith("Stored: ")
