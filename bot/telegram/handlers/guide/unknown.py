"""Deal with commands and buttons that no other handler understands.  Registered last."""

from __future__ import annotations

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.paging import remove_buttons
from bot.telegram.handlers.permissions import is_editor
from bot.telegram.handlers.readers.questions import answer_text
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.menu import handled, handler_of
from bot.views.cards.presses import ask_yourself
from bot.views.guide.commands import EDITORS, PRIVATE, UNLISTED
from bot.views.guide.hints import did_you_mean, nearest_command, unknown_button, unknown_command
from bot.views.sources import shortened
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
        label = shortened(f"/{meant} {rest}".strip())
        button = InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"meant:{meant}")]])
        # The button does what this message asks for, and finds it by the reply.
        await reply(update, [did_you_mean(meant, rest)], button, quoting=True)
    elif rest:
        # "/what did Hill say"
        await answer_text(update, context, f"{name} {rest}".strip())
    else:
        await reply(update, [unknown_command()])


async def meant(update: Update, context: Context) -> None:
    """Do what a message with a misspelt command asks for, for whoever wrote it."""
    match, query = context.match, update.callback_query
    if match is None or query is None:
        raise RuntimeError("a callback handler without a query")
    shown = query.message
    asked = shown.reply_to_message if isinstance(shown, Message) else None
    handler = handler_of(context.application, match[1])
    if asked is None or handler is None or _COMMAND.match(asked.text or "") is None:
        await answer_press(update, unknown_button())
        return
    if asked.from_user is None or asked.from_user.id != query.from_user.id:
        await answer_press(update, ask_yourself())
        return
    await answer_press(update)
    await remove_buttons(update)
    corrected = with_command(asked, match[1])
    context.args = (corrected.text or "").split()[1:]
    await handler.callback(Update(update.update_id, message=corrected), context)


def with_command(message: Message, command: str) -> Message:
    """Return a message with this command in the place of its own."""
    text = message.text or ""
    typed, whole = text.split(maxsplit=1)[0], f"/{command}"
    longer = len(whole) - len(typed.encode("utf-16-le")) // 2
    first, *rest = [one.to_dict() for one in message.entities]
    entities = [{**first, "length": len(whole)}, *({**one, "offset": one["offset"] + longer} for one in rest)]
    changed = {**message.to_dict(), "text": whole + text[len(typed) :], "entities": entities}
    return Message.de_json(changed, message.get_bot())


async def pressed(update: Update, _context: Context) -> None:
    """Answer the press of a button that an older version offered, or that a client made up."""
    await answer_press(update, unknown_button())


def _is_addressed(message: Message, bot: str | None, own: str) -> bool:
    """Return whether a command is for this bot: in a group, only if it names the bot."""
    return message.chat.type == message.chat.PRIVATE if bot is None else bot.casefold() == own.casefold()


def register(app: App) -> None:
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, unknown))
    app.add_handler(CallbackQueryHandler(meant, r"^meant:(\w{1,32})$"))
    app.add_handler(CallbackQueryHandler(pressed))
