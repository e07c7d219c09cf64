"""Tell a reader, in one line, why a message of theirs gets no answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from telegram import Message, Update
from telegram.error import TelegramError

from bot.languages.catalogues import nearest
from bot.languages.speaking import speaking
from bot.telegram.messages.entities import NO_PREVIEW
from bot.telegram.sending.outcomes import Outcome, outcome_of
from bot.views.failures import interrupted, press_interrupted, too_many

log = logging.getLogger(__name__)


async def say_too_many(update: Update) -> None:
    """Say that the chat sends more than its share."""
    await _say(update, too_many, quoting=False)


async def say_interrupted(update: Update) -> bool:
    """Say that the answer to an update may be missing; return False if that can be said only later."""
    return await _say(update, interrupted if update.callback_query is None else press_interrupted, quoting=True)


async def _say(update: Update, text: Callable[[], str], *, quoting: bool) -> bool:
    message = update.effective_message
    # An old message, whose button was pressed, may be inaccessible; a change of membership has no message.
    if not isinstance(message, Message):
        return True
    user = update.effective_user
    try:
        # No handler has read what the chat chose: the database may be the very thing that is busy.
        with speaking(nearest(None if user is None else user.language_code)):
            said = text()
        await message.reply_text(
            said,
            do_quote=quoting,
            allow_sending_without_reply=True,
            link_preview_options=NO_PREVIEW,
        )
    except TelegramError as error:
        log.warning("cannot tell a reader why there is no answer: %s", error.message)
        return outcome_of(error) not in {Outcome.STOPPED, Outcome.NOT_ARRIVED}
    return True
