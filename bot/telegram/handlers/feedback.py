"""What readers think: 👍 and 👎 under answers, and /feedback, by which editors see the worst."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.conversations import DOWN, UP, party_of, pressed
from bot.telegram.handlers.permissions import require_editor
from bot.views.feedback import feedback_blocks
from storage.ports.feedback import Rated

SHOWN = 10
_RATE = r"^rate:(\d{1,18}):(up|down)$"

_SAYS = {
    Rated.NOTED: "noted, thank you.",
    Rated.CHANGED: "noted instead, thank you.",
    Rated.UNCHANGED: "was noted before.",
}
_GONE = "That answer is too old to be rated: ask again."


async def rate(update: Update, context: Context) -> None:
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    party, good = party_of(update), match[2] == "up"
    became = await context.services.asking.feedback.rate(
        int(match[1]), party.chat_id, party.reader_id, good=good, now=context.now()
    )
    await pressed(update, _GONE if became is Rated.GONE else f"{UP if good else DOWN} {_SAYS[became]}")


async def show_worst(update: Update, context: Context) -> None:
    await require_editor(update, context, "see feedback")
    await reply(update, feedback_blocks(await context.services.asking.feedback.opinions(SHOWN, worst=True)))


def register(app: App) -> None:
    own = filters.UpdateType.MESSAGE & ~filters.FORWARDED & ~filters.VIA_BOT
    app.add_handler(CommandHandler("feedback", show_worst, own))
    app.add_handler(CallbackQueryHandler(rate, _RATE))
