"""Take a command without its slash: its name alone, as "help", or plain words for it, as "notify me when Hill speaks".

Registered before the questions.
"""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, message_of
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_editor
from bot.telegram.handlers.readers.questions import addressed
from bot.telegram.menu import handler_of
from bot.usecases.plain_wishes.reading import PlainWish, plain_wish, prepare
from bot.views.guide.commands import EDITORS, PRIVATE, UNLISTED

_FOR_READERS = {*PRIVATE, *UNLISTED}


class _PlainCommand(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return _wish(message) is not None


def _wish(message: Message) -> PlainWish | None:
    text = message.text or ""
    if (found := plain_wish(text)) is not None:
        return found
    word = text.strip(" .!").casefold()
    # "Sources", as a reply to an answer, asks for its sources.
    is_name = word in EDITORS.keys() | _FOR_READERS and message.reply_to_message is None
    return PlainWish(word) if is_name else None


async def plain_command(update: Update, context: Context) -> None:
    wish = _wish(message_of(update))
    handler = None if wish is None else handler_of(context.application, wish.command)
    if wish is None or handler is None or (wish.command not in _FOR_READERS and not await is_editor(update, context)):
        await addressed(update, context)
        return
    context.args = wish.words.split()
    await handler.callback(update, context)


def register(app: App) -> None:
    prepare()
    own = OWN_MESSAGES & filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND
    app.add_handler(MessageHandler(own & _PlainCommand(), plain_command))
