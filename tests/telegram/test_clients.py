"""Both libraries against the stand: they can talk to it, and every update it makes parses in both."""

import asyncio
import io
import json
from collections.abc import AsyncIterator

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update as AiogramUpdate
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from tests.telegram.contracts import nodes
from tests.telegram.faults import DropAfter, Migrate, ServerError, Slow, TooMany
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand


@pytest.fixture
async def ptb(stand: Stand) -> AsyncIterator[telegram.Bot]:
    request = HTTPXRequest(read_timeout=0.5)
    bot = telegram.Bot(stand.token, base_url=stand.base_url, base_file_url=stand.base_file_url, request=request)
    async with bot:
        yield bot


@pytest.fixture
async def gram(stand: Stand) -> AsyncIterator[aiogram.Bot]:
    server = TelegramAPIServer.from_base(stand.root)
    async with aiogram.Bot(stand.token, session=AiohttpSession(api=server)) as bot:
        yield bot


async def every_update(stand: Stand) -> list[Json]:
    """Make one update of every kind that the stand knows."""
    everything = [
        "message", "edited_message", "channel_post", "callback_query", "inline_query",
        "chosen_inline_result", "my_chat_member", "message_reaction",
    ]  # fmt: skip
    stand.world.updates.allow(everything)
    ann, bob = stand.reader("Ann", username="ann_reads"), stand.reader("Bob", language=None)
    bot_message = stand.world.chats.new_message(ann.chat, stand.world.bot) | {"text": "Hill said no"}
    bot_message["reply_markup"] = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    answer = stand.world.bot_wrote(ann.chat, bot_message)
    wire = stand.channel("Wire", username="wire_news", bot="administrator")
    post = wire.post("see https://wire.example", [{"type": "bold", "offset": 0, "length": 3}])

    message = await ann.start("payload")
    await ann.edit(message, "/ask Hill")
    await ann.say("why?", reply_to=answer, quote="Hill")
    await ann.say("and this?", reply_to=post, quote="see")
    await ann.upload("a.md", b"# a", caption="/add #news")
    await ann.press(answer, "More")
    await ann.album(("b.md", b"# b"), ("c.md", b"# c"), caption="/add")
    for one in (post, message, wire.post_file("b.txt", b"b"), wire.post_photo("Hill, smiling")):
        await bob.forward(one)
    await bob.forward(message, hidden=True)
    ann.block()
    ann.unblock()

    forum = stand.group("Newsroom", members=[ann], admins=[bob], forum=True, bot="administrator")
    there = ann.at(forum, forum.topic("Politics"))
    await there.react(await there.say("/ask Hill"), "👍")
    await forum.anonymous().say("/add")
    forum.remove_bot()
    stand.group("Desk", members=[ann], basic=True).upgrade()
    with pytest.raises(AssertionError):
        await ann.inline("hill", timeout=0)
    query = next(iter(stand.world.inline.values()))
    query.answer = {
        "inline_query_id": query.id,
        "results": [{"id": "1", "message": {"text": "Hill", "entities": [], "reply_markup": None}}],
    }
    await ann.choose(query.answer)
    assert {kind for update in stand.updates for kind in update} == {"update_id", *everything}
    return stand.updates


async def test_every_update_parses_in_aiogram(stand: Stand) -> None:
    for raw in await every_update(stand):
        update = AiogramUpdate.model_validate(raw)
        unknown = [
            f"{path}: {node.model_extra}" for path, node, _ in nodes(update, raw) if getattr(node, "model_extra", None)
        ]
        assert unknown == []


async def test_every_update_parses_in_ptb(stand: Stand) -> None:
    known_later = {"can_send_welcome_messages"}
    for raw in await every_update(stand):
        update = telegram.Update.de_json(json.loads(json.dumps(raw)), None)
        assert update.effective_user or update.channel_post
        stack: list[object] = [update]
        while stack:
            node = stack.pop()
            if isinstance(node, telegram.TelegramObject):
                assert set(node.api_kwargs) <= known_later, (node, node.api_kwargs)
                stack += [getattr(node, name) for name in node.to_dict(recursive=False) if hasattr(node, name)]
            elif isinstance(node, tuple | list):
                stack += node


