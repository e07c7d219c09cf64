"""Show that the bot is typing while an update takes long to answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Chat, Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ExtBot

log = logging.getLogger(__name__)

# An answer that comes sooner needs no sign that it will come.
PATIENCE_SECONDS = 0.4
# Telegram shows it for five seconds.
REPEAT_SECONDS = 4.0


def while_typing(handle: Callable[[Update], Awaitable[None]], bot: ExtBot[Any]) -> Callable[[Update], Awaitable[None]]:
    """Return `handle`, with a sign of typing in the chat and topic of an update that takes long."""

    async def typing(update: Update) -> None:
        message = update.effective_message
        if not isinstance(message, Message) or not _expects_an_answer(update, message, bot):
            await handle(update)
            return
        sign = asyncio.create_task(_show(message))
        try:
            await handle(update)
        finally:
            # Not awaited: the next message of the chat does not wait for it.
            sign.cancel()

    return typing


def _expects_an_answer(update: Update, message: Message, bot: ExtBot[Any]) -> bool:
    """Return whether a message is for the bot: in a group, most are not."""
    if update.message is None and update.callback_query is None:
        return False
    if message.chat.type == Chat.PRIVATE or update.callback_query is not None:
        return True
    text = (message.text or message.caption or "").casefold()
    replied = message.reply_to_message
    is_reply = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
    return is_reply or text.startswith("/") or f"@{bot.username}".casefold() in text


async def _show(message: Message) -> None:
    await asyncio.sleep(PATIENCE_SECONDS)
    topic = message.message_thread_id if message.is_topic_message else None
    try:
        while True:
            await message.get_bot().send_chat_action(message.chat_id, ChatAction.TYPING, message_thread_id=topic)
            await asyncio.sleep(REPEAT_SECONDS)
    except TelegramError as error:
        log.info("cannot show that I am typing: %s", error.message)
