"""Deal with commands that no other handler understands.  Registered last."""

from __future__ import annotations

import re

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.permissions import is_editor
from bot.telegram.handlers.readers.questions import answer_text
from bot.telegram.menu import handled
from bot.views.guide.commands import EDITORS, PRIVATE, UNLISTED
from bot.views.guide.hints import did_you_mean, nearest_command, unknown_command
from retrieval.domain.reply import Talk
from retrieval.questions.small_talk import small_talk

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?\s*(?P<rest>.*)", re.DOTALL)


async def unknown(update: Update, context: Context) -> None:
    """Offer the command that was meant, or answer what was written behind a slash as a question."""
    message = message_of(update)
    command = _COMMAND.match(message.text or "")
    if command is None or not _is_addressed(message, command["bot"], context.bot.username):
        return
    name, rest = command["name"], command["rest"].strip()
    known = handled(context.application)
    if name.casefold() in known:
        # A forwarded command is someone else's wish.
        await reply(update, [unknown_command()])
        return
    offered = {*PRIVATE, *UNLISTED, *(EDITORS if await is_editor(update, context) else ())}
    if not await may_ask(update, context):
        return
    if not rest and small_talk(name) is Talk.GREETING:
        await answer_text(update, context, name)
    elif (meant := nearest_command(name, offered & known)) is not None:
        await reply(update, [did_you_mean(meant, rest)])
    elif rest:
        # "/what did Hill say"
        await answer_text(update, context, f"{name} {rest}".strip())
    else:
        await reply(update, [unknown_command()])


def _is_addressed(message: Message, bot: str | None, own: str) -> bool:
    """Return whether a command is for this bot: in a group, only if it names the bot."""
    return message.chat.type == message.chat.PRIVATE if bot is None else bot.casefold() == own.casefold()


def register(app: App) -> None:
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, unknown))
