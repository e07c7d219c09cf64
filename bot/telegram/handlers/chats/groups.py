"""Let a group's administrators decide, with /settings, who may ask there, whether a digest comes, in which language."""

from __future__ import annotations

from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.languages.calendar import clock_times
from bot.languages.catalogues import LANGUAGES, nearest
from bot.languages.speaking import speak, tr
from bot.telegram.context import App, Context, message_of, reply, topic_of
from bot.telegram.handlers.paging import turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_administrator
from bot.telegram.handlers.readers.replying import answer_press
from bot.usecases.delivering.digests.subscribing import Change, subscribe
from bot.views.cards.labels import BACK
from bot.views.chats import groups as texts
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from storage.ports.chat_settings import Askers

# The bot says once in a while who may ask, and a group that has just moved is not greeted again.
INTERVAL = timedelta(minutes=10)
DIGEST_MINUTE = 8 * 60
_PRESS = r"^settings:(ask|digest|language|show):(\w+)$"


async def may_ask(update: Update, context: Context) -> bool:
    """Return whether whoever sent this may ask here; say, once in a while, that they may not."""
    message = message_of(update)
    if message.chat.type == message.chat.PRIVATE:
        return True
    if context.chat_settings.who_may_ask is Askers.EVERYONE or await is_administrator(update, context):
        return True
    if update.callback_query is not None:
        await answer_press(update, texts.only_administrators_ask().plain)
    elif context.shared.recently.is_first(("administrators ask", message.chat_id), context.now(), INTERVAL):
        await reply(update, [texts.only_administrators_ask()], quoting=True)
    return False


async def settings(update: Update, context: Context) -> None:
    message = message_of(update)
    if message.chat.type == message.chat.PRIVATE:
        raise BadInput(tr(texts.NOT_IN_GROUP))
    if not await is_administrator(update, context):
        raise BadInput(tr(texts.ONLY_ADMINISTRATORS))
    text, buttons = await _panel(update, context)
    await reply(update, [text], buttons)


async def pressed(update: Update, context: Context) -> None:
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    if not await is_administrator(update, context):
        await answer_press(update, tr(texts.ONLY_ADMINISTRATORS))
        return
    what, value = match[1], match[2]
    if (what, value) != ("language", "choose"):
        await _set(update, context, what, value)
    text, buttons = await _panel(update, context)
    await turn_to(update, text, _languages() if (what, value) == ("language", "choose") else buttons)


async def _panel(update: Update, context: Context) -> tuple[Text, InlineKeyboardMarkup]:
    """Return what is set in a group, with the buttons that change it."""
    message = message_of(update)
    chosen = await context.services.chat_settings.get(message.chat_id)
    digest = await context.services.delivering.subscriptions.get(message.chat_id, topic_of(message))
    hour = None if digest is None else (clock_times(digest.schedule.minutes), digest.schedule.time_zone)
    return texts.settings_text(chosen, hour), _buttons(chosen.who_may_ask, has_digest=digest is not None)


async def _set(update: Update, context: Context, what: str, value: str) -> None:
    services, message = context.services, message_of(update)
    subscriptions, chat, topic = services.delivering.subscriptions, message.chat_id, topic_of(message)
    match what, value:
        case "ask", ("everyone" | "admins") as who:
            await services.chat_settings.let_ask(chat, Askers(who))
        case "digest", "on":
            await subscribe(
                subscriptions,
                chat,
                Change(minutes=(DIGEST_MINUTE,)),
                zone=services.settings.time_zone,
                now=context.now(),
                topic=topic,
            )
        case "digest", "off":
            await subscriptions.remove(chat, topic)
        case "language", code if code in LANGUAGES or code == "auto":
            await services.chat_settings.choose_language(chat, None if code == "auto" else code)
            user = update.effective_user
            speak(nearest(user.language_code if user is not None else None) if code == "auto" else code)


def _buttons(who: Askers, *, has_digest: bool) -> InlineKeyboardMarkup:
    everyone = who is Askers.EVERYONE
    rows = (
        (texts.LET_ADMINS_ASK, "ask:admins") if everyone else (texts.LET_EVERYONE_ASK, "ask:everyone"),
        (texts.STOP_DIGEST, "digest:off") if has_digest else (texts.START_DIGEST, "digest:on"),
        (texts.LANGUAGE, "language:choose"),
    )
    return InlineKeyboardMarkup([[_button(tr(label), data)] for label, data in rows])


def _languages() -> InlineKeyboardMarkup:
    named = [_button(name, f"language:{code}") for code, name in LANGUAGES.items()]
    rows = [named[at : at + 2] for at in range(0, len(named), 2)]
    last = [_button(tr(texts.AUTOMATIC), "language:auto"), _button(tr(BACK), "show:all")]
    return InlineKeyboardMarkup([*rows, last])


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"settings:{data}")


def register(app: App) -> None:
    app.add_handler(CommandHandler("settings", settings, OWN_MESSAGES))
    app.add_handler(CallbackQueryHandler(pressed, _PRESS))
