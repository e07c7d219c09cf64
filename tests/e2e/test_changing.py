"""Editors retract, undo and look up on Telegram; others, and updates sent twice, change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval.domain.article import Draft
from retrieval.domain.changes import Action
from storage.ports.outbox import DeliveryState
from tests.e2e.conftest import FakeClock, Running, eventually, running_bot
from tests.e2e.replaying import handle_again
from tests.e2e.test_conversation import ask, press_text
from tests.e2e.test_editing import ARTICLE
from tests.telegram import faults
from tests.telegram.client import Reader
from tests.telegram.stand import Stand


async def stored(running: Running) -> str:
    """Add an article as the editor and return its id."""
    assert (await ask(running.editor, f"/add {ARTICLE}")).text.startswith("Stored: ")
    return (await running.services.library.newest(1))[0].id


async def state(running: Running) -> tuple[object, ...]:
    """Return everything that a change would change."""
    library = running.services.library
    editors = await running.services.editing.editors.all()
    return await library.generation(), await library.entries(99), [a.id for a in await library.newest(99)], editors


async def test_a_retracted_article_is_in_no_answer_until_it_is_restored(running: Running) -> None:
    article, ann = await stored(running), running.stand.reader("Ann")
    assert "We found rust" in (await ask(ann, "what did Lindqvist say?")).text
    said = await ask(running.editor, f"/retract {article} it was  a hoax")
    assert said.text == (
        f"Retracted: Harbour bridge to close for repairs {article}.\nTo undo this within a day: /undo 3"
    )
    assert (await ask(ann, "what did Lindqvist say?")).text.startswith("I have no quotes from anyone called Lindqvist.")
    assert article not in (await ask(ann, "/sources")).text
    again = await ask(running.editor, f"/add {ARTICLE}")
    assert again.text.startswith("Not stored: it was retracted on ")
    assert f"by Edith (it was a hoax). /restore {article} brings it back." in again.text
    stands = (await ask(running.editor, f"/article {article}")).text
    assert "by Edith (it was a hoax) and no longer appears in any answer." in stands
    assert (await ask(running.editor, f"/restore {article}")).text.startswith("Restored: Harbour bridge")
    assert "We found rust" in (await ask(ann, "what did Lindqvist say?")).text
    assert "Searched: 1 passage, 2 statements" in (await ask(running.editor, f"/article {article}")).text


async def test_a_command_in_reply_to_a_stored_article_needs_no_id(running: Running) -> None:
    added = await ask(running.editor, f"/add {ARTICLE}")
    await running.editor.say("/retract a hoax", reply_to=added)
    assert (await running.editor.reply()).text.startswith("Retracted: Harbour bridge")
    (entry,) = await running.services.library.entries(1)
    assert (entry.action, entry.note) == (Action.RETRACTED, "a hoax")
    assert entry.by.user == running.editor.id
    assert entry.by.name == "Edith"
    assert (entry.by.place or "").startswith(f"Telegram chat {running.editor.id}, message ")


async def test_undo_reverses_the_newest_change_or_says_why_not(running: Running) -> None:
    article = await stored(running)
    assert (await ask(running.editor, "/undo 2")).text.startswith("Retracted: Harbour bridge")
    assert await running.services.library.article(article) is None
    assert (await ask(running.editor, "/undo 2")).text.startswith("#2 was undone by #3")
    assert "This undid #3." in (await ask(running.editor, "/undo #3")).text
    assert await running.services.library.article(article) is not None
    for wrong in ("/undo", "/undo x", f"/undo {'9' * 30}"):
        assert (await ask(running.editor, wrong)).text.startswith("Write /undo and the number")
    assert (await ask(running.editor, "/undo 99")).text == "There is no #99 in the log."


@pytest.mark.parametrize("command", ["/retract", "/restore", "/article"])
async def test_a_command_without_an_article_shows_its_usage(running: Running, command: str) -> None:
    assert (await ask(running.editor, command)).text.startswith(f"Write {command} ID")
    assert (await ask(running.editor, f"{command} nobody")).text.startswith("No article has the id 'nobody'")


def changing(article: str) -> Sequence[str]:
    return (
        f"/add {ARTICLE} And more.", f"/retract {article} x", f"/restore {article}", "/undo 2", "/undo 1-2",
        "/add https://a.example/news", "/editors add 5",
        "/editors remove 5", "/log", "/stats", f"/article {article}", "/editors",
    )  # fmt: skip


async def refused(running: Running, who: Reader, article: str) -> None:
    before = await state(running)
    for command in changing(article):
        assert (await ask(who, command)).text.startswith(("Only editors can ", "Only owners can ")), command
    assert await state(running) == before


async def test_only_editors_change_anything(running: Running) -> None:
    """Not a stranger, a member of the editor's group, or an administrator who writes as the group."""
    article, stranger = await stored(running), running.stand.reader("Stranger")
    await refused(running, stranger, article)
    group = running.stand.group("Newsroom", members=[stranger], admins=[running.editor])
    await refused(running, stranger.at(group), article)
    # In another group, because Telegram allows twenty messages a minute to one.
    await refused(running, running.stand.group("Desk", admins=[running.editor]).anonymous(), article)


