"""The bot in groups: it greets and leaves, administrators decide who may ask, and topics stay apart."""

from __future__ import annotations

from tests.e2e.conftest import Running
from tests.e2e.test_addressed import ASKED, NAME, answered
from tests.e2e.test_conversation import press_text
from tests.telegram.client import Reader
from tests.telegram.groups import Group

ONLY_ADMINS = "Only administrators of this group can change its settings."


def newsroom(running: Running, *, forum: bool = False, bot: str = "member") -> tuple[Group, Reader, Reader]:
    """Return a group with its owner and a member."""
    ada, ben = running.stand.reader("Ada"), running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ben], admins=[ada], forum=forum, bot=bot)
    return group, ada.at(group), ben.at(group)


async def panel(ada: Reader) -> list[str]:
    """Return the lines of the settings, as an administrator gets them."""
    await ada.say(f"/settings{NAME}")
    return (await ada.reply()).text.split("\n")


async def test_a_group_that_adds_the_bot_is_told_once_how_to_ask(running: Running) -> None:
    group, ada, _ = newsroom(running, bot="left")
    group.add_bot()
    lines = (await ada.reply()).text.split("\n")
    assert len(lines) == 3
    assert lines[1] == f"Ask like this: {NAME} what did Hill say?"
    assert f"/settings{NAME}" in lines[2]
    group.promote_bot()
    group.add_bot()
    await ada.quiet(0.4)


async def test_the_bot_leaves_a_group_where_it_may_not_write(running: Running) -> None:
    group, ada, _ = newsroom(running, bot="left")
    group.restrict_bot()
    await ada.until(lambda: group.chat.bot_status == "left")
    quiet = running.stand.group("Quiet", members=[running.stand.reader("Ben")], bot="left")
    quiet.chat.may_members_write = False
    quiet.add_bot()
    await ada.until(lambda: quiet.chat.bot_status == "left")
    assert group.chat.from_bot == quiet.chat.from_bot == []


async def test_a_bot_that_loses_the_right_to_write_leaves(running: Running) -> None:
    group, ada, _ = newsroom(running)
    group.restrict_bot()
    await ada.until(lambda: group.chat.bot_status == "left")


async def test_a_group_that_becomes_a_supergroup_is_not_greeted_again(running: Running) -> None:
    ada = running.stand.reader("Ada")
    group = running.stand.group("Newsroom", admins=[ada], basic=True)
    moved = group.upgrade()
    moved.chat.bot_status = "left"
    await ada.at(moved).quiet(0.3)
    moved.add_bot()
    await ada.at(moved).quiet(0.3)


async def test_administrators_decide_who_may_ask(running: Running) -> None:
    group, ada, ben = newsroom(running)
    await ada.say(f"/settings{NAME}")
    shown = await ada.reply()
    assert shown.button_texts == ["Let only administrators ask", "Send a daily digest here", "Language"]
    await press_text(await ada.press(shown, "Let only administrators ask"))
    assert "Who may ask: administrators" in (await ada.edited()).text
    for text in (f"{NAME} {ASKED}", f"/ask{NAME} {ASKED}"):
        await ada.say(text)
        assert await answered(ada)
    anonymous = group.anonymous()
    await anonymous.say(f"{NAME} {ASKED}")
    assert await answered(anonymous)
    there = Reader(running.stand.world, ben.person, group.chat)
    question = await there.say(f"{NAME} {ASKED}")
    refused = await there.reply()
    assert refused.text == "In this group only administrators may ask. You can ask me in private."
    assert refused.reply_to == question.id
    await there.say(f"/ask{NAME} {ASKED}")
    await there.say(ASKED, reply_to=refused)
    await there.quiet(0.4)
    running.clock.forward(minutes=11)
    await there.say(f"{NAME} {ASKED}")
    assert (await there.reply()).text == refused.text
    await press_text(await there.press(shown, "Let everyone ask"))
    await press_text(await ada.press(shown, "Let everyone ask"))
    await there.say(f"{NAME} {ASKED}")
    assert await answered(there)


