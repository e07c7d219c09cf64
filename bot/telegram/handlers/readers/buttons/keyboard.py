"""Make the buttons of an answer Telegram's."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.context import Context
from bot.usecases.asking.conversation import can_be_rated, can_be_undone
from bot.views.cards.buttons import Button, Row, card_buttons
from bot.views.cards.stored import Laid
from retrieval.followups.conversation import Turn


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """Return the buttons as Telegram takes them; None if there are none."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


def under_page(context: Context, laid: Laid, page: int, number: int, turn: Turn, *, follows: bool = False) -> list[Row]:
    """Return the buttons under a page of the answer of turn `number`; the reader `follows` what it is about."""
    return card_buttons(
        laid, page, number, turn,
        can_share=bool(context.bot.bot.supports_inline_queries),
        can_rate=can_be_rated(turn), can_undo=can_be_undone(turn), follows=follows,
    )  # fmt: skip


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.label,
        callback_data=button.data,
        url=button.url,
        switch_inline_query=button.types,
        copy_text=None if button.copies is None else CopyTextButton(button.copies),
    )
