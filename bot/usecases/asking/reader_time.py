"""Find the time where a reader is: it decides what "today" means and how old an article is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.places.zones import zone_of
from storage.ports.subscriptions import Subscriptions


async def reader_now(subscriptions: Subscriptions, zone: str, chat_id: int, now: datetime) -> datetime:
    """Return `now`, aware, in the zone that the chat chose for its digest, else in `zone`, the operator's."""
    chosen = await subscriptions.zones([chat_id])
    return time_there(chosen.get(chat_id), zone, now)


def time_there(chosen: str | None, zone: str, now: datetime) -> datetime:
    """Return `now`, aware, in the zone that was chosen, else in `zone`, the operator's.  Pure."""
    try:
        return now.astimezone(zone_of(chosen or zone))
    except (ZoneInfoNotFoundError, ValueError):
        # An update of the system may remove a zone; a question must not fail for that.
        return now.astimezone(ZoneInfo(zone))
