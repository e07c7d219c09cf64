"""Write due digests into the outbox, in one transaction with what the reader was told and the date of the next."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Sequence
from datetime import datetime

from bot.services import Delivering
from bot.usecases.delivering.digests.contents import content_of
from bot.usecases.delivering.digests.reader import digest_for
from bot.usecases.delivering.digests.schedule import ONE_DAY, after_digest, corrected
from retrieval.answers.digests.making import News
from retrieval.answers.digests.news import Digest
from storage.ports.digests import DIGEST_KEY
from storage.ports.outbox import Delivery
from storage.ports.subscriptions import Subscription

log = logging.getLogger(__name__)

# Subscriptions looked at in one query.
PAGE = 200
# So many digests are written at once, so that they are committed together.
AT_ONCE = 20


async def write_due_digests(delivering: Delivering, now: datetime) -> None:
    """Write the digest of each due subscription and set its next date, in one transaction a subscription."""
    made: dict[object, News] = {}
    last: Subscription | None = None
    while page := await delivering.subscriptions.due(now, PAGE, last):
        for first in range(0, len(page), AT_ONCE):
            some, began = page[first : first + AT_ONCE], time.monotonic()
            for subscription in some:
                await _logged(subscription, _make_news(delivering, subscription, made, now))
            await asyncio.gather(*(_logged(s, _write_digest(delivering, s, made, now)) for s in some))
            if len(some) == AT_ONCE:
                # Half of the time is for sending what is written, and for answers.
                await asyncio.sleep(time.monotonic() - began)
        last = page[-1]


async def _logged(subscription: Subscription, work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        # One subscription that fails, for instance because its time zone is gone, must not stop the others.
        log.exception("cannot write the digest for chat %s now", subscription.chat_id)


async def correct_dates(delivering: Delivering, now: datetime) -> None:
    """Bring forward the digests that a clock, ahead until it was put back, has left for a date too late."""
    last: Subscription | None = None
    while page := await delivering.subscriptions.due_later(now + ONE_DAY, PAGE, last):
        for before, after in await asyncio.to_thread(_corrected, page, now):
            await delivering.subscriptions.advance(before, after, (), now)
        last = page[-1]


def _corrected(page: Sequence[Subscription], now: datetime) -> list[tuple[Subscription, Subscription]]:
    found = []
    for subscription in page:
        try:
            after = corrected(subscription, now)
        except Exception:
            log.exception("cannot say when the digest for chat %s is due", subscription.chat_id)
            continue
        if after != subscription:
            found.append((subscription, after))
    return found


def _wanted(subscription: Subscription) -> object:
    return subscription.since, subscription.interests


async def _make_news(
    delivering: Delivering, subscription: Subscription, made: dict[object, News], now: datetime
) -> None:
    """Find what came in for a subscription, unless it is `made`: many readers want the same."""
    if _wanted(subscription) not in made:
        news = await delivering.digest.news(subscription.since, now, subscription.interests)
        made[_wanted(subscription)] = news


async def _write_digest(
    delivering: Delivering, subscription: Subscription, made: dict[object, News], now: datetime
) -> None:
    if (news := made.get(_wanted(subscription))) is None:
        return
    digest = await digest_for(delivering, news, *subscription.place, short=subscription.is_short)
    following = after_digest(subscription, digest.newest, now)
    # A private chat, whose number is positive, is no channel.
    folds = subscription.chat_id < 0 and (await delivering.chat_settings.get(subscription.chat_id)).is_channel
    made_of_it = deliveries(subscription, digest, folds=folds)
    await delivering.subscriptions.advance(subscription, following, made_of_it, now)


def deliveries(subscription: Subscription, digest: Digest, *, folds: bool = False) -> list[Delivery]:
    """Return the message of a digest; none if nothing is new and the reader wants silence.  Pure.

    `folds` as in content_of.
    """
    if not digest.stories and subscription.is_silent:
        return []
    # Not the date it was due: after the clock was set, that may come again.
    chat, topic = subscription.place
    place = f"{chat}/{topic}" if topic else f"{chat}"
    content = content_of(
        digest,
        subscription.schedule.time_zone,
        subjects=subscription.interests.names,
        short=subscription.is_short,
        folds=folds,
    )
    return [Delivery(f"{DIGEST_KEY}{place}:{digest.until.isoformat()}:1", chat, content, topic=topic)]
