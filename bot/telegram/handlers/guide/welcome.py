"""Welcome whoever meets the bot, with /start, and begin a new conversation with /new."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.readers.replying import party_of
from bot.usecases.asking import conversation
from bot.views.guide.welcome import NEW_CONVERSATION


async def start(update: Update, context: Context) -> None:
    await reply(update, [await conversation.welcome(context.services.asking)])


async def start_over(update: Update, context: Context) -> None:
    await context.services.asking.turns.start_afresh(party_of(update))
    await reply(update, [NEW_CONVERSATION])


def register(app: App) -> None:
    new = filters.UpdateType.MESSAGE
    app.add_handler(CommandHandler("start", start, new))
    app.add_handler(CommandHandler("new", start_over, new))
