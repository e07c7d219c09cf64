"""Name the kinds of update that Telegram is asked to send, and count those that are handled."""

from __future__ import annotations

from telegram import Update

from bot.metrics import Metrics
from bot.telegram.updates.dispatcher import Handle

ALLOWED_UPDATES = [
    Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER,
]  # fmt: skip


def counted(metrics: Metrics, handle: Handle) -> Handle:
    """Return `handle`, which then counts each update by its kind."""

    async def handled(update: Update) -> None:
        try:
            await handle(update)
        finally:
            metrics.updated(next((kind for kind in ALLOWED_UPDATES if getattr(update, kind) is not None), "other"))

    return handled
