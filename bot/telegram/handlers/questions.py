"""Questions: /ask, plain text, the choice whom one meant, and the commands that tell what there is to ask."""

from __future__ import annotations

import re
from datetime import datetime

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.conversations import answers_the_bot, before, numbers_of, party_of, pressed, say
from bot.telegram.handlers.paging import number_pressed, page_buttons, turn_to
from bot.telegram.handlers.permissions import is_editor
from bot.usecases import conversation, people
from bot.usecases.message_references import remember
from bot.usecases.reader_time import reader_now
from bot.views.rich_text import Text

# Of an older version too, whose buttons carried less: its readers are told.
_CHOICE = r"^whom:"
_WORDS = filters.TEXT & ~filters.COMMAND
# Publishers and articles a page: what fits one message, whatever their names.
PAGE = 8
_PAGE = r"^sources:(\d{1,9})$"
_UNDO = r"^undo:(\d{1,18})$"


async def start(update: Update, context: Context) -> None:
    await reply(update, [await conversation.welcome(context.services.asking)])


async def show_help(update: Update, context: Context) -> None:
    await reply(update, [conversation.help_text(editor=await is_editor(update, context))])


async def ask(update: Update, context: Context) -> None:
    await _answer(update, context, conversation.asked(context.args or []))


async def plain_text(update: Update, context: Context) -> None:
    await _answer(update, context, message_of(update).text or "")


async def reply_in_group(update: Update, context: Context) -> None:
    """In a group who replies to the bot talks to it; who replies to anybody else does not."""
    if answers_the_bot(update, context) is not None:
        await plain_text(update, context)


async def _answer(update: Update, context: Context, text: str) -> None:
    leans_on, now = await before(update, context), await _now(update, context)
    await say(update, context, await conversation.answer(context.services.asking, text, leans_on, now=now))


async def _now(update: Update, context: Context) -> datetime:
    services, chat = context.services, message_of(update).chat_id
    return await reader_now(services.delivering.subscriptions, services.settings.time_zone, chat, context.now())


async def afresh(update: Update, context: Context) -> None:
    await context.services.asking.turns.start_afresh(party_of(update))
    await reply(update, [Text(conversation.AFRESH)])


async def chosen(update: Update, context: Context) -> None:
    """A reader pressed the name of whom they meant."""
    query = update.callback_query
    if query is None:
        raise RuntimeError("a callback handler without a query")
    name = _name_on(query.message, query.data)
    number = re.fullmatch(r"whom:(\d{1,18}):\d+", query.data or "")
    kept = None if number is None else await context.services.asking.turns.get(int(number[1]), party_of(update).chat_id)
    if name is None or kept is None:
        await pressed(update, "I cannot see that question any more: please ask it again with the full name.")
        return
    await pressed(update)
    leans_on = await context.services.asking.turns.conversation_before(kept, context.services.settings.quiet)
    said = await conversation.chosen(context.services.asking, kept.turn, name, leans_on, await _now(update, context))
    await say(update, context, said)


def _name_on(message: object, data: str | None) -> str | None:
    """What stands on the pressed button; None where its message is not to be seen any more."""
    if not isinstance(message, Message) or message.reply_markup is None:
        return None
    return next((b.text for row in message.reply_markup.inline_keyboard for b in row if b.callback_data == data), None)


async def undo(update: Update, context: Context) -> None:
    """A reader takes back what was read into their question: it is asked as it stands, in a new message.

    The old one stays: its words are cited and perhaps rated, and what takes several messages fits into no one.
    """
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    taken = await context.services.asking.turns.take_back(int(match[1]), party_of(update))
    if taken is None:
        await pressed(update, "That was undone before, is too old, or is another reader's question.")
        return
    await pressed(update)
    now = await _now(update, context)
    await say(update, context, await conversation.answer(context.services.asking, taken.asked, now=now, literally=True))


async def who_is(update: Update, context: Context) -> None:
    name = " ".join(context.args or [])
    found = await people.find(context.services.asking, name) if name else None
    sent = await reply(update, await people.known(context.services.asking, name, found))
    if found is not None:
        who = [person.name for person in found.people]
        await remember(context.services.asking.turns, message_of(update).chat_id, numbers_of(sent), people=who)


async def sources(update: Update, context: Context) -> None:
    text, pages = await conversation.sources_page(context.services.asking, 1, PAGE)
    await reply(update, [text], page_buttons("sources", 2 if pages > 1 else None))


async def turned(update: Update, context: Context) -> None:
    """Another page of the sources."""
    page = max(1, number_pressed(context))
    text, pages = await conversation.sources_page(context.services.asking, page, PAGE)
    page = min(page, pages)
    buttons = page_buttons("sources", page + 1 if page < pages else None, page - 1 if page > 1 else None)
    await turn_to(update, text, buttons)


async def unknown(update: Update, context: Context) -> None:
    await reply(update, [Text("I do not know that command; /help lists what there is.")])


async def not_text(update: Update, context: Context) -> None:
    await reply(update, [Text("I read text only: ask me something, or see /help.")])


def register(app: App) -> None:
    # An edited message is not asked again: its first form was answered.
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    app.add_handler(CommandHandler("start", start, new))
    app.add_handler(CommandHandler("help", show_help, new))
    app.add_handler(CommandHandler("ask", ask, new))
    app.add_handler(CommandHandler("people", who_is, new))
    app.add_handler(CommandHandler("sources", sources, new))
    app.add_handler(CommandHandler("new", afresh, new))
    app.add_handler(CallbackQueryHandler(chosen, _CHOICE))
    app.add_handler(CallbackQueryHandler(undo, _UNDO))
    app.add_handler(CallbackQueryHandler(turned, _PAGE))
    app.add_handler(MessageHandler(new & filters.ChatType.GROUPS & filters.REPLY & _WORDS, reply_in_group))
    app.add_handler(MessageHandler(private & _WORDS, plain_text))
    app.add_handler(MessageHandler(private & filters.COMMAND, unknown))
    app.add_handler(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, not_text))
