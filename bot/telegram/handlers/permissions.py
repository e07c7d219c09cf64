"""Who may change what is stored: told by user id, asked anew at each command and press."""

from __future__ import annotations

from telegram import Update

from bot.telegram.context import Context, message_of
from bot.views.sources import shortened
from retrieval.domain.changes import Actor
from retrieval.domain.errors import BadInput


def user_of(update: Update) -> int | None:
    """Whose update it is.  An anonymous group administrator and a channel have no user of their own: None."""
    message, user = update.effective_message, update.effective_user
    return None if message is None or user is None or message.sender_chat is not None else user.id


async def is_editor(update: Update, context: Context) -> bool:
    user = user_of(update)
    return user is not None and await context.services.editing.is_editor(user)


async def require_editor(update: Update, context: Context, doing: str) -> None:
    """Raises BadInput for everybody else; `doing` is what only editors can do."""
    if not await is_editor(update, context):
        raise BadInput(f"Only editors can {doing}. Ask whoever runs this bot to make you one.")


def require_owner(update: Update, context: Context) -> None:
    """Raises BadInput for everybody else."""
    if user_of(update) not in context.services.settings.owners:
        raise BadInput("Only an owner can say who is an editor: whoever runs this bot names them in ONRECORD_OWNERS.")


def actor_of(update: Update) -> Actor:
    """Whoever sent the update, for the log."""
    message, user = message_of(update), update.effective_user
    if user is None:
        raise RuntimeError("nobody sent this update")
    place = f"Telegram chat {message.chat_id}, message {message.message_id}"
    return Actor(name=shortened(user.full_name), user=user.id, place=place, update=update.update_id)
