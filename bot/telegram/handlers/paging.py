"""Lists in pages: a message that its buttons turn to another page."""

from __future__ import annotations

import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.error import BadRequest

from bot.telegram.context import Context
from bot.telegram.handlers.conversations import pressed
from bot.telegram.messages.entities import entities, messages
from bot.views.rich_text import Text

log = logging.getLogger(__name__)


def page_buttons(what: str, following: int | None, before: int | None = None) -> InlineKeyboardMarkup | None:
    """Buttons to the numbers of the page before and the following one; None: there is none."""
    found = [("◀", before), ("▶", following)]
    row = [InlineKeyboardButton(sign, callback_data=f"{what}:{to}") for sign, to in found if to is not None]
    return InlineKeyboardMarkup([row]) if row else None


def number_pressed(context: Context) -> int:
    """The number that the pressed button carries."""
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    return int(context.match[1])


async def turn_to(update: Update, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
    """Put a page in the place of the one whose button was pressed; it must fit one message."""
    query = update.callback_query
    if query is None:
        raise RuntimeError("a callback handler without a query")
    await pressed(update)
    page, *cut = messages([text])
    if cut:
        log.warning("a page of a list is too long for one message, and is shown cut")
    try:
        await query.edit_message_text(
            page.plain,
            entities=entities(page),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=buttons,
        )
    except BadRequest as error:
        # Pressed twice, or too old to be edited.
        log.info("a page is not turned: %s", error.message)
