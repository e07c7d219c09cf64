"""Questions: /ask, plain text, and the commands that tell what there is to ask."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot import conversation
from bot.context import App, Context, message_of, reply
from bot.handlers.editing import is_editor
from bot.richtext import Text


async def start(update: Update, context: Context) -> None:
    await reply(update, [await conversation.welcome(context.services)])


async def show_help(update: Update, context: Context) -> None:
    await reply(update, [conversation.help_text(editor=is_editor(update, context))])


async def ask(update: Update, context: Context) -> None:
    await reply(update, await conversation.answer(context.services, conversation.asked(context.args or [])))


async def plain_text(update: Update, context: Context) -> None:
    await reply(update, await conversation.answer(context.services, message_of(update).text or ""))


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
    app.add_handler(CommandHandler("sources", sources, new))
    app.add_handler(MessageHandler(private & filters.TEXT & ~filters.COMMAND, plain_text))
    app.add_handler(MessageHandler(private & filters.COMMAND, unknown))
    app.add_handler(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, not_text))
