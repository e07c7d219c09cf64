"""Welcome whoever meets the bot, with /start, and begin a new conversation with /new."""

from __future__ import annotations

from dataclasses import replace

from telegram import Chat, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.readers.deep_links import open_link
from bot.telegram.handlers.readers.replying import (
    answer_press,
    conversation_of,
    party_of,
    reader_time,
    respond,
    text_on_button,
)
from bot.usecases.asking import conversation
from bot.views.guide.welcome import LINK_BROKEN, NEW_CONVERSATION, QUESTION_GONE, asked_text
from bot.views.rich_text import Text

_TRY = r"^try:\d{1,2}$"


async def start(update: Update, context: Context) -> None:
    if context.args and not await may_ask(update, context):
        return
    if context.args and await open_link(update, context, context.args[0]):
        return
    response = await conversation.welcome(context.services.asking, await reader_time(update, context))
    if context.args and message_of(update).chat.type == Chat.PRIVATE:
        # In a group, it may be what Telegram sends when the bot is added by a link.
        response = replace(response, blocks=[Text(tr(LINK_BROKEN)), *response.blocks])
    await respond(update, context, response)


async def try_question(update: Update, context: Context) -> None:
    """Ask the question on a button, as if the reader had typed it."""
    question, asking = text_on_button(update), context.services.asking
    if question is None:
        # The message is too old to say what stood on its button.
        await answer_press(update, tr(QUESTION_GONE))
        await start(update, context)
        return
    if not await may_ask(update, context):
        return
    await answer_press(update)
    shown = await reply(update, [asked_text(question)])
    before, now = await conversation_of(update, context), await reader_time(update, context)
    response = await conversation.answer(asking, question, before, now=now, as_card=True)
    await respond(update, context, response, shown[0] if shown else None)


async def start_over(update: Update, context: Context) -> None:
    await context.services.asking.turns.start_afresh(party_of(update))
    await reply(update, [Text(tr(NEW_CONVERSATION))])


def register(app: App) -> None:
    new = filters.UpdateType.MESSAGE
    app.add_handler(CommandHandler("start", start, new))
    app.add_handler(CommandHandler("new", start_over, new))
    app.add_handler(CallbackQueryHandler(try_question, _TRY))
