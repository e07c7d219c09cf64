"""What the bot sends, edits, deletes, forwards and uploads, and what Telegram answers when it cannot."""

import io

import aiohttp
import pytest

from tests.telegram.bare import BareBot, blamed, refused, result_of
from tests.telegram.client import Reader
from tests.telegram.stand import Stand

MEGA = 1024 * 1024


@pytest.fixture
def ann(stand: Stand) -> Reader:
    return stand.reader("Ann")


def keyboard(data: str) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "More", "callback_data": data}]]}


# Chats and replies.


async def test_an_unknown_chat_is_not_found(bot: BareBot) -> None:
    for chat in (123, "@nobody"):
        refused(await bot("sendMessage", chat_id=chat, text="a"), 400, "Bad Request: chat not found")


async def test_a_reader_who_never_started_cannot_be_written_to(stand: Stand, bot: BareBot) -> None:
    bob = stand.reader("Bob", started=False)
    refused(await bot("sendMessage", chat_id=bob.id, text="a"), 400, "Bad Request: chat not found")
    stand.group("Newsroom", members=[bob])
    refused(
        await bot("sendMessage", chat_id=bob.id, text="a"),
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await bob.start("payload")
    await bot.say(bob.id, "welcome")


async def test_a_blocked_bot_is_forbidden(stand: Stand, bot: BareBot, ann: Reader) -> None:
    ann.block()
    refused(await bot("sendMessage", chat_id=ann.id, text="a"), 403, "Forbidden: bot was blocked by the user")
    ann.unblock()
    await bot.say(ann.id, "back")
    changes = [update["my_chat_member"]["new_chat_member"]["status"] for update in stand.updates]
    assert changes == ["kicked", "member"]


async def test_a_reply_to_an_unknown_message_fails_unless_allowed(bot: BareBot, ann: Reader) -> None:
    refused(
        await bot("sendMessage", chat_id=ann.id, text="a", reply_parameters={"message_id": 99}),
        400,
        "Bad Request: message to be replied not found",
    )
    alone = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot.say(ann.id, "a", reply_parameters=alone)


async def test_a_reply_quotes_word_for_word(bot: BareBot, ann: Reader) -> None:
    question = await ann.say("😀 What did Hill say? What?")
    sent = await bot.say(ann.id, "This", reply_parameters={"message_id": question.id, "quote": "did Hill"})
    assert sent["quote"] == {"text": "did Hill", "position": 8, "is_manual": True}
    assert sent["reply_to_message"]["message_id"] == question.id
    second = {"message_id": question.id, "quote": "What", "quote_position": 22}
    assert (await bot.say(ann.id, "This", reply_parameters=second))["quote"]["position"] == 22
    inexact = {"message_id": question.id, "quote": "did hill"}
    refused(
        await bot("sendMessage", chat_id=ann.id, text="This", reply_parameters=inexact),
        400,
        "Bad Request: QUOTE_TEXT_INVALID",
    )


async def test_a_reply_to_another_chat_is_external(stand: Stand, bot: BareBot, ann: Reader) -> None:
    post = stand.channel("Wire").post("Budget passes")
    reply = {"message_id": post.id, "chat_id": post.chat_id, "quote": "passes"}
    sent = await bot.say(ann.id, "Yes", reply_parameters=reply)
    assert sent["external_reply"]["chat"]["title"] == "Wire"
    assert sent["external_reply"]["origin"]["type"] == "channel"
    assert sent["quote"]["position"] == 7


# Groups and topics.


async def test_message_ids_collide_across_chats(stand: Stand, bot: BareBot, ann: Reader) -> None:
    bob = stand.reader("Bob")
    assert (await bot.say(ann.id, "a"))["message_id"] == (await bot.say(bob.id, "a"))["message_id"]


async def test_a_topic_holds_its_messages(stand: Stand, bot: BareBot, ann: Reader) -> None:
    forum = stand.group("Newsroom", members=[ann], forum=True)
    politics, sport = forum.topic("Politics"), forum.topic("Sport")
    in_politics, in_sport = ann.at(forum, politics), ann.at(forum, sport)
    question = await in_politics.say("/ask Hill")
    assert question.thread_id == politics
    await bot.say(forum.id, "to sport", message_thread_id=sport)
    await bot.say(forum.id, "an answer", reply_parameters={"message_id": question.id})
    (answer,) = await in_politics.replies()
    assert (answer.text, answer.thread_id, answer.raw["is_topic_message"]) == ("an answer", politics, True)
    assert (await in_sport.reply()).text == "to sport"
    refused(
        await bot("sendMessage", chat_id=forum.id, text="a", message_thread_id=999),
        400,
        "Bad Request: message thread not found",
    )
    refused(
        await bot("sendMessage", chat_id=ann.id, text="a", message_thread_id=politics),
        400,
        "Bad Request: message thread not found",
    )


async def test_a_group_moves_to_a_supergroup(stand: Stand, bot: BareBot, ann: Reader) -> None:
    old = stand.group("Newsroom", members=[ann], basic=True)
    new = old.upgrade()
    answer = await bot("sendMessage", chat_id=old.id, text="a")
    refused(answer, 400, "Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    await bot.say(new.id, "here now")
    first, second = [update["message"] for update in stand.updates]
    assert (first["chat"]["type"], first["migrate_to_chat_id"]) == ("group", new.id)
    assert (second["chat"]["type"], second["migrate_from_chat_id"]) == ("supergroup", old.id)


async def test_a_kicked_or_departed_bot_is_forbidden(stand: Stand, bot: BareBot, ann: Reader) -> None:
    group = stand.group("Newsroom", members=[ann])
    assert result_of(await bot("leaveChat", chat_id=group.id))
    refused(
        await bot("sendMessage", chat_id=group.id, text="a"),
        403,
        "Forbidden: bot is not a member of the supergroup chat",
    )
    group.add_bot()
    group.remove_bot()
    refused(
        await bot("sendMessage", chat_id=group.id, text="a"),
        403,
        "Forbidden: bot was kicked from the supergroup chat",
    )


async def test_only_an_administrator_posts_in_a_channel_or_pins(stand: Stand, bot: BareBot, ann: Reader) -> None:
    refused(
        await bot("sendMessage", chat_id=stand.channel("Wire", bot="member").id, text="a"),
        400,
        "Bad Request: need administrator rights in the channel chat",
    )
    mine = stand.channel("Ours", username="ours", bot="administrator")
    assert result_of(await bot("sendMessage", chat_id="@ours", text="a"))["chat"]["id"] == mine.id

    group = stand.group("Newsroom", members=[ann])
    sent = await bot.say(group.id, "pin me")
    pin = {"chat_id": group.id, "message_id": sent["message_id"]}
    refused(
        await bot("pinChatMessage", **pin),
        400,
        "Bad Request: not enough rights to manage pinned messages in the chat",
    )
    group.promote_bot()
    assert result_of(await bot("pinChatMessage", **pin)) is True
    assert result_of(await bot("getChat", chat_id=group.id))["pinned_message"]["text"] == "pin me"


async def test_members_have_their_status(stand: Stand, bot: BareBot, ann: Reader) -> None:
    bob, eve = stand.reader("Bob"), stand.reader("Eve")
    group = stand.group("Newsroom", admins=[ann], members=[bob])
    statuses = [
        result_of(await bot("getChatMember", chat_id=group.id, user_id=user))["status"]
        for user in (ann.id, bob.id, eve.id, stand.world.bot.id)
    ]
    assert statuses == ["creator", "member", "left", "member"]
    chiefs = result_of(await bot("getChatAdministrators", chat_id=group.id))
    assert [chief["user"]["id"] for chief in chiefs] == [ann.id]
    refused(await bot("getChatMember", chat_id=group.id, user_id=1), 400, "Bad Request: invalid user_id specified")


# Edits and deletions.


async def test_an_edit_changes_text_and_keyboard(bot: BareBot, ann: Reader) -> None:
    sent = await bot.say(ann.id, "wait", reply_markup=keyboard("stop"))
    place = {"chat_id": ann.id, "message_id": sent["message_id"]}
    await bot("editMessageText", text="done", **place)
    edited = await ann.edited()
    assert (edited.text, edited.reply_markup) == ("done", None)
    await bot("editMessageReplyMarkup", reply_markup=keyboard("more"), **place)
    assert (await ann.edited()).reply_markup == keyboard("more")


async def test_an_edit_to_the_same_is_refused_but_no_violation(bot: BareBot, ann: Reader) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 4}]
    sent = await bot.say(ann.id, "same", entities=entities, reply_markup=keyboard("a"))
    place = {"chat_id": ann.id, "message_id": sent["message_id"]}
    words = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
        " same as a current content and reply markup of the message"
    )
    same = {"text": "same", "entities": entities, "reply_markup": keyboard("a")}
    refused(await bot("editMessageText", **place, **same), 400, words)
    refused(await bot("editMessageReplyMarkup", **place, reply_markup=keyboard("a")), 400, words)
    assert (await bot("editMessageText", **place, **same | {"entities": []}))["ok"]


