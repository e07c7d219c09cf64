"""Send what is in the outbox: claim, send, settle.  If the outcome is unknown, park it and never send it again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import httpx
from telegram import LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.services import Delivering
from bot.telegram.messages.entities import entities, messages
from bot.telegram.messages.rate_limiter import ONCE, seconds
from bot.usecases.digests import digest_text
from bot.usecases.message_references import remember
from bot.usecases.notices import notice_text
from bot.views.feeds import paused_text
from bot.views.rich_text import Text
from retrieval.domain.ports import Generation
from storage.ports.outbox import Delivery, DeliveryState

log = logging.getLogger(__name__)

# A message that certainly did not arrive is sent again after this pause, which doubles with each try.
FIRST_PAUSE = timedelta(seconds=5)
MAX_PAUSE = timedelta(hours=1)

# Errors before the request left: nothing can have arrived.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


async def deliver_due(delivering: Delivering, bot: ExtBot[Any], now: datetime) -> None:
    """Send everything that is due, in order within each chat; a chat that is held up does not hold up others."""
    held: set[int] = set()
    for delivery in await delivering.outbox.due(now):
        if delivery.chat_id in held:
            continue
        stored = await delivering.library.generation()
        text = await _text_now(delivering, delivery, now)
        claimed = None if text is None else await delivering.outbox.claim(delivery)
        if claimed is not None and (claimed.content != delivery.content or await _changed(delivering, stored)):
            # A reader who was never shown the old text gets no correction, so show the text as it is now.
            text = await _text_now(delivering, claimed, now)
        if text is None or (claimed is not None and not await _deliver(delivering, bot, claimed, text, now)):
            held.add(delivery.chat_id)


async def _text_now(delivering: Delivering, delivery: Delivery, now: datetime) -> Text | None:
    """Return the text to send; None if it cannot be written now and is postponed."""
    try:
        return await _text_of(delivering, delivery.content)
    except Exception:
        # Nothing was sent yet: this delivery can wait, and must not hold up the others.
        log.exception("cannot write delivery %s now", delivery.key)
        await delivering.outbox.postpone(delivery, now + FIRST_PAUSE, "its text could not be written; the log says why")
        return None


async def _changed(delivering: Delivering, stored: Generation) -> bool:
    return await delivering.library.generation() != stored


async def _text_of(delivering: Delivering, content: dict[str, Any]) -> Text:
    if "feed" in content:
        return paused_text(content)
    return await (notice_text if "notice" in content else digest_text)(delivering.library, content)


async def _deliver(delivering: Delivering, bot: ExtBot[Any], delivery: Delivery, text: Text, now: datetime) -> bool:
    """Send a delivery and return whether it is settled; False if it waits for another try."""
    outbox = delivering.outbox
    sent: list[int] = []
    try:
        for part in messages([text]):
            message = await bot.send_message(
                delivery.chat_id,
                part.plain,
                entities=entities(part),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                # The outbox retries by itself: waiting here would delay the bot's shutdown.
                rate_limit_args=ONCE,
            )
            sent.append(message.message_id)
    except TelegramError as error:
        if not sent:
            return await _failed(delivering, delivery, error, now)
        # Part of it arrived: another try would send that part twice.
        why = f"failed after {len(sent)} message(s): {error.message}"
        log.warning("parked delivery %s: it %s", delivery.key, why)
        await outbox.settle(delivery, DeliveryState.PARKED, now, why)
        return True
    except Exception:
        # An error of our own between claiming and sending: nobody knows what arrived.
        log.exception("parked delivery %s: it failed", delivery.key)
        await outbox.settle(delivery, DeliveryState.PARKED, now, "an error of the bot's own; the log says which")
        return True
    await outbox.settle(delivery, DeliveryState.SENT, now)
    await remember(delivering.turns, delivery.chat_id, sent, articles=delivery.content["articles"])
    return True


async def _failed(delivering: Delivering, delivery: Delivery, error: TelegramError, now: datetime) -> bool:
    """Wait, park or give up after a failure before any part is known to have arrived; return whether it is settled."""
    outbox = delivering.outbox
    if isinstance(error, RetryAfter):
        await outbox.postpone(delivery, now + timedelta(seconds=seconds(error)), "Telegram asked to wait")
        return False
    if isinstance(error, ChatMigrated):
        await delivering.subscriptions.chat_migrated(delivery.chat_id, error.new_chat_id)
        await outbox.postpone(delivery, now, f"the chat is now {error.new_chat_id}")
        return False
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return await _unsure(delivering, delivery, error, now)
    if isinstance(error, Forbidden):
        await delivering.subscriptions.pause(delivery.chat_id)
    else:
        log.error("Telegram refused delivery %s: %s", delivery.key, error.message)
    await outbox.settle(delivery, DeliveryState.FAILED, now, error.message)
    return True


async def _unsure(delivering: Delivering, delivery: Delivery, error: NetworkError, now: datetime) -> bool:
    """After a network error, try again if the request never left, and park the delivery if it may have arrived."""
    if isinstance(error.__cause__, _NEVER_LEFT):
        pause = min(MAX_PAUSE, FIRST_PAUSE * 2 ** min(delivery.attempts, 12))
        await delivering.outbox.postpone(delivery, now + pause, error.message)
        return False
    what = "timed out" if isinstance(error, TimedOut) else f"failed ({error.message})"
    log.warning("parked delivery %s to chat %s, which %s: it may have arrived", delivery.key, delivery.chat_id, what)
    await delivering.outbox.settle(delivery, DeliveryState.PARKED, now, what)
    return True
