"""Write due digests into the outbox, and turn them into text when they are sent.

The outbox holds only which articles a digest shows; their words are cut from the store at the moment of sending.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.languages.speaking import tr
from bot.places.zones import zone_of
from bot.services import Delivering
from bot.usecases.delivering.digests.schedule import ONE_DAY, after_digest, corrected
from bot.views.deliveries import NOTHING_LEFT, digest_blocks, digest_heading, nothing_new
from bot.views.rich_text import Text, join
from retrieval.answers.digest import Digest, entries
from retrieval.domain.ports import Library
from storage.ports.outbox import Delivery
from storage.ports.subscriptions import Subscription

log = logging.getLogger(__name__)

# What fits one Telegram message, since retrieval.answers.digest limits the length of an entry.
ENTRIES_PER_MESSAGE = 3
# Subscriptions looked at in one query.
PAGE = 200


async def write_due_digests(delivering: Delivering, now: datetime) -> None:
    """Write the digest of each due subscription and set its next date, in one transaction a subscription."""
    made: dict[object, Digest] = {}
    last: Subscription | None = None
    while page := await delivering.subscriptions.due(now, PAGE, last):
        for subscription in page:
            try:
                await _write_digest(delivering, subscription, made, now)
            except Exception:
                # One subscription that fails, for instance because its time zone is gone, must not stop the others.
                log.exception("cannot write the digest for chat %s now", subscription.chat_id)
        last = page[-1]


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


async def _write_digest(
    delivering: Delivering, subscription: Subscription, made: dict[object, Digest], now: datetime
) -> None:
    """Write one digest; `made` holds those of this look, because many readers want the same."""
    since, interests, short = wanted = subscription.since, subscription.interests, subscription.is_short
    if wanted not in made:
        made[wanted] = await delivering.digest(since, now, interests, short=short)
    digest = made[wanted]
    following = after_digest(subscription, digest.newest, now)
    await delivering.subscriptions.advance(subscription, following, deliveries(subscription, digest), now)


def deliveries(subscription: Subscription, digest: Digest) -> list[Delivery]:
    """Split a digest into messages that name their articles by id; none if it is empty and the reader wants silence.

    Pure.
    """
    if not digest.entries and subscription.is_silent:
        return []
    # Not the date it was due: after the clock was set, that may come again.
    chat, topic = subscription.chat_id, subscription.topic
    key = f"digest:{chat}/{topic}:{digest.until.isoformat()}" if topic else f"digest:{chat}:{digest.until.isoformat()}"
    common: dict[str, Any] = {"until": digest.until.isoformat(), "zone": subscription.schedule.time_zone}
    if subscription.interests:
        common["subjects"] = list(subscription.interests.names)
    if subscription.is_short:
        common["short"] = True
    if not digest.entries:
        return [Delivery(f"{key}:1", chat, {**common, "articles": [], "first": 1, "more": 0}, topic=topic)]
    messages: list[Delivery] = []
    number = 1
    for at in range(0, len(digest.entries), ENTRIES_PER_MESSAGE):
        part = digest.entries[at : at + ENTRIES_PER_MESSAGE]
        is_last = at + ENTRIES_PER_MESSAGE >= len(digest.entries)
        content = {
            **common,
            "articles": [e.article.id for e in part],
            "first": number,
            "more": digest.more if is_last else 0,
            "is_last": is_last,
        }
        messages.append(Delivery(f"{key}:{len(messages) + 1}", chat, content, topic=topic))
        number += sum(len(e.excerpts) for e in part)
    return messages


async def digest_text(library: Library, content: dict[str, Any]) -> Text:
    """Return one message of a digest; an article that is gone by now is left out."""
    zone, until = zone_of(content["zone"]), datetime.fromisoformat(content["until"])
    if not content["articles"]:
        return nothing_new(zone, until, content.get("subjects", ()))
    articles = [a for i in content["articles"] if (a := await library.article(i)) is not None]
    quoted = await library.said_in([a.id for a in articles])
    near_duplicates = await library.near_duplicates([a.id for a in articles])
    # In the reader's zone, by whose calendar an article's age is counted.
    until = until.astimezone(zone)
    shown = await asyncio.to_thread(entries, articles, quoted, near_duplicates, short=content.get("short", False))
    digest = Digest(until, until, shown, more=content["more"])
    heading = [digest_heading(until, zone)] if content["first"] == 1 else []
    if not articles:
        return join([*heading, Text(tr(NOTHING_LEFT))], "\n\n")
    return join([*heading, *digest_blocks(digest, content["first"])], "\n\n")
