"""Show a job in one message: edit it no more often than Telegram allows, and only if the text has changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from telegram import InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.messages.entities import NO_PREVIEW, entities, messages
from bot.telegram.sending.calls import Pace
from bot.telegram.sending.outcomes import outcome_of, seconds
from bot.views.rich_text import Text
from storage.ports.jobs import Job

log = logging.getLogger(__name__)

# Telegram counts edits as messages: it allows one a second to a person and twenty a minute to a group, where questions
# need answers too while several jobs run.
EDIT_INTERVAL_SECONDS = 3.0
GROUP_EDIT_INTERVAL_SECONDS = 12.0
# The last edit is tried for some minutes, with pauses that double, but less often if the bot is stopping.
MAX_TRIES = 10
MAX_TRIES_WHILE_STOPPING = 3
FIRST_PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 60.0
# How often a pause checks whether the bot is stopping.
POLL_INTERVAL_SECONDS = 0.2


class ProgressMessage:
    """Show how far a job is, and at the end its result; `is_running` says whether the bot is not stopping."""

    def __init__(self, bot: ExtBot[Any], job: Job, is_running: Callable[[], bool]) -> None:
        self._bot = bot
        self._job = job
        self._is_running = is_running
        self._interval = EDIT_INTERVAL_SECONDS if job.chat > 0 else GROUP_EDIT_INTERVAL_SECONDS
        self._shown = Text()
        self._edited_at = monotonic()
        # Telegram asked not to be called before this time.
        self._closed_until = 0.0

    async def begin(self, text: Text, buttons: InlineKeyboardMarkup | None) -> int | None:
        """Show it for the first time; return the message's id, or None if sending failed: the work goes on anyway."""
        self._shown, self._edited_at = text, monotonic()
        try:
            if self._job.message is None:
                return await self._send(text, buttons)
            await self._edit(self._job.message, text, buttons)
        except TelegramError as error:
            log.warning("cannot show that a job began: %s", error.message)
        return self._job.message

    async def show(self, message: int | None, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
        """Show how far it is, if the text has changed and enough time has passed."""
        if (
            message is None
            or text == self._shown
            or monotonic() < max(self._edited_at + self._interval, self._closed_until)
        ):
            return
        self._shown = text
        try:
            await self._edit(message, text, buttons)
        except RetryAfter as error:
            self._closed_until = monotonic() + seconds(error)
        except TelegramError as error:
            log.info("cannot show how far a job is: %s", error.message)
        self._edited_at = monotonic()

    async def end(self, message: int | None, blocks: Sequence[Text], buttons: InlineKeyboardMarkup | None) -> list[int]:
        """Show the result instead, with further messages if it is long, and return the ids of all of them.

        Raise TelegramError if the bot is stopping and cannot show it any more.
        """
        texts = messages(blocks)
        numbers = []
        for n, text in enumerate(texts):
            under = buttons if n == len(texts) - 1 else None
            try:
                if n == 0 and message is not None and await self._edited(message, text, under):
                    numbers.append(message)
                else:
                    numbers.append(await self._send(text, under))
            except ChatMigrated as error:
                numbers += await self._end_in_new_chat(error.new_chat_id, texts[n:])
                break
            except TelegramError as error:
                if outcome_of(error).is_stop:
                    raise
                log.warning("cannot show how a job ended: %s", error.message)
        return numbers

    async def _end_in_new_chat(self, chat: int, texts: Sequence[Text]) -> list[int]:
        """Send the rest to the chat that this one became, without the buttons, which refer to the old chat."""
        try:
            sent = [
                await self._bot.send_message(chat, text.plain, entities=entities(text), link_preview_options=NO_PREVIEW)
                for text in texts
            ]
        except TelegramError as error:
            log.warning("cannot show how a job ended in its new chat: %s", error.message)
            return []
        return [message.message_id for message in sent]

    async def _edited(self, message: int, text: Text, buttons: InlineKeyboardMarkup | None) -> bool:
        """Edit the message and return whether it shows the text; False if it cannot be edited, being deleted.

        Raise Forbidden and ChatMigrated.
        """
        for tried in range(MAX_TRIES):
            try:
                await self._edit_when_allowed(message, text, buttons)
            except BadRequest as error:
                return "not modified" in error.message.casefold()
            except (Forbidden, ChatMigrated):
                raise
            except NetworkError as error:
                if outcome_of(error).is_stop:
                    raise
                if tried + 1 >= MAX_TRIES_WHILE_STOPPING and not self._is_running():
                    return False
                # It may have arrived, but a second edit does no harm.
                await self._pause(min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tried))
            except TelegramError as error:
                if outcome_of(error).is_stop:
                    raise
                log.info("cannot edit the message of a job: %s", error.message)
                return False
            else:
                return True
        return False

    async def _edit_when_allowed(self, message: int, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
        """Edit the message as soon as Telegram allows.  Raise TelegramError."""
        for _ in range(MAX_TRIES):
            await self._pause(self._closed_until - monotonic())
            try:
                await self._edit(message, text, buttons)
            except RetryAfter as error:
                if not self._is_running():
                    raise
                self._closed_until = monotonic() + seconds(error)
            else:
                return
        await self._edit(message, text, buttons)

    async def _pause(self, length: float) -> None:
        """Wait for `length` seconds, or at most FIRST_PAUSE_SECONDS if the bot is stopping."""
        left = length
        while left > 0:
            await asyncio.sleep(POLL_INTERVAL_SECONDS)
            left = (left if self._is_running() else min(left, FIRST_PAUSE_SECONDS)) - POLL_INTERVAL_SECONDS

    async def _edit(self, message: int, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
        await self._bot.edit_message_text(
            text.plain,
            self._job.chat,
            message,
            entities=entities(text),
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
            rate_limit_args=Pace.ONCE,
        )

    async def _send(self, text: Text, buttons: InlineKeyboardMarkup | None) -> int:
        sent = await self._bot.send_message(
            self._job.chat,
            text.plain,
            entities=entities(text),
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
            # A reply goes to the right topic, and in a group it shows whose job this is.
            reply_parameters=ReplyParameters(self._job.asked, allow_sending_without_reply=True),
        )
        return sent.message_id
