"""Answer an edited question in place of its old answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.readers.addressed import asked_by_command, question_in
from bot.telegram.handlers.readers.replying import (
    answer_buttons,
    conversation_of,
    party_of,
    put_in_place,
    reader_time,
    remember_sent,
    replied_message,
)
from bot.usecases.asking import conversation
from bot.usecases.asking.conversation import Response
from bot.views.cards.stored import stored
from retrieval.followups.conversation import Conversation
from storage.ports.conversations import AskedTurn, StoredTurn

log = logging.getLogger(__name__)

# Telegram lets people edit their messages for so long.
EDITABLE = timedelta(hours=48)
# An answer further up has left the screen, and later questions may lean on what it said.
NEWEST_EDITABLE = 3


async def edited(update: Update, context: Context) -> None:
    """Answer a question anew whose reader has changed its words; other edits change nothing.

    Telegram reports edits that no reader made, too, such as the preview of a link.
    """
    message, turns = message_of(update), context.services.asking.turns
    asked = asked_by_command(message, context.bot.bot) or question_in(message, context.bot.bot)
    if not asked or not await may_ask(update, context):
        return
    old = await turns.asked_by(party_of(update), message.message_id, NEWEST_EDITABLE)
    if old is None or " ".join(asked.split()) == old.stored.turn.asked or context.now() - old.stored.at > EDITABLE:
        return
    before = await _before(update, context, old.stored)
    now = await reader_time(update, context)
    response = await conversation.answer(context.services.asking, asked, before, now=now, as_card=True)
    await _put_in_place(update, context, response, old)


async def _before(update: Update, context: Context, old: StoredTurn) -> Conversation:
    """Return what the question leans on: what it replies to, or what was said before it."""
    if replied_message(update, context) is not None:
        return await conversation_of(update, context)
    return await context.services.asking.turns.conversation_before(old, context.services.settings.quiet)


async def _put_in_place(update: Update, context: Context, response: Response, old: AskedTurn) -> None:
    """Show a response where the old answer was, or else as a new reply, and let its turn take the place of the old."""
    asking, number, chat = context.services.asking, old.stored.id, message_of(update).chat_id
    carrying = old.messages[:1]
    buttons = answer_buttons(context, response, number if response.turn is not None else None)
    if carrying and await put_in_place(context, chat, carrying[0], response.text, buttons):
        # An older version answered in several messages.
        await _delete(update, context, old.messages[1:])
    elif response.turn is None:
        await reply(update, [response.text], quoting=True)
    else:
        await _delete(update, context, old.messages)
        sent = await reply(update, [response.text], buttons, quoting=True)
        await remember_sent(context, sent, number)
        carrying = tuple(one.message_id for one in sent)
    if response.turn is None:
        await asking.turns.take_back(number, old.stored.party)
    else:
        # Only now: if the bot is killed before this, the edit is seen as a change again.
        card = None if response.laid is None else stored(response.laid)
        await asking.turns.replace(number, response.turn, carrying, card)


async def _delete(update: Update, context: Context, numbers: Sequence[int]) -> None:
    """Delete what is left of an old answer; what cannot be deleted stays."""
    for number in numbers:
        try:
            await context.bot.delete_message(message_of(update).chat_id, number)
        except TelegramError as error:
            log.info("a part of an old answer stays: %s", error.message)


def register(app: App) -> None:
    # Every edit ends here: to all other handlers, an edited message is not a new one.
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
