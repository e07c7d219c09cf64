"""Answer an edited question in place of its old answer."""

from __future__ import annotations

from datetime import timedelta

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, message_of
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.readers.addressed import asked_by_command, question_in
from bot.telegram.handlers.readers.replying import (
    answer_buttons,
    conversation_of,
    note_small_talk,
    party_of,
    put_in_place,
    reader_time,
    remember_sent,
    replied_message,
    respond,
)
from bot.usecases.asking import conversation
from bot.usecases.asking.conversation import Response
from bot.views.cards.stored import stored
from retrieval.followups.conversation import Conversation
from storage.ports.conversations import AskedTurn, StoredTurn

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
    if old is None:
        await _small_talk_edited(update, context, asked)
        return
    if " ".join(asked.split()) == old.stored.turn.asked or context.now() - old.stored.at > EDITABLE:
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
    """Show a response where the old answer was, and let its turn take the place of the old."""
    asking, number = context.services.asking, old.stored.id
    buttons = answer_buttons(context, response, number if response.turn is not None else None)
    shown, sent = await put_in_place(update, context, old.messages, response.text, buttons)
    if response.turn is None:
        await asking.turns.take_back(number, old.stored.party)
        note_small_talk(update, context, shown)
        return
    await remember_sent(context, sent, number)
    # Only now: if the bot is killed before this, the edit is seen as a change again.
    card = None if response.laid is None else stored(response.laid)
    await asking.turns.replace(number, response.turn, shown, card)


async def _small_talk_edited(update: Update, context: Context, asked: str) -> None:
    """Answer a message that was small talk, in the place of what was said to that."""
    message, reader = message_of(update), party_of(update).reader_id
    talk = context.shared.small_talk.end(message.chat_id, reader, context.now())
    text = message.text or message.caption or ""
    if talk is None or talk.message != message.message_id or talk.text.split() == text.split():
        return
    before, now = await conversation_of(update, context), await reader_time(update, context)
    response = await conversation.answer(context.services.asking, asked, before, now=now, as_card=True)
    await respond(update, context, response, instead=talk.answers)


def register(app: App) -> None:
    # Every edit ends here: to all other handlers, an edited message is not a new one.
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
