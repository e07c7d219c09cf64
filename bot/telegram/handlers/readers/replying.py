"""Reply within a conversation: find whose it is, send the response with its buttons, and remember it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, TelegramError

from bot.telegram.context import Context, message_of, reply, topic_of
from bot.telegram.handlers.readers.buttons.keyboard import keyboard, under_page
from bot.telegram.messages.entities import NO_PREVIEW, entities, messages
from bot.telegram.messages.expected import SmallTalk
from bot.telegram.sending.outcomes import outcome_of
from bot.telegram.updates.dispatcher import chat_of
from bot.usecases.asking.conversation import Response
from bot.usecases.asking.message_references import remember
from bot.usecases.asking.reader_time import reader_now
from bot.views.cards.buttons import Button
from bot.views.cards.stored import stored
from bot.views.rich_text import Text
from retrieval.domain.errors import StorageError
from retrieval.followups.conversation import Conversation
from storage.ports.conversations import Party

log = logging.getLogger(__name__)

# How long an answer waits for its turn to be stored.
MAX_WAIT_SECONDS = 3.0


def party_of(update: Update) -> Party:
    """Return who talks in which chat and topic.  An anonymous administrator or a channel talks as its chat."""
    query = update.callback_query
    message = message_of(update)
    if query is not None:
        reader = query.from_user.id
    elif message.sender_chat is not None or message.from_user is None:
        reader = (message.sender_chat or message.chat).id
    else:
        reader = message.from_user.id
    return Party(message.chat_id, topic_of(message), reader)


def asked_by(asked: Party, presses: Party) -> bool:
    """Return whether somebody may change what all see: only whoever asked; anybody, if that was an anonymous admin."""
    return asked.reader_id in {presses.reader_id, asked.chat_id}


def replied_message(update: Update, context: Context) -> int | None:
    """Return the id of the bot's message to which this one replies; None if it replies to no message of the bot."""
    replied = message_of(update).reply_to_message
    own = replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id
    return replied.message_id if replied is not None and own else None


async def reader_time(update: Update, context: Context) -> datetime:
    """Return the time where the reader is."""
    services = context.services
    zone, now = services.settings.time_zone, context.now()
    return await reader_now(services.delivering.subscriptions, zone, chat_of(update), now)


async def conversation_of(update: Update, context: Context) -> Conversation:
    """Return what was said before a reader's message, and what it replies to."""
    quote = message_of(update).quote
    return await context.services.asking.turns.conversation(
        party_of(update),
        context.now(),
        context.services.settings.quiet,
        replied_message(update, context),
        None if quote is None else quote.text,
    )


async def respond(
    update: Update, context: Context, response: Response, asked: Message | None = None, instead: Sequence[int] = ()
) -> None:
    """Send a response with its buttons, in one message, and store its turn for the next question.

    `asked` is the message that shows the question, if it is not the reader's own.  `instead`: the messages of an
    earlier response, whose place it takes.
    """
    party = party_of(update)
    number = await _store_turn(context, party, response, _asking(update))
    buttons = answer_buttons(context, response, number)
    quoting = bool(response.choices) or asked is not None
    # A choice is sent as a reply to the question, so that in a group it is clear who is to choose.
    if instead:
        shown, sent = await put_in_place(update, context, instead, response.text, buttons)
    else:
        sent = await reply(update, [response.text], buttons, quoting=quoting, to=asked)
        shown = tuple(one.message_id for one in sent)
    if number is not None and shown:
        await remember(context.services.asking.turns, sent[0].chat_id if sent else party.chat_id, shown, number)
    if response.turn is None:
        note_small_talk(update, context, shown)


def note_small_talk(update: Update, context: Context, shown: tuple[int, ...]) -> None:
    """Remember what answered a message that asked for nothing stored: its reader may edit it into a question."""
    if update.callback_query is None:
        message, reader = message_of(update), party_of(update).reader_id
        talk = SmallTalk(message.message_id, message.text or message.caption or "", shown)
        context.shared.small_talk.begin(message.chat_id, reader, context.now(), talk)


