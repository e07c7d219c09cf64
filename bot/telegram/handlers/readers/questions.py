"""Answer questions and choices, and show who is quoted and what is stored."""

from __future__ import annotations

import re

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.paging import number_pressed, page_buttons, turn_to
from bot.telegram.handlers.readers.addressed import QUESTION, question_in, without_mentions
from bot.telegram.handlers.readers.replying import (
    answer_press,
    asked_by,
    conversation_of,
    party_of,
    reader_time,
    remember_sent,
    respond,
    text_on_button,
)
from bot.telegram.handlers.readers.unreadable import asks_again
from bot.telegram.updates.current import is_repeated
from bot.usecases.asking import conversation, people
from bot.views.cards import presses
from bot.views.chats.unreadable import how_to_ask

# Matches buttons of an older version too, which carry less: their readers are asked to repeat the question.
_CHOICE = r"^whom:"
# Publishers and articles: what fits one message, however long their names.
SOURCES_PER_PAGE = 8
_TURN_PAGE = r"^sources:(\d{1,9})$"
_TURN_PEOPLE = r"^people:(\d{1,9})$"
_UNDO = r"^undo:(\d{1,18})$"


async def ask(update: Update, context: Context) -> None:
    if not await may_ask(update, context):
        return
    _, *words = without_mentions(message_of(update), context.bot.bot).split()
    await answer_text(update, context, conversation.question_of(words))


async def addressed(update: Update, context: Context) -> None:
    """Answer a text or caption that asks the bot something; of an album, only one."""
    question = question_in(message_of(update), context.bot.bot)
    if question is None or asks_again(update, context) or not await may_ask(update, context):
        return
    if question:
        await answer_text(update, context, question)
    else:
        await reply(update, [how_to_ask(context.bot.username)])


async def answer_text(update: Update, context: Context, text: str) -> None:
    """Answer a text as a question."""
    before, now = await conversation_of(update, context), await reader_time(update, context)
    response = await conversation.answer(context.services.asking, text, before, now=now, as_card=True)
    await respond(update, context, response)


async def choose(update: Update, context: Context) -> None:
    """Answer the question of a reader who pressed the name of the person they meant."""
    query = update.callback_query
    if query is None:
        raise RuntimeError("a callback handler without a query")
    name = text_on_button(update)
    number = re.fullmatch(r"whom:(\d{1,18}):\d+", query.data or "")
    stored = (
        None if number is None else await context.services.asking.turns.get(int(number[1]), party_of(update).chat_id)
    )
    if name is None or stored is None:
        await answer_press(update, presses.question_is_gone())
        return
    if not asked_by(stored.party, party_of(update)):
        await answer_press(update, presses.ask_yourself())
        return
    if not await may_ask(update, context):
        return
    await answer_press(update)
    before = await context.services.asking.turns.conversation_before(stored, context.services.settings.quiet)
    now = await reader_time(update, context)
    response = await conversation.choose(context.services.asking, stored.turn, name, before, now, as_card=True)
    await respond(update, context, response)


async def undo(update: Update, context: Context) -> None:
    """Answer a question again with nothing read into it, in a new message.

    The old answer stays: it may have been rated, and one message may be too short for the new one.
    """
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    number, party = int(match[1]), party_of(update)
    turn = await context.services.asking.turns.take_back(number, party)
    if turn is None and is_repeated():
        # It was taken back just before the bot stopped, and not answered again.
        stored = await context.services.asking.turns.get(number, party.chat_id)
        turn = None if stored is None else stored.turn
    if turn is None:
        await answer_press(update, presses.cannot_undo())
        return
    await answer_press(update)
    now = await reader_time(update, context)
    response = await conversation.answer(context.services.asking, turn.asked, now=now, literally=True, as_card=True)
    await respond(update, context, response)


async def show_people(update: Update, context: Context) -> None:
    if not await may_ask(update, context):
        return
    name = " ".join(context.args or [])
    if not name:
        text, following = await people.quoted_most(context.services.asking, 0)
        await reply(update, [text], page_buttons("people", following))
        return
    found = await people.find(context.services.asking, name)
    sent = await reply(update, await people.known(context.services.asking, name, found))
    await remember_sent(context, sent, people=[person.name for person in found.people])


async def people_turned(update: Update, context: Context) -> None:
    """Show another page of who is quoted."""
    first = number_pressed(context)
    text, following = await people.quoted_most(context.services.asking, first)
    before = max(0, first - people.MAX_PEOPLE_SHOWN) if first else None
    await turn_to(update, text, page_buttons("people", following, before))


async def sources(update: Update, context: Context) -> None:
    text, pages = await conversation.sources_page(context.services.asking, 1, SOURCES_PER_PAGE)
    await reply(update, [text], page_buttons("sources", 2 if pages > 1 else None))


async def sources_turned(update: Update, context: Context) -> None:
    """Show another page of the sources."""
    page = max(1, number_pressed(context))
    text, pages = await conversation.sources_page(context.services.asking, page, SOURCES_PER_PAGE)
    page = min(page, pages)
    buttons = page_buttons("sources", page + 1 if page < pages else None, page - 1 if page > 1 else None)
    await turn_to(update, text, buttons)


def register(app: App) -> None:
    # An edited message is not a new question: its first version has been answered.
    new = filters.UpdateType.MESSAGE
    app.add_handler(CommandHandler("ask", ask, new))
    app.add_handler(CommandHandler("people", show_people, new))
    app.add_handler(CommandHandler("sources", sources, new))
    app.add_handler(CallbackQueryHandler(choose, _CHOICE))
    app.add_handler(CallbackQueryHandler(undo, _UNDO))
    app.add_handler(CallbackQueryHandler(sources_turned, _TURN_PAGE))
    app.add_handler(CallbackQueryHandler(people_turned, _TURN_PEOPLE))
    app.add_handler(MessageHandler(new & QUESTION, addressed))