async def test_only_own_messages_with_text_can_be_edited(stand: Stand, bot: BareBot, ann: Reader) -> None:
    theirs = await ann.say("mine")
    document = await ann.upload("a.txt", b"a")
    file_id = document.raw["document"]["file_id"]
    sent = result_of(await bot("sendDocument", chat_id=ann.id, document=file_id))
    forwarded = result_of(await bot("forwardMessage", chat_id=ann.id, from_chat_id=ann.id, message_id=theirs.id))
    for message_id, words in [
        (forwarded["message_id"], "message can't be edited"),
        (99, "message to edit not found"),
        (theirs.id, "message can't be edited"),
        (sent["message_id"], "there is no text in the message to edit"),
    ]:
        answer = await bot("editMessageText", chat_id=ann.id, message_id=message_id, text="a")
        refused(answer, 400, f"Bad Request: {words}")
    refused(await bot("editMessageText", text="a"), 400, "Bad Request: message identifier is not specified")
    blamed(stand, "message identifier is not specified")


async def test_a_deleted_message_is_gone(bot: BareBot, ann: Reader) -> None:
    sent = await bot.say(ann.id, "a")
    place = {"chat_id": ann.id, "message_id": sent["message_id"]}
    assert result_of(await bot("deleteMessage", **place)) is True
    assert ann.now(ann.heard()[0]) is None
    refused(await bot("deleteMessage", **place), 400, "Bad Request: message to delete not found")


