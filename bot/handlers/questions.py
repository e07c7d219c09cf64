"""Questions: /ask, plain text, the choice whom one meant, and the commands that tell what there is to ask."""

from __future__ import annotations

import re
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import conversation, people
from bot.context import App, Context, message_of, reply
from bot.handlers.editing import is_editor
from bot.reader_time import reader_now
from bot.richtext import Text
from retrieval.errors import BadInput

# A button carries only its place; the name stands on it, and the question in the message that it answers.
_CHOICE = re.compile(r"whom:\d+")


async def start(update: Update, context: Context) -> None:
    await reply(update, [await conversation.welcome(context.services)])


async def show_help(update: Update, context: Context) -> None:
    await reply(update, [conversation.help_text(editor=is_editor(update, context))])


async def ask(update: Update, context: Context) -> None:
    await _say(
        update,
        await conversation.answer(
            context.services, conversation.asked(context.args or []), await _now(update, context)
        ),
    )


async def plain_text(update: Update, context: Context) -> None:
    await _say(
        update, await conversation.answer(context.services, message_of(update).text or "", await _now(update, context))
    )


async def chosen(update: Update, context: Context) -> None:
    """A reader pressed the name of whom they meant."""
    query = update.callback_query
    if query is None:
        raise RuntimeError("a callback handler without a query")
    await query.answer()
    question, name = _question_and_name(query.message, query.data)
    await _say(update, await conversation.chosen(context.services, question, name, await _now(update, context)))


async def _now(update: Update, context: Context) -> datetime:
    return await reader_now(context.services, message_of(update).chat_id, context.now())


def _question_and_name(message: object, data: str | None) -> tuple[str, str]:
    """What was asked, and the name on the pressed button.  Raises BadInput where the question is there no more."""
    if isinstance(message, Message) and message.reply_to_message is not None and message.reply_markup is not None:
        question = re.sub(r"^/\w+(?:@\w+)?\s*", "", message.reply_to_message.text or "")
        pressed = [b.text for row in message.reply_markup.inline_keyboard for b in row if b.callback_data == data]
        if question and pressed:
            return question, pressed[0]
    raise BadInput("I cannot see that question any more: please ask it again with the full name")


async def _say(update: Update, said: conversation.Said) -> None:
    rows = [[InlineKeyboardButton(name, callback_data=f"whom:{n}")] for n, name in enumerate(said.choices)]
    await reply(update, said.blocks, InlineKeyboardMarkup(rows) if rows else None)


async def who_is(update: Update, context: Context) -> None:
    await reply(update, await people.known(context.services, " ".join(context.args or [])))


async def sources(update: Update, context: Context) -> None:
    await reply(update, [await conversation.sources(context.services)])


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
    app.add_handler(CallbackQueryHandler(chosen, _CHOICE))
    app.add_handler(MessageHandler(private & filters.TEXT & ~filters.COMMAND, plain_text))
    app.add_handler(MessageHandler(private & filters.COMMAND, unknown))
    app.add_handler(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, not_text))
