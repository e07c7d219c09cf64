"""Digests into the outbox, and out of it as text.  The outbox holds which articles; their words are cut when sent."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.services import Delivering
from bot.usecases.digest_schedule import next_due
from bot.views.replies import digest_blocks, digest_heading, nothing_new
from bot.views.rich_text import Text, join
from retrieval.answers.digest import Digest, entries
from retrieval.domain.ports import Library
from storage.ports.outbox import Delivery
from storage.ports.subscriptions import Subscription

log = logging.getLogger(__name__)

# This many entries fit one Telegram message; retrieval.answers.digest bounds each of them.
ENTRIES = 3


async def write_due_digests(delivering: Delivering, now: datetime) -> None:
    """For each subscription that is due: its digest into the outbox and its next date, as one transaction."""
    for subscription in await delivering.subscriptions.due(now):
        try:
            await _write_digest(delivering, subscription, now)
        except Exception:
            # One that cannot be written (a time zone that is no more) must not cost the others theirs.
            log.exception("the digest of chat %s cannot be written now", subscription.chat_id)


async def _write_digest(delivering: Delivering, subscription: Subscription, now: datetime) -> None:
    digest = await delivering.digest(subscription.since, now)
    due = next_due(subscription.minute, subscription.time_zone, now)
    following = replace(subscription, since=digest.newest or subscription.since, due=due)
    await delivering.subscriptions.advance(subscription, following, deliveries(subscription, digest), now)


def deliveries(subscription: Subscription, digest: Digest) -> list[Delivery]:
    """A digest as the messages it takes, by article id.  Pure."""
    key = f"digest:{subscription.chat_id}:{subscription.due.isoformat()}"
    common = {"until": digest.until.isoformat(), "zone": subscription.time_zone}
    if not digest.entries:
        return [Delivery(f"{key}:1", subscription.chat_id, {**common, "articles": [], "first": 1, "more": 0})]
    parts: list[Delivery] = []
    number = 1
    for at in range(0, len(digest.entries), ENTRIES):
        part = digest.entries[at : at + ENTRIES]
        last = at + ENTRIES >= len(digest.entries)
        content = {
            **common,
            "articles": [e.article.id for e in part],
            "first": number,
            "more": digest.more if last else 0,
        }
        parts.append(Delivery(f"{key}:{len(parts) + 1}", subscription.chat_id, content))
        number += sum(len(e.excerpts) for e in part)
    return parts


async def digest_text(library: Library, content: dict[str, Any]) -> Text:
    """One message of a digest, its excerpts cut from the store now; an article that is gone is left out."""
    zone, until = ZoneInfo(content["zone"]), datetime.fromisoformat(content["until"])
    if not content["articles"]:
        return nothing_new(zone, until)
    articles = [a for i in content["articles"] if (a := await library.article(i)) is not None]
    quoted = await library.said_in([a.id for a in articles])
    near_duplicates = await library.near_duplicates([a.id for a in articles])
    # In the reader's zone, by whose days the articles' age is told.
    until = until.astimezone(zone)
    told = await asyncio.to_thread(entries, articles, quoted, near_duplicates)
    digest = Digest(until, until, told, more=content["more"])
    heading = [digest_heading(digest, zone)] if content["first"] == 1 else []
    if not articles:
        return join([*heading, "What stood here has been retracted since."], "\n\n")
    return join([*heading, *digest_blocks(digest, content["first"])], "\n\n")
