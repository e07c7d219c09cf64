"""Tell a reader, in one line, why a message of theirs gets no answer."""

from __future__ import annotations

import logging

from telegram import LinkPreviewOptions, Message, Update
from telegram.error import TelegramError

from bot.telegram.sending.outcomes import Outcome, outcome_of

log = logging.getLogger(__name__)

TOO_MANY = (
    "Messages are coming in here faster than I can answer them. I'll answer the first ones; please send the others "
    "again in a moment."
)
INTERRUPTED = "I was restarted while answering this. If you see no answer above, please send it again."
PRESS_INTERRUPTED = "I was restarted while you pressed a button here. If nothing happened, please press it again."


async def say_too_many(update: Update) -> None:
    """Say that the chat sends more than its share."""
    await _say(update, TOO_MANY, quoting=False)


async def say_interrupted(update: Update) -> bool:
    """Say that the answer to an update may be missing; return False if that can be said only later."""
    return await _say(update, INTERRUPTED if update.callback_query is None else PRESS_INTERRUPTED, quoting=True)


async def _say(update: Update, text: str, *, quoting: bool) -> bool:
    message = update.effective_message
    # An old message, whose button was pressed, may be inaccessible; a change of membership has no message.
    if not isinstance(message, Message):
        return True
    try:
        await message.reply_text(
            text,
            do_quote=quoting,
            allow_sending_without_reply=True,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    except TelegramError as error:
        log.warning("cannot tell a reader why there is no answer: %s", error.message)
        return outcome_of(error) not in {Outcome.STOPPED, Outcome.NOT_ARRIVED}
    return True
