"""Readers see what is kept about them, and have it erased; operators erase them from the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from storage.schema.tables import TurnRow
from tests.e2e.commands import onrecord
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot, two_in_a_group
from tests.e2e.test_conversation import ask, press_text
from tests.stores import sqlite_of
from tests.telegram.client import Reader
from tests.telegram.records import Message
from tests.telegram.stand import Stand

ERASE = "Erase it"
READERS = select(TurnRow.reader_id)


async def heard_by_all(reader: Reader, text: str, *members: Reader) -> Message:
    """Say something in a group and return the reply, which every member sees."""
    await reader.say(text)
    return [await member.reply() for member in members][-1]


async def test_privacy_tells_what_is_kept_and_both_commands_are_in_the_menu(running: Running) -> None:
    ann = running.stand.reader("Ann")
    told = (await ask(ann, "/privacy")).text
    assert "90 days" in told
    assert "/forget erases it." in told
    assert {"privacy", "forget"} <= set(ann.menu())
    await ann.press(await ask(ann, "/help"), "Privacy")
    assert "/forget" in (await ann.edited()).text


async def test_a_reader_is_erased_once_they_have_confirmed_it(running: Running) -> None:
    ann = running.stand.reader("Ann")
    answer = await ask(ann, "what did Hill say?")
    await press_text(await ann.press(answer, "👍"))
    await ask(ann, "/subscribe 08:00")
    question = await ask(ann, "/forget")
    assert question.text.startswith("Erase what I keep about you?")
    assert len(await running.services.asking.feedback.opinions(5)) == 1, "nothing is erased before"
    await ann.press(question, ERASE)
    erased = await ann.edited()
    assert erased.text == "Erased: the daily digest, 1 question and 1 rating."
    assert erased.buttons == []
    assert await running.services.delivering.subscriptions.get(ann.id) is None
    assert await running.services.asking.feedback.opinions(5) == []
    assert "too old to rate" in await press_text(await ann.press(answer, "👎"))
    assert (await ask(ann, "/forget yes")).text == "There's nothing of yours that I could erase."


async def test_a_command_that_confirms_erases_at_once(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ask(ann, "what did Hill say?")
    assert (await ask(ann, "/forget yes")).text == "Erased: 1 question."
    assert (await ask(ann, "/forget me please")).text.startswith("Write /forget")


async def test_an_old_button_and_a_second_press_are_answered_politely(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ask(ann, "what did Hill say?")
    old, fresh = await ask(ann, "/forget"), await ask(ann, "/forget")
    running.clock.forward(minutes=59)
    button, _ = (b["callback_data"] for b in fresh.buttons)
    await ann.press(fresh, ERASE)
    assert (await ann.edited()).text == "Erased: 1 question."
    running.clock.forward(minutes=2)
    assert "write /forget again" in await press_text(await ann.press(old, ERASE))
    assert button.startswith("forget:reader:")


async def test_whoever_changed_their_mind_keeps_it(running: Running) -> None:
    ann, ben = two_in_a_group(running)
    await heard_by_all(ann, "/ask what did Hill say?", ann, ben)
    question = await heard_by_all(ann, "/forget", ann, ben)
    assert "whoever asked" in await press_text(await ben.press(question, "Keep it"))
    await ann.press(question, "Keep it")
    kept = await ann.edited()
    assert (kept.text, kept.buttons) == ("Nothing was erased.", [])
    assert await sqlite_of(running.services).rows(READERS) == [(ann.id,)]


async def test_in_a_group_each_reader_erases_their_own_and_nobody_elses(running: Running) -> None:
    ann, ben = two_in_a_group(running)
    for reader in (ann, ben):
        await heard_by_all(reader, "/ask what did Hill say?", ann, ben)
    question = await heard_by_all(ann, "/forget", ann, ben)
    assert question.text.startswith("Erase what I keep of you in this group?")
    assert "whoever asked" in await press_text(await ben.press(question, ERASE))
    await ann.press(question, ERASE)
    assert (await ann.edited()).text == "Erased: 1 question."
    kept = await sqlite_of(running.services).rows(READERS)
    assert kept == [(ben.id,)]


async def test_an_anonymous_administrator_confirms_under_their_own_name(running: Running) -> None:
    ada, ben = running.stand.reader("Ada"), running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ben], admins=[ada])
    anonymous, ada, ben = group.anonymous(), ada.at(group), ben.at(group)
    await heard_by_all(anonymous, "/ask what did Hill say?", ada, ben)
    question = await heard_by_all(anonymous, "/forget", ada, ben)
    assert "whoever asked" in await press_text(await ben.press(question, ERASE))
    await ada.press(question, ERASE)
    assert (await ada.edited()).text == "Erased: 1 question."


async def test_only_administrators_erase_a_whole_group(running: Running) -> None:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ben], admins=[ann])
    ann, ben = ann.at(group), ben.at(group)
    await heard_by_all(ben, "/ask what did Hill say?", ann, ben)
    await heard_by_all(ann, "/subscribe 08:00", ann, ben)
    refused = await heard_by_all(ben, "/forget group yes", ann, ben)
    assert refused.text.startswith("Only administrators can")
    question = await heard_by_all(ann, "/forget group", ann, ben)
    assert question.text.startswith("Erase what I keep of this group?")
    assert (await press_text(await ben.press(question, ERASE))).startswith("Only administrators can")
    await ann.press(question, ERASE)
    assert (await ann.edited()).text == "Erased: the daily digest and 1 question."
    assert await sqlite_of(running.services).rows(READERS) == []
    private = running.stand.reader("Cleo")
    assert (await ask(private, "/forget group")).text.startswith("Only in a group")


async def test_an_editors_name_leaves_the_log_and_the_change_can_be_undone(running: Running) -> None:
    editor = running.editor
    await ask(editor, "/add Bridge opens\nThe bridge is open again, the city said.")
    assert "Edith" in (await ask(editor, "/log")).text
    assert "1 place with your name" in (await ask(editor, "/forget yes")).text
    log = (await ask(editor, "/log")).text
    assert "an editor who asked to be forgotten" in log
    assert "Edith" not in log
    assert str(editor.id) not in log
    (newest, *_) = await running.services.library.entries(1)
    assert "retracted" in (await ask(editor, f"/undo {newest.number}")).text.casefold()


async def test_what_is_kept_long_enough_is_erased_when_the_bot_starts(stand: Stand, tmp_path: Path) -> None:
    clock = FakeClock()
    async with running_bot(stand, tmp_path, clock) as running:
        await ask(stand.reader("Ann"), "what did Hill say?")
        clock.now += timedelta(days=89)
        await ask(stand.reader("Ben"), "what did Hill say?")
    clock.now += timedelta(days=2)
    async with running_bot(stand, tmp_path, clock) as running:

        async def only_ben_is_left() -> bool:
            return len(await sqlite_of(running.services).rows(READERS)) == 1

        await eventually(only_ben_is_left)


async def test_the_command_erases_a_reader_or_a_group_and_says_what(stand: Stand, tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with running_bot(stand, data) as running:
        ann, ben = two_in_a_group(running)
        await heard_by_all(ann, "/ask what did Hill say?", ann, ben)
        await heard_by_all(ben, "/ask what did Hill say?", ann, ben)
        # Beside the running bot.
        ended = onrecord(data, "forget", str(ann.id))
        assert (ended.code, ended.out, ended.err) == (0, "Erased: 1 question.\n", "")
    (line,) = onrecord(data, "forget", "--json", str(ben.chat.id)).lines
    assert line["chat"] == ben.chat.id
    assert line["erased"]["questions"] == 1
    again = onrecord(data, "forget", str(ann.id))
    assert again.code == 1
    assert again.sentence.startswith(f"nothing is known of {ann.id}")
    assert onrecord(data, "forget", "Ann").code == 2
    missing = onrecord(tmp_path / "none", "forget", "1")
    assert (missing.code, (tmp_path / "none").exists()) == (1, False)
