"""Make the buttons under an alert: one for each thing followed that it is about, to unfollow it."""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.chats.following import unfollow_label

# More would push the alert off a phone's screen.
MAX_BUTTONS = 3


def alert_buttons(content: dict[str, Any]) -> InlineKeyboardMarkup | None:
    """Return the buttons of a delivery; None for one that is no alert."""
    names = {one["watch"]: one["name"] for one in content.get("alerts", ())}
    rows = [
        [InlineKeyboardButton(unfollow_label(name), callback_data=f"unfollow:{watch}")]
        for watch, name in list(names.items())[:MAX_BUTTONS]
    ]
    return InlineKeyboardMarkup(rows) if rows else None
