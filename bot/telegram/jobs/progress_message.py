"""The message of a job: it edits itself, seldom enough for Telegram, and never to what it shows already."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.messages.entities import entities, messages
from bot.telegram.messages.rate_limiter import ONCE, seconds
from bot.views.rich_text import Text
from storage.ports.jobs import Job

T = TypeVar("T")

log = logging.getLogger(__name__)

# Seconds between two edits.  Telegram counts them as messages: one a second to a person, twenty a minute to a group,
# where what is asked is to be answered too while several jobs are at work.
EVERY = 3.0
IN_GROUPS = 12.0
# What ends it is tried so often while the bot stops, and else for some minutes; the seconds in between are doubled.
TRIES = 3
MOST_TRIES = 10
PAUSE = 1.0
LONGEST_PAUSE = 60.0
# So often, in seconds, it is looked meanwhile whether the bot stops.
TICK = 0.2
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class ProgressMessage:
    """Shows how far a job is, and in the end what became of it; `going` says whether the bot is not stopping."""

    def __init__(self, bot: ExtBot[Any], job: Job, going: Callable[[], bool]) -> None:
        self._bot = bot
        self._job = job
        self._going = going
        self._every = EVERY if job.chat > 0 else IN_GROUPS
        self._shown = Text()
        self._at = monotonic()
        # Until when Telegram asks to be left alone.
        self._closed = 0.0

    async def begin(self, text: Text, buttons: InlineKeyboardMarkup | None) -> int | None:
        """Show it for the first time; the message's number, None where it did not come through: the work goes on."""
        self._shown, self._at = text, monotonic()
        try:
            if self._job.message is None:
                return await self._patiently(lambda: self._send(text, buttons))
            await self._edit(self._job.message, text, buttons)
        except TelegramError as error:
            log.warning("a job begins without its message: %s", error.message)
        return self._job.message

    async def show(self, message: int | None, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
        """Show how far it is, if that is another text, and enough time has passed."""
        if message is None or text == self._shown or monotonic() < max(self._at + self._every, self._closed):
            return
        self._shown = text
        try:
            await self._edit(message, text, buttons)
        except RetryAfter as error:
            self._closed = monotonic() + seconds(error)
        except TelegramError as error:
            log.info("how far a job is was not shown: %s", error.message)
        self._at = monotonic()

    async def end(self, message: int | None, blocks: Sequence[Text], buttons: InlineKeyboardMarkup | None) -> list[int]:
        """Show what became of it, in its place and in as many further messages as it takes; returns their numbers."""
        texts = messages(blocks)
        numbers = []
        for n, text in enumerate(texts):
            under = buttons if n == len(texts) - 1 else None
            try:
                if n == 0 and message is not None and await self._edited(message, text, under):
                    numbers.append(message)
                else:
                    numbers.append(await self._patiently(partial(self._send, text, under)))
            except ChatMigrated as error:
                numbers += await self._end_elsewhere(error.new_chat_id, texts[n:])
                break
            except TelegramError as error:
                log.warning("what became of a job was not shown: %s", error.message)
        return numbers

    async def _end_elsewhere(self, chat: int, texts: Sequence[Text]) -> list[int]:
        """The same in the chat that this one has become: without buttons, which know the old one."""
        try:
            sent = [
                await self._bot.send_message(
                    chat, text.plain, entities=entities(text), link_preview_options=_NO_PREVIEW
                )
                for text in texts
            ]
        except TelegramError as error:
            log.warning("what became of a job was not shown where its chat went: %s", error.message)
            return []
        return [message.message_id for message in sent]

    async def _edited(self, message: int, text: Text, buttons: InlineKeyboardMarkup | None) -> bool:
        """Whether it shows now; False where it cannot be edited, because somebody has deleted it.

        Raises Forbidden and ChatMigrated.
        """
        for tried in range(MOST_TRIES):
            try:
                await self._patiently(lambda: self._edit(message, text, buttons))
            except BadRequest as error:
                return "not modified" in error.message.casefold()
            except (Forbidden, ChatMigrated):
                raise
            except NetworkError:
                if tried + 1 >= TRIES and not self._going():
                    return False
                # It may have come through: to edit it again does no harm.
                await self._pause(min(LONGEST_PAUSE, PAUSE * 2**tried))
            except TelegramError as error:
                log.info("a job's message is not edited: %s", error.message)
                return False
            else:
                return True
        return False

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Do it when Telegram lets us, and keep nobody else from writing until then.  Raises TelegramError."""
        for _ in range(MOST_TRIES):
            await self._pause(self._closed - monotonic())
            try:
                return await call()
            except RetryAfter as error:
                if not self._going():
                    raise
                self._closed = monotonic() + seconds(error)
        return await call()

    async def _pause(self, length: float) -> None:
        """Wait so many seconds, where the bot stops not longer than PAUSE."""
        left = length
        while left > 0:
            await asyncio.sleep(TICK)
            left = left - TICK if self._going() else min(left, PAUSE) - TICK

    async def _edit(self, message: int, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
        await self._bot.edit_message_text(
            text.plain,
            self._job.chat,
            message,
            entities=entities(text),
            link_preview_options=_NO_PREVIEW,
            reply_markup=buttons,
            rate_limit_args=ONCE,
        )

    async def _send(self, text: Text, buttons: InlineKeyboardMarkup | None) -> int:
        sent = await self._bot.send_message(
            self._job.chat,
            text.plain,
            entities=entities(text),
            link_preview_options=_NO_PREVIEW,
            reply_markup=buttons,
            # By it the message comes into the right topic, and in a group it is plain whose job it is.
            reply_parameters=ReplyParameters(self._job.asked, allow_sending_without_reply=True),
            rate_limit_args=ONCE,
        )
        return sent.message_id