async def put_in_place(
    update: Update, context: Context, old: Sequence[int], text: Text, buttons: InlineKeyboardMarkup | None
) -> tuple[tuple[int, ...], list[Message]]:
    """Show a text where the `old` messages of a reply were, or else as a new reply.

    Return the numbers of the messages that show it now, and those of them that are new.
    """
    first, *rest = messages([text])
    if old and await _edit(update, context, old[0], first, None if rest else buttons):
        await _delete(update, context, old[1:])
        sent = await reply(update, rest, buttons, quoting=True) if rest else []
        return (old[0], *(one.message_id for one in sent)), sent
    await _delete(update, context, old)
    sent = await reply(update, [text], buttons, quoting=True)
    return tuple(one.message_id for one in sent), sent


async def _edit(
    update: Update, context: Context, number: int, page: Text, buttons: InlineKeyboardMarkup | None
) -> bool:
    """Replace the text of a message of the bot; return False if it can no longer be edited."""
    try:
        await context.bot.edit_message_text(
            page.plain, message_of(update).chat_id, number, entities=entities(page), reply_markup=buttons,
            link_preview_options=NO_PREVIEW,
        )  # fmt: skip
    except BadRequest as error:
        log.info("cannot edit an answer: %s", error.message)
        return "not modified" in error.message.casefold()
    return True


async def _delete(update: Update, context: Context, numbers: Sequence[int]) -> None:
    """Delete what is left of an old reply; what cannot be deleted stays."""
    for number in numbers:
        try:
            await context.bot.delete_message(message_of(update).chat_id, number)
        except TelegramError as error:
            log.info("a part of an old answer stays: %s", error.message)


async def remember_sent(
    context: Context,
    sent: Sequence[Message],
    turn: int | None = None,
    *,
    articles: Sequence[str] = (),
    people: Sequence[str] = (),
) -> None:
    """Store what messages just sent are about, under the chat in which they arrived: it may have moved."""
    if sent:
        numbers = [message.message_id for message in sent]
        await remember(context.services.asking.turns, sent[0].chat_id, numbers, turn, articles=articles, people=people)


async def answer_press(update: Update, text: str | None = None) -> None:
    """Answer the press of a button, with a sentence for whoever pressed; an old press gets a message instead."""
    if update.callback_query is None:
        raise RuntimeError("a callback handler without a query")
    try:
        await update.callback_query.answer(text)
    except TelegramError as error:
        # It is too old, or the network fails.  Without a text, nothing is missing but the end of an animation.
        log.info("cannot answer the press of a button: %s", error.message)
        if text is not None and not outcome_of(error).is_stop:
            await reply(update, [Text(text)])


def _asking(update: Update) -> int | None:
    """Return the reader's message that asks; None if they pressed a button, which cannot be edited."""
    return message_of(update).message_id if update.callback_query is None else None


async def _store_turn(context: Context, party: Party, response: Response, message: int | None) -> int | None:
    """Store the turn and return its number; None if there is none, or if it cannot be stored in time.

    `message` is the reader's message that asked, None if none did.
    """
    if response.turn is None:
        return None
    try:
        # The answer is more urgent than its buttons.
        async with asyncio.timeout(MAX_WAIT_SECONDS):
            return await context.services.asking.turns.put(
                party,
                response.turn,
                context.now(),
                None if response.laid is None else stored(response.laid),
                message,
            )
    except StorageError as error:
        log.warning("cannot remember a question: %s", error)
    except TimeoutError:
        log.warning("cannot remember a question: the database is busy")
    return None


def answer_buttons(context: Context, response: Response, number: int | None) -> InlineKeyboardMarkup | None:
    """Return the buttons of a turn.  Each carries the turn's number; a name to choose is the button's text."""
    if response.offered:
        return offered_buttons(response.offered)
    if number is None or response.turn is None:
        return None
    rows = [[Button(name, f"whom:{number}:{n}")] for n, name in enumerate(response.choices)]
    if response.laid is not None and not rows:
        rows = under_page(context, response.laid, 0, number, response.turn)
    return keyboard(rows)


def offered_buttons(questions: Sequence[str]) -> InlineKeyboardMarkup:
    """Return a button for each question; it asks what stands on it (bot.telegram.handlers.guide.welcome)."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(q, callback_data=f"try:{n}")] for n, q in enumerate(questions)])


def text_on_button(update: Update) -> str | None:
    """Return the text of the pressed button; None if its message is no longer available."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or query.message.reply_markup is None:
        return None
    rows = query.message.reply_markup.inline_keyboard
    return next((b.text for row in rows for b in row if b.callback_data == query.data), None)
