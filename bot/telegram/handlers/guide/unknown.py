"""Answer commands that no other handler understands.  Registered last."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, reply
from bot.views.rich_text import Text


async def unknown(update: Update, context: Context) -> None:
    await reply(update, [Text("I don't know that command. /help lists them all.")])


def register(app: App) -> None:
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    app.add_handler(MessageHandler(private & filters.COMMAND, unknown))
