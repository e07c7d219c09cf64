"""What time it is where a reader is: by this "today" is read, and the age of an article told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.ports.subscriptions import Subscriptions


async def reader_now(subscriptions: Subscriptions, zone: str, chat_id: int, now: datetime) -> datetime:
    """`now`, aware, in the zone that the chat chose for its digest; else in the operator's."""
    chosen = await subscriptions.get(chat_id)
    try:
        return now.astimezone(ZoneInfo(chosen.time_zone if chosen else zone))
    except (ZoneInfoNotFoundError, ValueError):
        # Zones come and go with the system's tables: a question must not fail with one that is no more.
        return now.astimezone(ZoneInfo(zone))
