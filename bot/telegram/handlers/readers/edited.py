"""Answer an edited question in place of its old answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from telegram import InlineKeyboardMarkup, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import MessageHandler, filters

from bot.telegram.context import NO_PREVIEW, App, Context, message_of, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.readers.addressed import asked_by_command, question_in
from bot.telegram.handlers.readers.replying import (
    answer_buttons,
    conversation_of,
    party_of,
    remember_sent,
    replied_message,
)
from bot.telegram.messages.entities import entities, messages
from bot.usecases.asking import conversation
from bot.usecases.asking.conversation import Response
from bot.usecases.asking.reader_time import reader_now
from bot.views.cards.stored import stored
from bot.views.rich_text import Text
from retrieval.followups.conversation import Conversation
from storage.ports.conversations import AskedTurn, StoredTurn

log = logging.getLogger(__name__)

# Telegram lets people edit their messages for so long.
EDITABLE = timedelta(hours=48)
# An answer further up has left the screen, and later questions may lean on what it said.
NEWEST_EDITABLE = 3
# What Telegram says if the message is already as it should be: an earlier process edited it, and was then killed.
_ALREADY = "message is not modified"


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
    response = await conversation.answer(context.services.asking, asked, before, now=await _now(update, context))
    await _put_in_place(update, context, response, old)


async def _before(update: Update, context: Context, old: StoredTurn) -> Conversation:
    """Return what the question leans on: what it replies to, or what was said before it."""
    if replied_message(update, context) is not None:
        return await conversation_of(update, context)
    return await context.services.asking.turns.conversation_before(old, context.services.settings.quiet)


async def _put_in_place(update: Update, context: Context, response: Response, old: AskedTurn) -> None:
    """Show a response where the old answer was, or else as a new reply, and let its turn take the place of the old."""
    asking, number = context.services.asking, old.stored.id
    parts = messages([response.text])
    carrying = old.messages[: len(parts)]
    buttons = answer_buttons(context, response, number if response.turn is not None else None)
    if old.messages and len(parts) <= len(old.messages) and await _edit(update, context, old.messages, parts, buttons):
        await _delete(update, context, old.messages[len(parts) :])
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


async def _edit(
    update: Update, context: Context, old: Sequence[int], parts: Sequence[Text], buttons: InlineKeyboardMarkup | None
) -> bool:
    """Put parts in place of old messages; return False if the first of them cannot be edited any more."""
    for n, (number, part) in enumerate(zip(old, parts, strict=False)):
        try:
            await context.bot.edit_message_text(
                part.plain,
                chat_id=message_of(update).chat_id,
                message_id=number,
                entities=entities(part),
                link_preview_options=NO_PREVIEW,
                reply_markup=buttons if n == len(parts) - 1 else None,
            )
        except BadRequest as error:
            if _ALREADY in error.message.casefold():
                continue
            log.info("an answer cannot be edited any more: %s", error.message)
            return False
    return True


async def _delete(update: Update, context: Context, numbers: Sequence[int]) -> None:
    """Delete what is left of an old answer; what cannot be deleted stays."""
    for number in numbers:
        try:
            await context.bot.delete_message(message_of(update).chat_id, number)
        except TelegramError as error:
            log.info("a part of an old answer stays: %s", error.message)


async def _now(update: Update, context: Context) -> datetime:
    services, chat = context.services, message_of(update).chat_id
    return await reader_now(services.delivering.subscriptions, services.settings.time_zone, chat, context.now())


def register(app: App) -> None:
    # Every edit ends here: to all other handlers, an edited message is not a new one.
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
