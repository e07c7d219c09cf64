"""Say how to use the bot, with /help."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.permissions import is_editor
from bot.views.guide.help import help_text


async def show_help(update: Update, context: Context) -> None:
    await reply(update, [help_text(editor=await is_editor(update, context))])


def register(app: App) -> None:
    app.add_handler(CommandHandler("help", show_help, filters.UpdateType.MESSAGE))
