"""Report what goes wrong in a handler: a kind sentence to the reader, the trace to the log."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import ChatMigrated, Conflict, Forbidden, TelegramError
from telegram.ext import TypeHandler

from bot.logs import hide
from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.replying import answer_press
from bot.views.failures import failure_text
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput

log = logging.getLogger(__name__)

CONFLICT = (
    "another program is polling Telegram with this token, or a webhook is set; stop that one and start this one again"
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
        # The reader blocked us before we could answer.
        await context.services.delivering.subscriptions.pause(chat)
        return
    if isinstance(error, ChatMigrated) and chat is not None:
        await context.services.delivering.subscriptions.chat_migrated(chat, error.new_chat_id)
        return
    if not isinstance(error, BadInput):
        log.error("a handler failed", exc_info=error)
    if isinstance(update, Update) and update.effective_message is not None:
        text = _sentence(str(error)) if isinstance(error, BadInput) else failure_text(error)
        try:
            if update.callback_query is not None:
                await answer_press(update, text)
            else:
                await reply(update, [Text(text)])
        except TelegramError as second:
            log.warning("cannot tell the reader about it: %s", second.message)


async def keep_out_of_logs(update: Update, _context: Context) -> None:
    """Keep what a reader wrote, and their names, out of the log while their update is handled."""
    message, user, chat = update.effective_message, update.effective_user, update.effective_chat
    texts = [] if message is None else [message.text, message.caption]
    texts += [message.quote.text] if message is not None and message.quote is not None else []
    names = [] if user is None else [user.full_name, user.first_name, user.last_name, user.username]
    hide([*texts, *names, None if chat is None else chat.title])


def _sentence(phrase: str) -> str:
    """Turn an error message, a phrase for one line of a terminal, into a sentence for a reader."""
    return phrase[:1].upper() + phrase[1:] + ("" if phrase.endswith((".", "?", "!", "”")) else ".")


def register(app: App) -> None:
    app.add_error_handler(on_error)
    # Before all other handlers.
    app.add_handler(TypeHandler(Update, keep_out_of_logs), group=-1)
