"""Editors push articles: /add with a text, or in reply to a message."""

from __future__ import annotations

from datetime import datetime

from telegram import Message, MessageOriginChannel, MessageOriginChat, Update
from telegram.ext import CommandHandler, filters

from bot.context import App, Context, message_of, reply
from bot.handlers.talking import numbers_of
from bot.intake.messages import draft_of_message
from bot.remembering import remember
from bot.richtext import Text, bold, code
from bot.source_lines import retraction_told, shortened
from retrieval.audit import Actor
from retrieval.errors import BadInput
from retrieval.model import Added, Outcome, names
from retrieval.people import is_unknown

USAGE = "Write /add and the article after it (its first line is the title), or reply with /add to the message to store."

_DONE = {Outcome.ADDED: "Stored: ", Outcome.REVISED: "Stored as a new revision: ", Outcome.UNCHANGED: "Stored before: "}


def user_of(update: Update) -> int | None:
    """Whose update it is.  An anonymous group administrator and a channel have no user of their own: None."""
    message, user = update.effective_message, update.effective_user
    return None if message is None or user is None or message.sender_chat is not None else user.id


async def is_editor(update: Update, context: Context) -> bool:
    """By user id alone, asked anew each time: who was removed a moment ago is none."""
    user, services = user_of(update), context.services
    if user is None:
        return False
    return user in services.settings.editors | services.settings.owners or await services.editors.holds(user)


async def require_editor(update: Update, context: Context, doing: str) -> None:
    """Raises BadInput for everybody else; `doing` is what only editors can do."""
    if not await is_editor(update, context):
        raise BadInput(f"Only editors can {doing}. Ask whoever runs this bot to make you one.")


def require_owner(update: Update, context: Context) -> None:
    """Raises BadInput for everybody else."""
    if user_of(update) not in context.services.settings.owners:
        raise BadInput("Only an owner can say who is an editor: whoever runs this bot names them in ONRECORD_OWNERS.")


def actor_of(update: Update) -> Actor:
    """Whoever sent the update, for the log."""
    message, user = message_of(update), update.effective_user
    if user is None:
        raise RuntimeError("nobody sent this update")
    place = f"Telegram chat {message.chat_id}, message {message.message_id}"
    return Actor(name=shortened(user.full_name), user=user.id, place=place, update=update.update_id)


async def add(update: Update, context: Context) -> None:
    await require_editor(update, context, "add articles")
    message = message_of(update)
    text, source = _what_to_add(message, context.bot.id)
    publisher, published = _origin(source)
    draft = draft_of_message(text, publisher=publisher, published=published)
    (added,) = await context.services.add([draft], by=actor_of(update))
    if added.retraction is not None:
        raise BadInput(
            f"Not stored: it {retraction_told(added.retraction)}. /restore {added.article.id} brings it back."
        )
    sent = await reply(update, [await _summary(added, context)])
    await remember(context.services, message.chat_id, numbers_of(sent), articles=[added.article.id])


def _what_to_add(message: Message, own_id: int) -> tuple[str, Message]:
    """The text and the message it stands in.  Raises BadInput."""
    command, _, text = (message.text or "").partition(" ")
    if "\n" in command:
        # "/add" with the title on the next line
        text = (message.text or "").partition("\n")[2]
    if text.strip():
        return text, message
    replied = message.reply_to_message
    if replied is None:
        raise BadInput(USAGE)
    if replied.from_user is not None and replied.from_user.id == own_id:
        raise BadInput("That is a message of mine: I store what others print, not what I say.")
    text = replied.text or replied.caption or ""
    if not text.strip():
        raise BadInput("That message has no text to store.")
    return text, replied


def _origin(message: Message) -> tuple[str | None, datetime | None]:
    """Publisher and date of a forwarded post; of anything else nothing is known, and nothing is invented."""
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, date=date) | MessageOriginChat(sender_chat=chat, date=date):
            return chat.title, date
    return None, None


async def _summary(added: Added, context: Context) -> Text:
    people = [
        speaker.name
        for quoted in await context.services.library.said_in([added.article.id])
        for speaker in quoted.statement.speakers
        if not is_unknown(speaker, added.article.text)
    ]
    if people:
        told = f"Quoted in it: {names(list(dict.fromkeys(people))[:8])}."
    elif added.understood:
        told = "Nobody is quoted in it."
    else:
        told = "It is found by its words, but not read for who says what: I read English alone."
    stored = Text(_DONE[added.outcome]) + bold(shortened(added.article.label)) + " " + code(added.article.id)
    copy = Text(" A near-copy of ") + code(added.article.copy_of) + "." if added.article.copy_of else Text()
    return stored + f"\n{told}" + copy


def register(app: App) -> None:
    # A forwarded "/add …" is somebody else's wish, whoever passes it on.
    own = filters.UpdateType.MESSAGE & ~filters.FORWARDED & ~filters.VIA_BOT
    app.add_handler(CommandHandler("add", add, own))
