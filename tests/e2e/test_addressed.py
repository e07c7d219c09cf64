"""What the bot answers: questions to it, in private chats and groups, in texts and captions; and what it ignores."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Running
from tests.telegram.chats import Person
from tests.telegram.client import Reader
from tests.telegram.groups import Group

NAME = "@onrecord_test_bot"
ASKED = "what did Hill say?"
READS = "I read text and captions only. Ask me what someone said, or see /help."
LISTENS = "I can't listen to recordings yet. Please type your question."
UNREADABLE = ("photo", "video", "animation", "sticker", "poll", "contact", "dice")
SPOKEN = ("voice", "audio", "video_note")


async def answered(reader: Reader) -> bool:
    """Return whether the one message that comes is about Hill."""
    reply = await reader.reply()
    return "Ukraine is absolutely critical" in reply.text


def in_group(running: Running) -> tuple[Reader, Group]:
    ann = running.stand.reader("Ann")
    group = running.stand.group("Newsroom", members=[ann])
    return ann.at(group), group


async def test_a_mention_is_answered_wherever_it_stands(running: Running) -> None:
    there, _ = in_group(running)
    for text in (f"{NAME} {ASKED}", f"what did Hill say, {NAME}?", f"tell me {NAME.upper()} {ASKED}"):
        await there.say(text)
        assert await answered(there)
    by_name = {"type": "text_mention", "offset": 0, "length": 9, "user": running.stand.world.bot.json()}
    await there.say(f"On Record {ASKED}", entities=[by_name])
    assert await answered(there)
    await there.quiet(0.3)


async def test_a_mention_alone_gets_one_line_on_how_to_ask(running: Running) -> None:
    there, _ = in_group(running)
    for text in (NAME, f"{NAME}!"):
        await there.say(text)
        assert (await there.reply()).text == f"Write your question after my name: {NAME} {ASKED}"


async def test_without_privacy_mode_people_talk_undisturbed(running: Running) -> None:
    there, group = in_group(running)
    group.promote_bot()
    said = await there.say(ASKED)
    await there.say("and about Kosovo?", reply_to=said)
    await there.say("/ask@another_bot what did Hill say?")
    await there.say(f"@another_bot {ASKED}")
    for kind in UNREADABLE + SPOKEN:
        await there.send(kind)
    await there.send("photo", caption=ASKED)
    await there.upload("notes.txt", b"Some notes of a meeting.", caption=ASKED)
    await there.quiet(0.5)


async def test_a_mention_in_a_reply_to_the_bot_is_one_question(running: Running) -> None:
    there, _ = in_group(running)
    await there.say(f"/ask{NAME} {ASKED}")
    answer = await there.reply()
    await there.say(f"{NAME} what did Vucic say?", reply_to=answer)
    assert "Vucic" in (await there.reply()).text
    await there.quiet(0.3)


@pytest.mark.parametrize("kind", ["photo", "video"])
async def test_a_caption_asks_in_private_and_with_a_mention_in_a_group(running: Running, kind: str) -> None:
    there, _ = in_group(running)
    ann = running.stand.reader("Ann")
    await ann.send(kind, caption=ASKED)
    assert await answered(ann)
    await ann.send(kind, caption=f"/ask {ASKED}")
    assert await answered(ann)
    await there.send(kind, caption=f"{NAME} {ASKED}")
    assert await answered(there)
    await ann.quiet(0.3)


async def test_a_documents_caption_asks_too(running: Running) -> None:
    there, group = in_group(running)
    ann = running.stand.reader("Ann")
    for reader, caption in ((ann, ASKED), (there, f"{NAME} {ASKED}"), (running.editor, ASKED)):
        await reader.upload("notes.txt", b"Some notes of a meeting.", caption=caption)
        assert await answered(reader)
        await reader.quiet(0.3)
    await running.editor.at(group).upload("notes.txt", b"Some notes.", caption=f"{NAME} {ASKED}")
    assert await answered(there)


async def test_what_an_editor_writes_under_a_document_is_no_question_unless_it_is_one(running: Running) -> None:
    await running.editor.upload("notes.txt", b"Some notes of a meeting.", caption="The minister's notes")
    assert (await running.editor.reply()).text.startswith("I can store “notes.txt”")
    await running.editor.quiet(0.3)


async def test_an_album_with_a_caption_is_one_question(running: Running) -> None:
    there, _ = in_group(running)
    for reader, caption in ((running.stand.reader("Ann"), ASKED), (there, f"{NAME} {ASKED}")):
        for nth in range(3):
            await reader.send("photo", album=f"{reader.chat.id}", caption=caption if nth == 1 else "")
        assert await answered(reader)
        await reader.quiet(1.5)
    await there.album(("a.txt", b"Some notes."), ("b.txt", b"More notes."), caption=f"{NAME} {ASKED}")
    assert await answered(there)
    ann = running.stand.reader("Ann")
    await ann.album(("a.txt", b"Some notes."), ("b.txt", b"More notes."), caption=ASKED)
    assert await answered(ann)
    await ann.quiet(1.5)


@pytest.mark.parametrize("kind", [*UNREADABLE, *SPOKEN])
async def test_what_cannot_be_read_gets_one_kind_line_in_a_while(running: Running, kind: str) -> None:
    ann = running.stand.reader("Ann")
    line = LISTENS if kind in SPOKEN else READS
    await ann.send(kind)
    assert (await ann.reply()).text == line
    await ann.send(kind)
    await ann.quiet(0.2)
    running.clock.forward(minutes=6)
    await ann.send(kind)
    assert (await ann.reply()).text == line


async def test_an_album_that_asks_nothing_gets_one_line(running: Running) -> None:
    ann = running.stand.reader("Ann")
    for _ in range(4):
        await ann.send("photo", album="77")
    assert (await ann.reply()).text == READS
    await ann.quiet(1.2)


async def test_other_bots_and_copies_of_channel_posts_are_ignored(running: Running) -> None:
    there, group = in_group(running)
    group.promote_bot()
    bot = running.stand.world.chats.open(group.chat)
    other = Reader(running.stand.world, Person(8_000_000_001, "Other", "other_bot", is_bot=True), bot)
    for text in (f"{NAME} {ASKED}", f"/ask{NAME} {ASKED}", f"/subscribe{NAME} 08:00", f"/start{NAME}"):
        said = await other.say(text)
        await other.edit(said, f"{text} again")
    via = running.stand.world.chats.person("Ann", "en", None)
    await Reader(running.stand.world, via, bot).send(
        "photo", caption=f"{NAME} {ASKED}", more={"via_bot": other.person.json()}
    )
    channel = running.stand.channel("Our channel")
    linked = Reader(running.stand.world, Person(777_000, "Telegram"), bot)
    copy = {"sender_chat": channel.chat.json(), "is_automatic_forward": True}
    await linked.send("photo", caption=f"{NAME} {ASKED}", more=copy)
    await there.quiet(0.5)
    assert await running.services.delivering.subscriptions.get(group.id) is None


async def test_channel_posts_are_no_questions(running: Running) -> None:
    channel = running.stand.channel("Our channel", bot="administrator")
    channel.post(f"{NAME} {ASKED}")
    channel.post(f"/ask{NAME} {ASKED}")
    ann = running.stand.reader("Ann")
    await ann.say(ASKED)
    assert await answered(ann)
    assert channel.chat.from_bot == []
    assert not [call for call in running.stand.calls() if call.chat_id == channel.id]


async def test_service_messages_are_ignored(running: Running) -> None:
    there, group = in_group(running)
    for service in ({"new_chat_title": "Newsdesk"}, {"new_chat_members": [there.person.json()]}):
        group.serve(running.stand.world.chats.new_message(group.chat, there.person) | service)
    await there.quiet(0.5)


async def test_an_anonymous_administrator_is_answered(running: Running) -> None:
    _, group = in_group(running)
    anonymous = group.anonymous()
    await anonymous.say(f"{NAME} {ASKED}")
    assert await answered(anonymous)
