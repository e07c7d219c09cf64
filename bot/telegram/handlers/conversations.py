"""Whose conversation an update belongs to, what it leans on, and how what is said is kept, with its buttons."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest

from bot.telegram.context import Context, message_of, reply
from bot.usecases.conversation import Said
from bot.usecases.message_references import remember
from bot.views.rich_text import Text
from retrieval.domain.errors import StorageError
from retrieval.followups.conversation import Conversation
from storage.ports.conversations import Party

log = logging.getLogger(__name__)

UP, DOWN, UNDO = "👍", "👎", "↩ Not what I meant"


def party_of(update: Update) -> Party:
    """Who talks where.  An anonymous administrator and a channel talk as the chat that they stand for."""
    query = update.callback_query
    message = message_of(update)
    if query is not None:
        reader = query.from_user.id
    elif message.sender_chat is not None or message.from_user is None:
        reader = (message.sender_chat or message.chat).id
    else:
        reader = message.from_user.id
    topic = message.message_thread_id if message.is_topic_message else None
    return Party(message.chat_id, topic or 0, reader)


def answers_the_bot(update: Update, context: Context) -> int | None:
    """The number of the bot's message to which this one replies."""
    replied = message_of(update).reply_to_message
    own = replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id
    return replied.message_id if replied is not None and own else None


async def before(update: Update, context: Context) -> Conversation:
    """What a reader's message leans on."""
    quote = message_of(update).quote
    return await context.services.asking.turns.conversation(
        party_of(update),
        context.now(),
        context.services.settings.quiet,
        answers_the_bot(update, context),
        None if quote is None else quote.text,
    )


async def say(update: Update, context: Context, said: Said) -> None:
    """Show it with its buttons, and keep it for what is asked next."""
    party = party_of(update)
    number = await _kept(context, party, said)
    # What chooses is a reply to the question: in a group it is plain then who is asked back.
    sent = await reply(update, said.blocks, _buttons(said, number), quoting=bool(said.choices))
    await remember(context.services.asking.turns, party.chat_id, numbers_of(sent), number)


async def pressed(update: Update, text: str | None = None) -> None:
    """Tell Telegram that a press was heard, with a sentence for who pressed; one that came long ago gets a message."""
    if update.callback_query is None:
        raise RuntimeError("a callback handler without a query")
    try:
        await update.callback_query.answer(text)
    except BadRequest as error:
        log.info("a press is too old to be answered: %s", error.message)
        if text is not None:
            await reply(update, [Text(text)])


def numbers_of(messages: Sequence[Message]) -> list[int]:
    return [message.message_id for message in messages]


async def _kept(context: Context, party: Party, said: Said) -> int | None:
    """The turn's number; None where there is none to keep, or it cannot be kept: the answer comes all the same."""
    if said.turn is None:
        return None
    try:
        return await context.services.asking.turns.put(party, said.turn, context.now())
    except StorageError as error:
        log.warning("a question will not be remembered: %s", error)
        return None


def _buttons(said: Said, number: int | None) -> InlineKeyboardMarkup | None:
    """A button carries the turn's number; the name to choose stands on it."""
    if number is None:
        return None
    rows = [[InlineKeyboardButton(name, callback_data=f"whom:{number}:{n}")] for n, name in enumerate(said.choices)]
    if said.can_be_rated:
        thumbs = ((UP, "up"), (DOWN, "down"))
        rows.append([InlineKeyboardButton(sign, callback_data=f"rate:{number}:{way}") for sign, way in thumbs])
    if said.can_be_undone:
        rows.append([InlineKeyboardButton(UNDO, callback_data=f"undo:{number}")])
    return InlineKeyboardMarkup(rows) if rows else None
