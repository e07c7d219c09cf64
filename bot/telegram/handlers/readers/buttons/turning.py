"""Turn an answer in place: to its next statements, the paragraph around a quote, its sources and copies, and back."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.telegram.context import App, Context
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.paging import turn_to
from bot.telegram.handlers.readers.buttons.keyboard import keyboard, under_page
from bot.telegram.handlers.readers.replying import answer_press, asked_by, party_of, reader_time, respond
from bot.usecases.asking import answer_pages, conversation
from bot.usecases.delivering.alerting.following import watches_on
from bot.views.cards.buttons import context_buttons, list_buttons
from bot.views.cards.context import also_text, context_text, sources_text
from bot.views.cards.page import page_text
from bot.views.cards.presses import ask_yourself, too_old
from bot.views.citing import to_page

_TURN = r"^(card|context|source|also):(\d{1,18}):(\d{1,4})$"
_WHO_ELSE = r"^else:(\d{1,18})$"


async def turn(update: Update, context: Context) -> None:
    """Show another view of an answer in its place."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    view, place = match[1], int(match[3])
    asking, party = context.services.asking, party_of(update)
    kept = await asking.turns.get(int(match[2]), party.chat_id)
    if kept is not None and not asked_by(kept.party, party):
        await answer_press(update, ask_yourself())
        return
    laid = await answer_pages.opened(asking, kept)
    if kept is None or laid is None or place >= (len(laid.card.items) if view == "context" else len(laid.pages)):
        await answer_press(update, too_old())
        return
    now = await reader_time(update, context)
    link = to_page(asking.pages, now)
    if view == "context":
        text, rows = context_text(laid.card, place, now, link), context_buttons(laid, place, kept.id)
    elif view == "card":
        await answer_pages.turned(asking, kept, laid, place)
        text = page_text(laid.card, laid.pages[place], now, link)
        follows = bool(await watches_on(context.services.delivering.watches, party, kept.turn))
        rows = under_page(context, laid, place, kept.id, kept.turn, follows=follows)
    else:
        copies = await answer_pages.copies(asking, laid, place)
        listed = sources_text if view == "source" else also_text
        text, rows = listed(laid.card, laid.pages[place], copies, now), list_buttons(kept.id, place)
    await turn_to(update, text, keyboard(rows))


async def who_else(update: Update, context: Context) -> None:
    """Ask who else spoke on the topic of an answer, as a question of whoever pressed."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    asking = context.services.asking
    kept = await asking.turns.get(int(match[1]), party_of(update).chat_id)
    if kept is None:
        await answer_press(update, too_old())
        return
    if not await may_ask(update, context):
        return
    await answer_press(update)
    before = await asking.turns.conversation_before(kept, context.services.settings.quiet)
    now = await reader_time(update, context)
    response = await conversation.who_else(asking, before.and_then(kept.turn), now)
    await respond(update, context, response)


def register(app: App) -> None:
    app.add_handler(CallbackQueryHandler(turn, _TURN))
    app.add_handler(CallbackQueryHandler(who_else, _WHO_ELSE))
