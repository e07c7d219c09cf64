"""Answer what no other handler understands: an unknown command, a message without words.  Registered last."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, reply
from bot.views.rich_text import Text


async def unknown(update: Update, context: Context) -> None:
    await reply(update, [Text("I don't know that command. /help lists them all.")])


async def not_text(update: Update, context: Context) -> None:
    await reply(update, [Text("I can only read text. Ask me something, or see /help.")])


def register(app: App) -> None:
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    app.add_handler(MessageHandler(private & filters.COMMAND, unknown))
    app.add_handler(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL, not_text))