async def test_a_channels_post_is_never_a_command(running: Running) -> None:
    """The bot administers the channel, but a post has no author who could be an editor."""
    article = await stored(running)
    before, channel = await state(running), running.stand.channel("Harbour Times", bot="administrator")
    for command in (*changing(article), "/feeds add https://a.example/feed", "/feeds remove 1"):
        channel.post(command)
    channel.post_file("bridge.txt", ARTICLE.encode())
    channel.post_photo("/add The bridge is closed, the city said.")
    # The reply to this shows that the bot has seen all posts.
    await ask(running.editor, "/stats")
    assert await state(running) == before
    assert not [c for c in running.stand.calls("sendMessage") if c.params["chat_id"] == channel.id]


async def test_an_editor_added_by_an_owner_stays_until_removed(running: Running) -> None:
    article, ben = await stored(running), running.stand.reader("Ben")
    await refused(running, ben, article)
    made = await ask(running.owner, f"/editors add {ben.id} Ben of the desk")
    assert made.text.startswith(f"Added the editor: Ben of the desk {ben.id}.")
    assert "retract" in ben.menu()
    assert f"{ben.id} Ben of the desk, since " in (await ask(ben, "/editors")).text
    assert (await ask(ben, f"/retract {article} x")).text.startswith("Retracted: ")
    assert (await ask(ben, "/editors add 5")).text.startswith("Only owners can ")
    assert (await ask(ben, "/undo 3")).text.startswith("Only owners can ")
    assert (await ask(running.owner, f"/editors add {ben.id}")).text == f"{ben.id} is an editor already."
    assert (await ask(running.owner, f"/editors remove {ben.id}")).text.startswith(
        "Removed the editor: Ben of the desk"
    )
    assert "retract" not in ben.menu()
    await refused(running, ben, article)
    assert (await ask(running.owner, "/undo 5")).text.startswith("Added the editor: Ben of the desk")
    assert (await ask(ben, f"/restore {article}")).text.startswith("Restored: ")
    actions = [e.action for e in await running.services.library.entries(5)]
    assert actions[:3] == [Action.RESTORED, Action.EDITOR_ADDED, Action.EDITOR_REMOVED]


async def test_an_editor_in_the_settings_stays_and_owners_can_name_editors_by_reply(running: Running) -> None:
    assert "in the settings" in (await ask(running.owner, f"/editors remove {running.editor.id}")).text
    assert (await ask(running.owner, f"/editors add {running.editor.id}")).text.endswith(
        "already an editor in the settings."
    )
    ben = running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ben, running.owner])
    there = running.owner.at(group)
    from_ben = await ben.at(group).say("/new")
    await there.replies()
    await there.say("/editors add", reply_to=from_ben)
    (said,) = await there.replies()
    assert said.text.startswith(f"Added the editor: Ben {ben.id}")
    for wrong in ("/editors add", "/editors add Ben", "/editors add -5", "/editors add 0", "/editors whatever"):
        assert (await ask(running.owner, wrong)).text.startswith("Write /editors add ID NAME"), wrong


async def test_an_update_sent_again_after_a_restart_changes_nothing(stand: Stand, tmp_path: Path) -> None:
    async with running_bot(stand, tmp_path) as running:
        article = await stored(running)
        await ask(running.editor, f"/retract {article} a hoax")
        await ask(running.editor, f"/restore {article}")
        await ask(running.owner, "/editors add 555")
        await ask(running.owner, "/editors remove 555")
        await running.services.editing.add([Draft(text="It said something else.", id=article)])
        before = await state(running)
        texts = [f"/add {ARTICLE}", f"/retract {article} a hoax", f"/restore {article}", "/editors add 555"]
        sent = [u for u in stand.updates if u.get("message", {}).get("text") in texts]
        assert len(sent) == 4
    handle_again(stand, tmp_path, sent)
    async with running_bot(stand, tmp_path) as running:
        # The readers are new objects on the same chats: what they saw before does not count.
        heard = len(running.editor.heard())
        await running.editor.until(lambda: len(running.editor.heard()) >= heard + 3)
        said = [m.text for m in running.editor.heard()[heard:]]
        assert said[0].startswith("Already stored: ")
        assert said[1:] == ["That was done already, before I was started again."] * 2
        await running.owner.until(lambda: "done already" in running.owner.heard()[-1].text)
        assert await state(running) == before