async def test_ptb_talks_to_the_stand(stand: Stand, ptb: telegram.Bot) -> None:
    ann = stand.reader("Ann")
    assert ptb.username == "onrecord_test_bot"
    question = await ann.say("what did Hill say?")
    entities = telegram.MessageEntity.adjust_message_entities_to_utf_16(
        "😀 Hill", [telegram.MessageEntity("expandable_blockquote", 2, 4)]
    )
    sent = await ptb.send_message(
        ann.id,
        "😀 Hill",
        entities=entities,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        reply_parameters=telegram.ReplyParameters(question.id, quote="Hill"),
        reply_markup=telegram.InlineKeyboardMarkup(
            [
                [
                    telegram.InlineKeyboardButton("More", callback_data="more"),
                    telegram.InlineKeyboardButton("Copy", copy_text=telegram.CopyTextButton("Hill")),
                ]
            ]
        ),
    )
    answer = await ann.reply()
    assert (answer.cuts("expandable_blockquote"), answer.quote) == (["Hill"], "Hill")
    assert sent.quote is not None
    await ptb.send_document(ann.id, io.BytesIO(b"a,b"), filename="a.csv", caption="Backup")
    assert ann.download(await ann.reply()) == b"a,b"
    await ptb.set_my_commands([("ask", "Ask")], scope=telegram.BotCommandScopeAllPrivateChats(), language_code="en")
    assert ann.menu() == ["ask"]
    assert (await ptb.get_chat(ann.id)).first_name == "Ann"
    member = await ptb.get_chat_member(stand.group("Newsroom", admins=[ann]).id, ann.id)
    assert isinstance(member, telegram.ChatMemberOwner)
    assert await ptb.set_message_reaction(ann.id, question.id, "👍")
    upload = await ann.upload("b.txt", b"bytes")
    assert upload.document is not None
    file = await ptb.get_file(upload.document["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"bytes"


async def test_ptb_reads_the_errors_as_telegrams(
    stand: Stand, ptb: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without it PTB warns at each RetryAfter, and here warnings are errors.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    ann = stand.reader("Ann")
    with pytest.raises(telegram.error.BadRequest, match=r"(?i)chat not found"):
        await ptb.send_message(1, "a")
    stand.fault("sendMessage", Migrate(-1005))
    with pytest.raises(telegram.error.ChatMigrated) as migrated:
        await ptb.send_message(ann.id, "a")
    assert migrated.value.new_chat_id == -1005
    for html in (True, False):
        stand.fault("sendMessage", ServerError(502, html=html))
        with pytest.raises(telegram.error.NetworkError):
            await ptb.send_message(ann.id, "a")
    stand.fault("sendMessage", DropAfter())
    with pytest.raises(telegram.error.NetworkError):
        await ptb.send_message(ann.id, "dropped")
    stand.fault("sendMessage", Slow(2))
    with pytest.raises(telegram.error.TimedOut):
        await ptb.send_message(ann.id, "slow")
    assert [message.text for message in ann.heard()] == ["dropped", "slow"]
    ann.block()
    with pytest.raises(telegram.error.Forbidden):
        await ptb.send_message(ann.id, "a")
    stand.fault("sendMessage", TooMany(9))
    with pytest.raises(telegram.error.RetryAfter):
        await ptb.send_message(ann.id, "a")
    wrong = telegram.Bot(stand.token[:-1] + "x", base_url=stand.base_url)
    with pytest.raises(telegram.error.InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_aiogram_talks_to_the_stand(stand: Stand, gram: aiogram.Bot) -> None:
    ann = stand.reader("Ann")
    assert (await gram.get_me()).username == "onrecord_test_bot"
    await gram.send_message(ann.id, "Hill", entities=[aiogram.types.MessageEntity(type="bold", offset=0, length=4)])
    assert (await ann.reply()).cuts("bold") == ["Hill"]
    await gram.send_document(ann.id, aiogram.types.BufferedInputFile(b"a,b", "a.csv"))
    assert ann.download(await ann.reply()) == b"a,b"
    await ann.say("hello")
    (update,) = await gram.get_updates()
    assert update.message is not None
    assert update.message.text == "hello"
    with pytest.raises(aiogram.exceptions.TelegramBadRequest, match="chat not found"):
        await gram.send_message(1, "a")


async def echo(update: telegram.Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("More", callback_data="m")]])
    await update.message.reply_text(f"echo {update.message.text}", reply_markup=keyboard)


async def more(update: telegram.Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer()
    await update.callback_query.edit_message_text("more")


async def test_a_whole_application_runs_against_the_stand(stand: Stand) -> None:
    builder = Application.builder().token(stand.token)
    app = builder.base_url(stand.base_url).base_file_url(stand.base_file_url).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(more))
    ann = stand.reader("Ann")
    async with app, asyncio.timeout(10):
        assert app.updater is not None
        await app.updater.start_polling()
        await app.start()
        await ann.say("hello")
        answer = await ann.reply()
        assert answer.text == "echo hello"
        await (await ann.press(answer, "More")).answered()
        assert (await ann.edited()).text == "more"
        await app.updater.stop()
        await app.stop()
