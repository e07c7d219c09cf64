"""Report what goes wrong in a handler: a kind sentence to the reader, the trace to the log."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import TypeHandler

from bot.logs import hide
from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.sending.outcomes import Outcome, closed_because, is_topic_closed, outcome_of
from bot.telegram.updates.current import CURRENT
from bot.views.failures import error_text
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput, StorageError
from storage.ports.outbox import Delivery

log = logging.getLogger(__name__)

# The content of a delivery (bot.usecases.delivering.delivery_texts).
UNANSWERED = {"unanswered": True, "articles": []}


async def on_error(update: object, context: Context) -> None:
    """Deal with an error of a handler; if that cannot be stored, the next start handles the update again."""
    try:
        await _report(update, context)
    except StorageError as error:
        log.warning("cannot store what is left to do for an update: %s", error)
        if (current := CURRENT.get()) is not None:
            current.is_left = True


async def _report(update: object, context: Context) -> None:
    error = context.error
    if isinstance(error, TelegramError) and await _dealt_with(error, update, context):
        return
    if not isinstance(error, BadInput):
        log.error("a handler failed", exc_info=error)
    if isinstance(update, Update) and update.effective_message is not None:
        text = error_text(error)
        try:
            if update.callback_query is not None:
                await answer_press(update, text)
            else:
                await reply(update, [Text(text)])
        except TelegramError as second:
            if not await _dealt_with(second, update, context):
                log.warning("cannot tell the reader about it: %s", second.message)


async def _dealt_with(error: TelegramError, update: object, context: Context) -> bool:
    """Do what is left to do after a call to Telegram failed; return False if the reader is to be told now."""
    chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else None
    if chat is None:
        return False
    delivering, outcome = context.services.delivering, outcome_of(error)
    if outcome.is_stop:
        if (current := CURRENT.get()) is not None:
            # The next start answers it.
            current.is_left = True
        return True
    if outcome in {Outcome.BLOCKED, Outcome.CHAT_CLOSED}:
        log.info("cannot answer in chat %s: %s", chat, error.message)
        # A closed topic closes no chat; its digests may have another place.
        if not _in_topic(update):
            general = 0 if is_topic_closed(error) else None
            advice = closed_because(error)
            await delivering.subscriptions.chat_closed(chat, context.now(), error.message, advice, general)
        return True
    if isinstance(error, ChatMigrated):
        await delivering.subscriptions.chat_migrated(chat, error.new_chat_id)
        return True
    if outcome in {Outcome.NOT_ARRIVED, Outcome.DROPPED} and isinstance(update, Update):
        log.warning("a reply to chat %s did not get through: %s", chat, error.message)
        # The network may be back only after a while.
        await delivering.outbox.put(Delivery(f"unanswered:{update.update_id}:{chat}", chat, UNANSWERED), context.now())
        return True
    return False


def _in_topic(update: object) -> bool:
    message = update.effective_message if isinstance(update, Update) else None
    return message is not None and bool(message.is_topic_message)


async def keep_out_of_logs(update: Update, _context: Context) -> None:
    """Keep what a reader wrote, and their names, out of the log while their update is handled."""
    message, user, chat = update.effective_message, update.effective_user, update.effective_chat
    texts = [] if message is None else [message.text, message.caption]
    texts += [message.quote.text] if message is not None and message.quote is not None else []
    texts += [] if update.inline_query is None else [update.inline_query.query]
    names = [] if user is None else [user.full_name, user.first_name, user.last_name, user.username]
    hide([*texts, *names, None if chat is None else chat.title])


def register(app: App) -> None:
    app.add_error_handler(on_error)
    # Before all other handlers, and in a group of its own: PTB runs one handler of each.
    app.add_handler(TypeHandler(Update, keep_out_of_logs), group=-5)