async def test_sources_and_log_have_pages(running: Running) -> None:
    await running.services.editing.add(
        [Draft(text=f"Bus {n} was late.", id=f"bus{n}", publisher=f"P{n}") for n in range(12)]
    )
    ann = running.stand.reader("Ann")
    first = await ask(ann, "/sources")
    assert first.text.startswith("13 articles from 13 sources")
    assert first.button_texts == ["▶"]
    await press_text(await ann.press(first, "▶"))
    second = await ann.edited()
    assert second.button_texts == ["◀"]
    assert "Newest articles, from number 9" in second.text
    ids = [line for page in (first, second) for line in page.cuts("code")]
    assert len(set(ids)) == 13
    await press_text(await ann.press(second, "◀"))
    assert (await ann.edited()).text == first.text
    log = await ask(running.editor, "/log")
    assert log.button_texts == ["▶"]
    numbers = [log.cuts("bold")]
    for _ in range(2):
        await press_text(await running.editor.press(log, "▶"))
        log = await running.editor.edited()
        numbers.append(log.cuts("bold"))
    assert numbers == [["#13", "#12", "#11", "#10", "#9"], ["#8", "#7", "#6", "#5", "#4"], ["#3", "#2", "#1"]]
    assert log.button_texts == ["◀"]
    await press_text(await running.editor.press(log, "◀"))
    assert (await running.editor.edited()).cuts("bold") == numbers[1]


async def test_only_editors_page_through_the_log(running: Running) -> None:
    await running.services.editing.add([Draft(text=f"Bus {n} was late.", id=f"bus{n}") for n in range(6)])
    ben = running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ben, running.editor])
    await running.editor.at(group).say("/log")
    (log,) = await ben.at(group).replies()
    assert await press_text(await ben.at(group).press(log, "▶")) == "Only editors can see the log."
    assert (ben.at(group).now(log) or log).text == log.text


async def test_stats_count_what_there_is(running: Running) -> None:
    article = await stored(running)
    await ask(running.editor, f"/retract {article}")
    await ask(running.stand.reader("Ann"), "what did Hill say?")
    text = (await ask(running.editor, "/stats")).text
    for line in ("Articles: 1 from 1 source", "Retracted: 1", "Revisions kept: 2", "Questions kept: 1"):
        assert f"• {line}\n" in text


async def test_readers_who_were_shown_an_article_get_its_correction_and_retraction(
    stand: Stand, tmp_path: Path
) -> None:
    # Changes carry the real time, so this clock starts at the real time.
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        article, ann, ben = await stored(running), stand.reader("Ann"), stand.reader("Ben")
        await ask(ann, "what did Lindqvist say?")
        await ask(ben, "what did Hill say?")
        changed = Draft(text="“We found nothing,” said Mara Lindqvist.", id=article, title="Harbour bridge stays open")
        await running.services.editing.add([changed])
        running.clock.forward(minutes=1)
        assert (await ann.reply()).text == (
            "Corrected: Harbour bridge stays open · undated\n"
            "Its text has changed since I showed it here. Ask again to see the new version."
        )
        assert "We found nothing" in (await ask(ann, "what did Lindqvist say?")).text
        await ask(running.editor, f"/retract {article} the paper took it back")
        running.clock.forward(minutes=1)
        notice = await ann.reply()
        assert notice.text == (
            "Retracted: Harbour bridge stays open · undated\nthe paper took it back\n"
            "I showed it here earlier; it no longer appears in any answer."
        )
        assert notice.cuts("bold") == ["Retracted: "]
        await ask(running.editor, "/undo 4")
        running.clock.forward(minutes=1)
        assert (await ann.reply()).text.startswith("Restored: Harbour bridge stays open")
        await ann.quiet(0.5)
        await ben.quiet(0.1)


async def test_a_reader_who_blocked_the_bot_does_not_keep_others_from_their_notice(
    stand: Stand, tmp_path: Path
) -> None:
    async with running_bot(stand, tmp_path, FakeClock(datetime.now(UTC))) as running:
        article, ann, ben = await stored(running), stand.reader("Ann"), stand.reader("Ben")
        for reader in (ann, ben):
            await ask(reader, "what did Lindqvist say?")
        stand.fault("sendMessage", faults.Forbidden(), chat=ann.id)
        await ask(running.editor, f"/retract {article}")
        running.clock.forward(minutes=1)
        assert (await ben.reply()).text.startswith("Retracted: Harbour bridge")

        async def failed() -> bool:
            return await running.services.delivering.outbox.counts() == {DeliveryState.FAILED: 1, DeliveryState.SENT: 1}

        await eventually(failed)
