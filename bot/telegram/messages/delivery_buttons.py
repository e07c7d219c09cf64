"""Make the buttons under the last message of a digest."""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.chats.subscriptions import SETTINGS, STOP, said


def delivery_buttons(content: dict[str, Any]) -> InlineKeyboardMarkup | None:
    """Return the buttons of a delivery; None for one that is no digest, or not the end of one."""
    # A digest without articles is one message.
    if "until" not in content or not content.get("is_last", not content["articles"]):
        return None
    row = [
        InlineKeyboardButton(said(SETTINGS), callback_data="digest:settings"),
        InlineKeyboardButton(said(STOP), callback_data="digest:stop"),
    ]
    return InlineKeyboardMarkup([row])