async def test_only_administrators_open_and_press_the_settings(running: Running) -> None:
    group, ada, ben = newsroom(running)
    await ben.say(f"/settings{NAME}")
    assert (await ben.reply()).text == ONLY_ADMINS
    there = group.anonymous()
    await there.say(f"/settings{NAME}")
    shown = await there.reply()
    for button in shown.button_texts:
        assert await press_text(await ben.press(shown, button)) == ONLY_ADMINS
    assert await running.services.delivering.subscriptions.get(group.id) is None
    assert "Who may ask: everyone" in await panel(Reader(running.stand.world, ada.person, group.chat))


async def test_who_is_no_administrator_any_more_cannot_press(running: Running) -> None:
    group, ada, _ = newsroom(running)
    await ada.say(f"/settings{NAME}")
    shown = await ada.reply()
    group.chat.members[ada.id] = "member"
    running.clock.forward(minutes=1)
    assert await press_text(await ada.press(shown, "Send a daily digest here")) == ONLY_ADMINS


async def test_a_channel_that_writes_in_a_group_is_no_administrator(running: Running) -> None:
    group, ada, _ = newsroom(running)
    channel = running.stand.channel("Another")
    await ada.send("photo", caption="hello", more={"sender_chat": channel.chat.json()})
    writes = {"text": f"/settings{NAME}", "entities": [{"type": "bot_command", "offset": 0, "length": 27}]}
    message = running.stand.world.chats.new_message(group.chat, ada.person)
    group.serve(message | writes | {"sender_chat": channel.chat.json()})
    assert (await ada.reply()).text == ONLY_ADMINS


async def test_the_digest_and_the_language_are_set_by_buttons(running: Running) -> None:
    group, ada, _ = newsroom(running)
    await ada.say(f"/settings{NAME}")
    shown = await ada.reply()
    await press_text(await ada.press(shown, "Send a daily digest here"))
    assert "Daily digest: at 08:00 (" in (await ada.edited()).text
    assert await running.services.delivering.subscriptions.get(group.id) is not None
    await press_text(await ada.press(shown, "Stop the daily digest"))
    assert "Daily digest: none" in (await ada.edited()).text
    assert await running.services.delivering.subscriptions.get(group.id) is None
    await press_text(await ada.press(shown, "Language"))
    await ada.edited()
    await press_text(await ada.press(shown, "Deutsch"))
    await ada.edited()
    assert (await running.services.chat_settings.get(group.id)).language == "de"


async def test_settings_in_private_say_where_they_belong(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await ann.say("/settings")
    assert (await ann.reply()).text.startswith("Settings are for groups.")


async def test_everything_stays_in_its_topic(running: Running) -> None:
    group, ada, ben = newsroom(running, forum=True)
    serbia, other = ada.at(group, group.topic("Serbia")), ben.at(group, group.topic("Other"))
    await serbia.say(f"{NAME} {ASKED}")
    assert await answered(serbia)
    await other.say(f"/settings{NAME}")
    assert (await other.reply()).text == ONLY_ADMINS
    await serbia.say(f"/settings{NAME}")
    shown = await serbia.reply()
    await press_text(await serbia.press(shown, "Let only administrators ask"))
    await other.say(f"{NAME} {ASKED}")
    assert (await other.reply()).thread_id == other.topic
    # In a topic, what replies to nobody seems to reply to the message that opened it.
    opened = running.stand.world.chats.find(group.id).messages[other.topic or 0]
    message = running.stand.world.chats.new_message(group.chat, ben.person, other.topic)
    group.serve(message | {"text": "lunch?", "reply_to_message": opened})
    await other.quiet(0.3)


async def test_the_messages_of_a_job_stay_in_the_topic_that_asked(running: Running) -> None:
    group = running.stand.group("Desk", admins=[running.editor], forum=True)
    there = running.editor.at(group, group.topic("Adding"))
    await there.upload("bridge.txt", b"The bridge is closed, which nobody had expected of it.", caption="/add")
    assert (await there.reply()).thread_id == there.topic
    await there.say(f"/retract{NAME} nothing")
    assert (await there.reply()).thread_id == there.topic
    assert {message.thread_id for message in there.heard()} == {there.topic}
