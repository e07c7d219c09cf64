"""Push what is in the outbox: claim, send, settle.  A send whose outcome is unknown is parked, never repeated."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import httpx
from telegram import LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.digests import digest_text
from bot.richtext import Text
from bot.services import Services
from bot.telegram_text import entities, messages
from storage.outbox import Delivery, State

log = logging.getLogger(__name__)

# A message that certainly did not arrive is tried again after this, doubled at each try.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

# The request never left: nothing can have arrived.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


async def deliver_due(services: Services, bot: ExtBot[Any], now: datetime) -> None:
    """Send everything that is due, one after the other; PTB's rate limiter sets the pace."""
    for delivery in await services.outbox.due(now):
        text = await digest_text(services, delivery.content)
        if await services.outbox.claim(delivery):
            await _deliver(services, bot, delivery, text, now)


async def _deliver(services: Services, bot: ExtBot[Any], delivery: Delivery, text: Text, now: datetime) -> None:
    outbox = services.outbox
    try:
        for part in messages([text]):
            await bot.send_message(
                delivery.chat_id,
                part.plain,
                entities=entities(part),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                # The outbox has its own patience: waiting here would hold up the bot's stop.
                rate_limit_args=0,
            )
    except RetryAfter as error:
        wait = error.retry_after
        await outbox.postpone(
            delivery, now + (wait if isinstance(wait, timedelta) else timedelta(seconds=wait)), "rate"
        )
    except ChatMigrated as error:
        await services.subscriptions.chat_migrated(delivery.chat_id, error.new_chat_id)
        await outbox.postpone(delivery, now, f"the chat is {error.new_chat_id} now")
    except Forbidden as error:
        await services.subscriptions.pause(delivery.chat_id)
        await outbox.settle(delivery, State.FAILED, now, error.message)
    except BadRequest as error:
        log.error("delivery %s was refused: %s", delivery.key, error.message)
        await outbox.settle(delivery, State.FAILED, now, error.message)
    except NetworkError as error:
        await _unsure(services, delivery, error, now)
    except TelegramError as error:
        log.error("delivery %s failed: %s", delivery.key, error.message)
        await outbox.settle(delivery, State.FAILED, now, error.message)
    else:
        await outbox.settle(delivery, State.SENT, now)


async def _unsure(services: Services, delivery: Delivery, error: NetworkError, now: datetime) -> None:
    """A network error: try again where nothing can have left, park where it may have arrived."""
    if isinstance(error.__cause__, _NEVER_LEFT):
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(delivery.attempts, 12))
        await services.outbox.postpone(delivery, now + pause, error.message)
        return
    what = "timed out" if isinstance(error, TimedOut) else f"broke off ({error.message})"
    log.warning("delivery %s to chat %s %s: it may have arrived, and is parked", delivery.key, delivery.chat_id, what)
    await services.outbox.settle(delivery, State.PARKED, now, what)
