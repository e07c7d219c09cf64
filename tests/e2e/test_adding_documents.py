"""Editors add documents by caption, reply or button, several at once; when others try, nothing changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.documents.made import column, docx, pdf
from tests.e2e.adding import BRIDGE, FERRY, added, end_of, lines, origins, state
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running, running_bot
from tests.e2e.replaying import handle_again
from tests.e2e.test_adding_links import PAGE
from tests.e2e.test_conversation import ask, press_text
from tests.telegram import faults
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand


@pytest.fixture
def limits() -> Limits:
    """Switch the limits off: these tests send many messages."""
    return Limits.none()


SOUND = "“The bridge is sound,” said {}."
KINDS = (
    ("a.txt", SOUND.format("Mara Lindqvist").encode(), "untitled article"),
    ("b.md", f"---\ntitle: In Markdown\n---\n{SOUND.format('Tom Reyes')}".encode(), "In Markdown"),
    ("c.pdf", pdf([column(SOUND.format("Ines Odea"))], Title="In a PDF"), "In a PDF"),
    ("d.docx", docx(SOUND.format("Lena Weiss"), title="In Word"), "In Word"),
    ("f.html", PAGE, "Harbour bridge to close"),
    ("e.jsonl", json.dumps({"text": SOUND.format("Yusuf Karan"), "title": "In lines"}).encode(), "In lines"),
)


async def test_a_document_of_each_type_with_the_caption_is_stored_and_found(running: Running) -> None:
    for (name, content, title), who in zip(
        KINDS, ("Lindqvist", "Reyes", "Odea", "Weiss", "Lindqvist", "Karan"), strict=True
    ):
        sent = await running.editor.upload(name, content, caption="/add")
        end = await added(running.editor)
        assert end.text.startswith(f"Stored: {title} "), end.text
        assert f"{who}.\n" in f"{end.text}\n"
        assert end.reply_to == sent.id
        (origin,) = await origins(running, 1)
        line = ", line 1" if name.endswith("jsonl") else ""
        assert origin == f"{name}{line}, Telegram chat {running.editor.id}, message {sent.id}"
    answer = await ask(running.stand.reader("Ann"), "what did Odea say?")
    assert quotes(answer) == ["“The bridge is sound,”"]


async def test_stored_and_refused_lines_are_summed_up(running: Running) -> None:
    content = lines(0, 30) + b"no JSON\n" + b'{"title": "nothing"}\n' * 11
    await running.editor.upload("news.jsonl", content, caption="/add@onrecord_test_bot please")
    end = await added(running.editor)
    assert end.text.startswith("30 stored, 12 refused.")
    assert len(end.cuts("code")) == 21  # twenty ids, and the command that undoes
    assert "and 10 more; /log lists them all" in end.text
    assert "• news.jsonl, line 31 is not JSON" in end.text
    assert "and 2 more" in end.text
    assert end.button_texts == ["↩ Undo all of it"]
    await running.editor.upload("news.jsonl", content, caption="/add")
    assert (await added(running.editor)).text.startswith("30 stored already, 12 refused.")
    assert await running.services.library.article_count() == 31


async def test_a_summary_too_long_for_one_message_continues_in_another(running: Running) -> None:
    right = [{"text": f"Bus {n} was late.", "title": f"{n} {'t' * 148}"} for n in range(22)]
    wrong = [{"text": "x", "published": "p" * 300}] * 12
    content = "".join(json.dumps(line) + "\n" for line in [*right, *wrong]).encode()
    await running.editor.upload("n" * 90 + ".jsonl", content, caption="/add")
    shown = await running.editor.reply()
    more = await running.editor.reply()
    first = running.editor.now(shown)
    assert first is not None
    assert first.text.startswith("22 stored, 12 refused.")
    assert first.button_texts == []
    assert "and 2 more" in more.text
    assert more.button_texts == ["↩ Undo all of it"]


async def test_a_document_can_be_stored_by_reply_and_by_button(running: Running) -> None:
    sent = await running.editor.upload("bridge.txt", BRIDGE)
    offer = await running.editor.reply()
    assert offer.text.startswith("I can store “bridge.txt” as an article")
    await press_text(await running.editor.press(offer, "Add"))
    assert (await end_of(running.editor, offer)).text.startswith("Stored: ")
    await running.editor.say("/add", reply_to=sent)
    assert (await added(running.editor)).text.startswith("Already stored: ")
    assert await running.services.library.article_count() == 2


async def test_pressing_add_twice_says_that_it_is_added_already(running: Running) -> None:
    await running.editor.upload("bridge.txt", BRIDGE)
    offer = await running.editor.reply()
    presses = [await running.editor.press(offer, "Add") for _ in range(2)]
    assert [await press_text(p) for p in presses] == ["", "It's already added, or being added."]
    assert (await end_of(running.editor, offer)).text.startswith("Stored: ")


async def test_a_readers_document_is_refused_kindly(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.upload("bridge.txt", BRIDGE)
    assert (await ann.reply()).text.startswith("Only editors can send me documents to add")


async def test_only_editors_add_documents(running: Running) -> None:
    """Not a stranger, a group member, an anonymous administrator, a forwarded caption, or a removed editor."""
    before, stranger = await state(running), running.stand.reader("Stranger")
    group = running.stand.group("Newsroom", members=[stranger], admins=[running.editor])
    for who in (stranger, stranger.at(group), group.anonymous()):
        await who.upload("bridge.txt", BRIDGE, caption="/add")
        assert (await who.reply()).text.startswith("Only editors can add articles.")
    theirs = await stranger.upload("bridge.txt", BRIDGE, caption="/add")
    await stranger.reply()
    await running.editor.forward(theirs)
    offer = await running.editor.reply()
    assert offer.text.startswith("I can store")
    assert await state(running) == before
    ben = running.stand.reader("Ben")
    await ask(running.owner, f"/editors add {ben.id}")
    await ben.upload("bridge.txt", BRIDGE)
    offered = await ben.reply()
    await ask(running.owner, f"/editors remove {ben.id}")
    before = await state(running)
    assert await press_text(await ben.press(offered, "Add")) == "Only editors can add articles."
    assert await state(running) == before


async def test_an_upload_and_a_press_sent_again_after_a_restart_change_nothing(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as running:
        await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
        await added(running.editor)
        await running.editor.upload("ferry.txt", FERRY)
        offer = await running.editor.reply()
        await press_text(await running.editor.press(offer, "Add"))
        await end_of(running.editor, offer)
        for article in [e.article for e in await running.services.library.entries(2)]:
            await ask(running.editor, f"/retract {article}")
            await ask(running.editor, f"/restore {article}")
        before = await state(running)
        updates = [u for u in stand.updates if "callback_query" in u or "caption" in u.get("message", {})]
        assert len(updates) == 2
    handle_again(stand, tmp_path, updates)
    async with running_bot(stand, tmp_path) as running:
        heard = len(running.editor.heard())
        await running.editor.until(lambda: len(running.editor.heard()) >= heard + 2)
        said = sorted(m.text[:19] for m in running.editor.heard()[heard:])
        assert said == ["It's already added,", "That was done alrea"]
        assert await state(running) == before


async def test_only_the_name_of_a_file_is_shown(running: Running) -> None:
    """Names with folders, a NUL, markup, quotes, characters that reverse the line, and thousands of letters."""
    names = ("../../etc/passwd", "a\0b\n.txt", "*bold*_<b>&amp;`'\";DROP TABLE articles;--.txt", "ab\u202ecod.txt",
             f"{'n' * 4000}.txt", f"a.{'t' * 4000}")  # fmt: skip
    for number, name in enumerate(names):
        await running.editor.upload(name, f"Bus {number} was late.".encode(), caption="/add")
        end = await added(running.editor)
        assert end.text.startswith(("Stored: ", "1 refused.")), end.text
        assert {e.type for e in end.entities} <= {"bold", "code"}
    for place in await origins(running, 4):
        name = (place or "").partition(", Telegram chat")[0]
        assert len(name) <= 80
        assert name.isprintable()
        assert "/" not in name


async def test_a_document_that_telegram_does_not_deliver_is_refused_with_advice(running: Running) -> None:
    await running.editor.upload("big.txt", b"x" * (34 * 1_000_000), caption="/add")
    assert (await added(running.editor)).text.endswith(
        "• big.txt has 34 MB; Telegram lets bots fetch at most 20 MB: split it, or use `onrecord add`"
    )
    assert running.stand.calls("getFile") == []
    running.stand.fault("getFile", faults.Refuse("wrong file_id or the file is temporarily unavailable"))
    await running.editor.upload("gone.txt", BRIDGE, caption="/add")
    assert "• gone.txt is no longer at Telegram; send it again" in (await added(running.editor)).text
    running.stand.fault("file", faults.DropBefore())
    await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
    assert (await added(running.editor)).text.startswith("Stored: ")


async def test_other_file_types_are_refused_with_the_reason(running: Running) -> None:
    await running.editor.upload("photo.png", b"\x89PNG\r\n\x1a\n", caption="/add", mime_type="image/png")
    end = await added(running.editor)
    assert end.text.startswith("1 refused.")
    assert "• photo.png is an image" in end.text
    assert await running.services.library.article_count() == 1


async def test_several_documents_each_with_the_caption_are_all_stored(running: Running) -> None:
    first = await running.editor.upload("bridge.txt", BRIDGE, caption="/add")
    second = await running.editor.upload("ferry.txt", FERRY, caption="/add")
    shown = await running.editor.replies(2)
    ends = [await end_of(running.editor, message) for message in shown]
    assert {end.reply_to for end in ends} == {first.id, second.id}
    assert all(end.text.startswith("Stored: ") for end in ends)
