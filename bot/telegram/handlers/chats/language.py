"""Speak each chat's language: the one chosen with /language, else that of whoever writes."""

from __future__ import annotations

import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, TypeHandler, filters

from bot.languages.catalogues import ENGLISH, nearest
from bot.languages.speaking import speak, tr
from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.paging import turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_administrator, require_administrator
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.updates.dispatcher import chat_of
from bot.views import languages as texts
from bot.views.sources import shortened
from retrieval.domain.errors import BadInput, StorageError
from storage.ports.chat_settings import ChatSettings

log = logging.getLogger(__name__)


async def speak_to(update: Update, context: Context) -> None:
    """Speak the language of an update's chat while it is handled, and note it for what is sent there later."""
    user, settings = update.effective_user, context.services.chat_settings
    written = nearest(user.language_code) if user is not None and user.language_code else None
    found = ChatSettings()
    try:
        found = await settings.get(chat_of(update))
        is_news = written is not None and written != (found.seen or ENGLISH)
        # A press or a message; an inline query has no chat that something could be sent to.
        if written is not None and is_news and update.effective_message is not None:
            await settings.see_language(chat_of(update), written)
    except StorageError as error:
        # Whoever wrote gets their answer all the same.
        log.warning("cannot read or note the language of a chat: %s", error)
    context.chat_settings = found
    speak(found.language or written or found.seen or ENGLISH)


async def language(update: Update, context: Context) -> None:
    """Show the languages, or speak the one named."""
    words = " ".join(context.args or [])
    if not words:
        buttons = [
            InlineKeyboardButton(name, callback_data=f"language:{code}") for name, code in texts.language_choices()
        ]
        rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
        question = texts.language_question(context.chat_settings.language)
        await reply(update, [question], InlineKeyboardMarkup(rows))
        return
    named = texts.language_called(words)
    if named is None:
        raise BadInput(texts.unknown_language(shortened(words)))
    await require_administrator(update, context, tr(texts.ONLY_ADMINS))
    await reply(update, [texts.language_chosen(await _choose(update, context, named))])


async def pressed(update: Update, context: Context) -> None:
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    if not await is_administrator(update, context):
        await answer_press(update, tr(texts.ONLY_ADMINS))
        return
    await turn_to(update, texts.language_chosen(await _choose(update, context, context.match[1])), None)


async def _choose(update: Update, context: Context, named: str) -> str | None:
    """Store the choice, speak it from now on, and return it; None: none."""
    chosen = None if named == texts.AUTOMATIC else named
    await context.services.chat_settings.choose_language(message_of(update).chat_id, chosen)
    user = update.effective_user
    speak(chosen or nearest(None if user is None else user.language_code))
    return chosen


def register(app: App) -> None:
    # Before all other handlers.
    app.add_handler(TypeHandler(Update, speak_to), group=-3)
    app.add_handler(CommandHandler("language", language, OWN_MESSAGES & filters.UpdateType.MESSAGE))
    app.add_handler(CallbackQueryHandler(pressed, r"^language:(en|sr|uk|de|auto)$"))
