"""Take a command that is typed alone and without its slash, such as "help".  Registered before the questions."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, message_of
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_editor
from bot.telegram.handlers.readers.questions import addressed
from bot.telegram.menu import handler_of
from bot.views.guide.commands import EDITORS, PRIVATE, UNLISTED

_FOR_READERS = {*PRIVATE, *UNLISTED}


class _BareCommand(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return _word(message) in EDITORS.keys() | _FOR_READERS


def _word(message: Message) -> str:
    return (message.text or "").strip(" .!").casefold()


async def bare_command(update: Update, context: Context) -> None:
    word = _word(message_of(update))
    handler = handler_of(context.application, word)
    if handler is None or (word not in _FOR_READERS and not await is_editor(update, context)):
        await addressed(update, context)
        return
    context.args = []
    await handler.callback(update, context)


def register(app: App) -> None:
    own = OWN_MESSAGES & filters.ChatType.PRIVATE & filters.TEXT & ~filters.REPLY
    app.add_handler(MessageHandler(own & _BareCommand(), bare_command))
