"""What goes wrong in a handler: one kind sentence to the reader, the trace to the log."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import ChatMigrated, Conflict, Forbidden, TelegramError

from bot.telegram.context import App, Context, reply
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput

log = logging.getLogger(__name__)

SORRY = "Something went wrong on my side, and it is noted. Please try again in a moment."
CONFLICT = (
    "another program is polling Telegram with this token, or a webhook is set; stop the other one and start this again"
)


async def on_error(update: object, context: Context) -> None:
    error = context.error
    if isinstance(error, Conflict):
        log.error("%s", CONFLICT)
        context.shared.fatal = CONFLICT
        context.application.stop_running()
        return
    chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else None
    if isinstance(error, Forbidden) and chat is not None:
        # They blocked us between asking and being answered.
        await context.services.delivering.subscriptions.pause(chat)
        return
    if isinstance(error, ChatMigrated) and chat is not None:
        await context.services.delivering.subscriptions.chat_migrated(chat, error.new_chat_id)
        return
    if not isinstance(error, BadInput):
        log.error("a handler failed", exc_info=error)
    if isinstance(update, Update) and update.effective_message is not None:
        said = _sentence(str(error)) if isinstance(error, BadInput) else SORRY
        try:
            await reply(update, [Text(said)])
        except TelegramError as second:
            log.warning("and the reader could not be told: %s", second.message)


def _sentence(said: str) -> str:
    """Our errors are phrases for one line of a terminal; a reader gets a sentence."""
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "?", "!", "”")) else ".")


def register(app: App) -> None:
    app.add_error_handler(on_error)
