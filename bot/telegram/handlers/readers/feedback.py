"""Let readers rate answers with 👍 and 👎, and show editors the worst with /feedback."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.permissions import OWN_MESSAGES, require_editor
from bot.telegram.handlers.readers.replying import answer_press, party_of
from bot.views.cards.buttons import DOWN, UP
from bot.views.editors_only import SEE_RATINGS
from bot.views.feedback import THANKS, TOO_OLD, feedback_blocks
from storage.ports.feedback import Rated

MAX_SHOWN = 10
_RATE = r"^rate:(\d{1,18}):(up|down)$"


async def rate(update: Update, context: Context) -> None:
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    party, good = party_of(update), match[2] == "up"
    rated = await context.services.asking.feedback.rate(
        int(match[1]), party.chat_id, party.reader_id, good=good, now=context.now()
    )
    await answer_press(update, tr(TOO_OLD) if rated is Rated.GONE else f"{UP if good else DOWN} {tr(THANKS[rated])}")


async def show_worst(update: Update, context: Context) -> None:
    await require_editor(update, context, SEE_RATINGS)
    await reply(update, feedback_blocks(await context.services.asking.feedback.opinions(MAX_SHOWN, worst=True)))


def register(app: App) -> None:
    app.add_handler(CommandHandler("feedback", show_worst, OWN_MESSAGES))
    app.add_handler(CallbackQueryHandler(rate, _RATE))
