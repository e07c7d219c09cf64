"""The message of an errand: it edits itself, seldom enough for Telegram, and never to what it shows already."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from time import monotonic
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.richtext import Text
from bot.telegram_text import entities, messages
from storage.errands import Errand

log = logging.getLogger(__name__)

# Seconds between two edits.  Telegram counts them as messages: one a second to a person, twenty a minute to a group.
EVERY = 3.0
IN_GROUPS = 6.0
# What ends it is tried so often, so many seconds apart.
TRIES = 3
PAUSE = 1.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class ErrandMessage:
    """Shows how far an errand is, and in the end what became of it."""

    def __init__(self, bot: ExtBot[Any], errand: Errand) -> None:
        self._bot = bot
        self._errand = errand
        self._every = EVERY if errand.chat > 0 else IN_GROUPS
        self._shown = Text()
        self._at = monotonic()

    async def begin(self, text: Text, buttons: InlineKeyboardMarkup | None) -> int | None:
        """Show it for the first time; the message's number, None where it did not come through: the work goes on."""
        self._shown, self._at = text, monotonic()
        try:
            if self._errand.message is None:
                return await self._send(text, buttons)
            await self._edit(self._errand.message, text, buttons)
        except TelegramError as error:
            log.warning("an errand begins without its message: %s", error.message)
        return self._errand.message

    async def show(self, message: int | None, text: Text, buttons: InlineKeyboardMarkup | None) -> None:
        """Show how far it is, if that is another text, and enough time has passed."""
        if message is None or text == self._shown or monotonic() - self._at < self._every:
            return
        self._shown = text
        try:
            # Told to wait it waits, and does not keep the work's end from being told.
            await self._edit(message, text, buttons, rate_limit_args=0)
        except TelegramError as error:
            log.info("how far an errand is was not shown: %s", error.message)
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
                    numbers.append(await self._send(text, under))
            except TelegramError as error:
                log.warning("what became of an errand was not shown: %s", error.message)
        return numbers

    async def _edited(self, message: int, text: Text, buttons: InlineKeyboardMarkup | None) -> bool:
        """Whether it shows now; False where it cannot be edited, because somebody has deleted it.  Raises Forbidden."""
        for _ in range(TRIES):
            try:
                await self._edit(message, text, buttons)
            except BadRequest as error:
                return "not modified" in error.message.casefold()
            except Forbidden:
                raise
            except NetworkError:
                # It may have come through: to edit it again does no harm.
                await asyncio.sleep(PAUSE)
            except TelegramError as error:
                log.info("an errand's message is not edited: %s", error.message)
                return False
            else:
                return True
        return False

    async def _edit(
        self, message: int, text: Text, buttons: InlineKeyboardMarkup | None, rate_limit_args: int | None = None
    ) -> None:
        await self._bot.edit_message_text(
            text.plain,
            self._errand.chat,
            message,
            entities=entities(text),
            link_preview_options=_NO_PREVIEW,
            reply_markup=buttons,
            rate_limit_args=rate_limit_args,
        )

    async def _send(self, text: Text, buttons: InlineKeyboardMarkup | None) -> int:
        sent = await self._bot.send_message(
            self._errand.chat,
            text.plain,
            entities=entities(text),
            link_preview_options=_NO_PREVIEW,
            reply_markup=buttons,
            # By it the message comes into the right topic, and in a group it is plain whose errand it is.
            reply_parameters=ReplyParameters(self._errand.asked, allow_sending_without_reply=True),
        )
        return sent.message_id
