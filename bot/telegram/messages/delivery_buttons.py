"""Make the buttons under a digest."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.usecases.delivering.digests.contents import frame_of, shown_stories
from bot.views.chats.subscriptions import SETTINGS, STOP, said
from bot.views.digests.buttons import page_buttons
from bot.views.digests.page import STORIES_ON_A_PAGE, pages
from retrieval.domain.ports import Library
from storage.ports.outbox import Delivery


async def delivery_buttons(library: Library, delivery: Delivery) -> InlineKeyboardMarkup | None:
    """Return the buttons of a delivery; None for one that is no digest."""
    if "until" not in delivery.content:
        return None
    shown = await shown_stories(library, delivery.content, STORIES_ON_A_PAGE)
    if not shown:
        # A preview for who has no digest: there is nothing to stop.
        stop = [(STOP, "digest:stop")] if frame_of(delivery.content).has_settings else []
        actions = [(SETTINGS, "digest:settings"), *stop]
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(said(label), callback_data=data) for label, data in actions]]
        )
    frame = frame_of(delivery.content)
    rows = page_buttons(shown, 0, pages(shown, frame), delivery.id, frame)
    return InlineKeyboardMarkup([[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in rows])