async def test_other_peoples_messages_in_a_group_stay(stand: Stand, bot: BareBot, ann: Reader) -> None:
    group = stand.group("Newsroom", members=[ann])
    message = await ann.at(group).say("hello")
    refused(
        await bot("deleteMessage", chat_id=group.id, message_id=message.id),
        400,
        "Bad Request: message can't be deleted",
    )


async def test_a_reaction_is_one_known_emoji(stand: Stand, bot: BareBot, ann: Reader) -> None:
    message = await ann.say("hello")
    place = {"chat_id": ann.id, "message_id": message.id}
    assert (await bot("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}]))["ok"]
    assert ann.chat.reactions[message.id] == ["👍"]
    refused(
        await bot("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "🥨"}]),
        400,
        "Bad Request: REACTION_INVALID",
    )
    blamed(stand, "REACTION_INVALID")


# Forwards and copies.


async def test_a_forward_names_its_origin_and_a_copy_does_not(stand: Stand, bot: BareBot, ann: Reader) -> None:
    bob = stand.reader("Bob")
    message = await ann.say("a tip")
    source = {"chat_id": bob.id, "from_chat_id": ann.id, "message_id": message.id}
    forwarded = result_of(await bot("forwardMessage", **source))
    assert forwarded["forward_origin"]["sender_user"]["id"] == ann.id
    assert forwarded["text"] == "a tip"
    await bot("copyMessage", **source, reply_markup=keyboard("a"))
    copied = (await bob.replies(2))[1]
    assert (copied.text, copied.reply_markup, "forward_origin" in copied.raw) == (
        "a tip",
        keyboard("a"),
        False,
    )
    for method, words in [("forwardMessage", "forward"), ("copyMessage", "copy")]:
        answer = await bot(method, **source | {"message_id": 99})
        refused(answer, 400, f"Bad Request: message to {words} not found")


async def test_protected_content_is_not_forwarded(bot: BareBot, ann: Reader) -> None:
    sent = await bot.say(ann.id, "secret", protect_content=True)
    source = {"chat_id": ann.id, "from_chat_id": ann.id, "message_id": sent["message_id"]}
    refused(await bot("forwardMessage", **source), 400, "Bad Request: message can't be forwarded")


# Files.


async def test_a_file_goes_up_and_down(stand: Stand, bot: BareBot, ann: Reader) -> None:
    message = await ann.upload("article.md", b"# Budget", caption="/add", mime_type="text/markdown")
    (update,) = await bot.updates()
    document = update["message"]["document"]
    assert (document["file_name"], document["file_size"]) == ("article.md", 8)
    found = result_of(await bot("getFile", file_id=document["file_id"]))
    async with bot.session.get(f"{stand.base_file_url}{stand.token}/{found['file_path']}") as response:
        assert await response.read() == b"# Budget"
    assert message.entities[0].type == "bot_command"


async def test_a_file_comes_from_the_bot(bot: BareBot, ann: Reader) -> None:
    form = aiohttp.FormData({"chat_id": str(ann.id), "caption": "Backup"})
    form.add_field("document", b"a,b\n", filename="backup.csv", content_type="text/csv")
    await bot.post("sendDocument", data=form)
    message = await ann.reply()
    assert message.document is not None
    assert (message.text, message.document["file_name"]) == ("Backup", "backup.csv")
    assert message.document["mime_type"] == "text/csv"
    assert ann.download(message) == b"a,b\n"


async def test_unknown_files_and_paths_are_not_found(stand: Stand, bot: BareBot, ann: Reader) -> None:
    refused(
        await bot("getFile", file_id="nothing"),
        400,
        "Bad Request: wrong file_id or the file is temporarily unavailable",
    )
    await ann.upload("never-asked-for.txt", b"a")
    asked_for = (await ann.upload("asked-for.txt", b"b")).raw["document"]["file_id"]
    assert (await bot("getFile", file_id=asked_for))["ok"]
    async with bot.session.get(f"{stand.base_file_url}{stand.token}/documents/file_0.txt") as response:
        refused(await response.json(), 404, "Not Found")


async def test_files_have_limits(stand: Stand, bot: BareBot, ann: Reader) -> None:
    big = await ann.upload("big.bin", bytes(20 * MEGA + 1))
    assert big.document is not None
    refused(await bot("getFile", file_id=big.document["file_id"]), 400, "Bad Request: file is too big")
    blamed(stand, "file is too big")
    for size, code, words in [
        (0, 400, "Bad Request: file must be non-empty"),
        (50 * MEGA + 1, 413, "Request Entity Too Large"),
        (65 * MEGA, 413, "Request Entity Too Large"),
    ]:
        form = aiohttp.FormData({"chat_id": str(ann.id)})
        form.add_field("document", io.BytesIO(bytes(size)), filename="a.bin")
        refused(await bot.post("sendDocument", data=form), code, words)
        blamed(stand, words)


async def test_a_caption_has_1024_units(stand: Stand, bot: BareBot, ann: Reader) -> None:
    stored = (await ann.upload("a.txt", b"a")).raw["document"]["file_id"]
    assert (await bot("sendDocument", chat_id=ann.id, document=stored, caption="😀" * 512))["ok"]
    refused(
        await bot("sendDocument", chat_id=ann.id, document=stored, caption="😀" * 512 + "a"),
        400,
        "Bad Request: message caption is too long",
    )
    blamed(stand, "caption")
