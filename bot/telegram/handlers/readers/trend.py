"""Draw how often somebody spoke, or a topic was spoken of: /trend."""

from __future__ import annotations

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.permissions import OWN_MESSAGES
from bot.telegram.handlers.pictures import reply_with_picture
from bot.telegram.handlers.readers.replying import answer_press, reader_time
from bot.usecases.asking.trends import trend
from bot.views.pictures.trends import NoTrend, no_trend, trend_caption, trend_chart

_PRESSED = re.compile(r"^trend:(.+)$", re.DOTALL)
# What Telegram allows a button to carry.
_MAX_DATA_BYTES = 64


async def show(update: Update, context: Context) -> None:
    if not await may_ask(update, context):
        return
    await _show(update, context, " ".join(context.args or []))


async def pressed(update: Update, context: Context) -> None:
    if not await may_ask(update, context):
        return
    await answer_press(update)
    await _show(update, context, str(context.matches[0][1]) if context.matches else "")


async def _show(update: Update, context: Context, subject: str) -> None:
    now = await reader_time(update, context)
    found = await trend(context.services.asking, subject, now)
    if isinstance(found, NoTrend):
        await reply(update, [no_trend(found)], _offered(found))
    else:
        await reply_with_picture(update, context, trend_chart(found), trend_caption(found))


def _offered(nothing: NoTrend) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(name, callback_data=data)]
        for name in nothing.offered
        if len((data := f"trend:{name}").encode()) <= _MAX_DATA_BYTES
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def register(app: App) -> None:
    app.add_handler(CommandHandler("trend", show, OWN_MESSAGES))
    app.add_handler(CallbackQueryHandler(pressed, _PRESSED))
