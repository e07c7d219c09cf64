"""Push what is in the outbox: claim, send, settle.  A send whose outcome is unknown is parked, never repeated."""

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
from bot.views.feeds import over_text
from bot.views.rich_text import Text
from retrieval.domain.ports import Generation
from storage.ports.outbox import Delivery, DeliveryState

log = logging.getLogger(__name__)

# A message that certainly did not arrive is tried again after this, doubled at each try.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

# The request never left: nothing can have arrived.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


async def deliver_due(delivering: Delivering, bot: ExtBot[Any], now: datetime) -> None:
    """Send everything that is due, in each chat in its order; what is held up in one chat holds up that chat alone."""
    held: set[int] = set()
    for delivery in await delivering.outbox.due(now):
        if delivery.chat_id in held:
            continue
        stored = await delivering.library.generation()
        text = await _made(delivering, delivery, now)
        claimed = None if text is None else await delivering.outbox.claim(delivery)
        if claimed is not None and (claimed.content != delivery.content or await _changed(delivering, stored)):
            # What was changed before it was claimed told nobody to whom it was only about to be shown.
            text = await _made(delivering, claimed, now)
        if text is None or (claimed is not None and not await _deliver(delivering, bot, claimed, text, now)):
            held.add(delivery.chat_id)


async def _made(delivering: Delivering, delivery: Delivery, now: datetime) -> Text | None:
    """What is sent; None where it cannot be made now, and is put off."""
    try:
        return await _text_of(delivering, delivery.content)
    except Exception:
        # Nothing of it was sent: it can wait, and must not keep the others waiting.
        log.exception("delivery %s cannot be made now", delivery.key)
        await delivering.outbox.postpone(delivery, now + FIRST_PAUSE, "it could not be made; the log has why")
        return None


async def _changed(delivering: Delivering, stored: Generation) -> bool:
    return await delivering.library.generation() != stored


async def _text_of(delivering: Delivering, content: dict[str, Any]) -> Text:
    if "feed" in content:
        return over_text(content)
    return await (notice_text if "notice" in content else digest_text)(delivering.library, content)


async def _deliver(delivering: Delivering, bot: ExtBot[Any], delivery: Delivery, text: Text, now: datetime) -> bool:
    """Whether this delivery is done with; False where it waits for another try."""
    outbox = delivering.outbox
    sent: list[int] = []
    try:
        for part in messages([text]):
            message = await bot.send_message(
                delivery.chat_id,
                part.plain,
                entities=entities(part),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                # The outbox has its own patience: waiting here would hold up the bot's stop.
                rate_limit_args=ONCE,
            )
            sent.append(message.message_id)
    except TelegramError as error:
        if not sent:
            return await _failed(delivering, delivery, error, now)
        # A part of it is there: trying again would send that part twice.
        why = f"broke off after {len(sent)} message(s): {error.message}"
        log.warning("delivery %s is parked: it %s", delivery.key, why)
        await outbox.settle(delivery, DeliveryState.PARKED, now, why)
        return True
    except Exception:
        # Not Telegram's: an error of ours between claiming and sending, so that nobody knows what arrived.
        log.exception("delivery %s broke off, and is parked", delivery.key)
        await outbox.settle(delivery, DeliveryState.PARKED, now, "an error of the bot's own; the log has it")
        return True
    await outbox.settle(delivery, DeliveryState.SENT, now)
    await remember(delivering.turns, delivery.chat_id, sent, articles=delivery.content["articles"])
    return True


async def _failed(delivering: Delivering, delivery: Delivery, error: TelegramError, now: datetime) -> bool:
    """Nothing of it is known to have arrived: wait, park or give up.  Whether it is done with."""
    outbox = delivering.outbox
    if isinstance(error, RetryAfter):
        await outbox.postpone(delivery, now + timedelta(seconds=seconds(error)), "Telegram asked to wait")
        return False
    if isinstance(error, ChatMigrated):
        await delivering.subscriptions.chat_migrated(delivery.chat_id, error.new_chat_id)
        await outbox.postpone(delivery, now, f"the chat is {error.new_chat_id} now")
        return False
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return await _unsure(delivering, delivery, error, now)
    if isinstance(error, Forbidden):
        await delivering.subscriptions.pause(delivery.chat_id)
    else:
        log.error("delivery %s was refused: %s", delivery.key, error.message)
    await outbox.settle(delivery, DeliveryState.FAILED, now, error.message)
    return True


async def _unsure(delivering: Delivering, delivery: Delivery, error: NetworkError, now: datetime) -> bool:
    """A network error: try again where nothing can have left, park where it may have arrived."""
    if isinstance(error.__cause__, _NEVER_LEFT):
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(delivery.attempts, 12))
        await delivering.outbox.postpone(delivery, now + pause, error.message)
        return False
    what = "timed out" if isinstance(error, TimedOut) else f"broke off ({error.message})"
    log.warning("delivery %s to chat %s %s: it may have arrived, and is parked", delivery.key, delivery.chat_id, what)
    await delivering.outbox.settle(delivery, DeliveryState.PARKED, now, what)
    return True
