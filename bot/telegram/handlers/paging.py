"""Show long lists in pages: the buttons of a message turn it to another page."""

from __future__ import annotations

import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError

from bot.telegram.context import Context
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.messages.entities import NO_PREVIEW, entities, messages
from bot.views.rich_text import Text

log = logging.getLogger(__name__)


def page_buttons(subject: str, following: int | None, before: int | None = None) -> InlineKeyboardMarkup | None:
    """Return buttons that carry the numbers of the previous and the following page; None: there is no such page."""
    row = page_row(subject, following, before)
    return InlineKeyboardMarkup([row]) if row else None


def page_row(subject: str, following: int | None, before: int | None) -> list[InlineKeyboardButton]:
    found = [("◀", before), ("▶", following)]
    return [InlineKeyboardButton(sign, callback_data=f"{subject}:{to}") for sign, to in found if to is not None]


def number_pressed(context: Context) -> int:
    """Return the number that the pressed button carries."""
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    return int(context.match[1])


async def turn_to(update: Update, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
    """Answer the press of a button by another page in place of its own."""
    await answer_press(update)
    await show_page(update, text, buttons)


async def show_page(update: Update, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
    """Replace the page whose button was pressed; the new one must fit one message."""
    query = update.callback_query
    if query is None:
        raise RuntimeError("a callback handler without a query")
    page, *cut = messages([text])
    if cut:
        log.warning("cut a page of a list that is too long for one message")
    try:
        await query.edit_message_text(
            page.plain,
            entities=entities(page),
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
        )
    except TelegramError as error:
        # Pressed twice, too old to be edited, or the network fails: it can be pressed again.
        log.info("did not turn a page: %s", error.message)


async def remove_buttons(update: Update) -> None:
    """Remove the buttons of a message after a press: what they offered is done."""
    if update.callback_query is None:
        raise RuntimeError("a callback handler without a query")
    try:
        await update.callback_query.edit_message_reply_markup(None)
    except TelegramError as error:
        # Pressed twice, too old to be edited, or the network fails.
        log.info("did not remove the buttons of a message: %s", error.message)
