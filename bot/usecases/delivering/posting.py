"""Subscribe a group or channel to a daily digest at an hour that an administrator chose by a button."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.services import Delivering
from bot.usecases.delivering.digest_schedule import next_due
from storage.ports.subscriptions import Subscription

# The first digest covers the day before it.
FIRST_PERIOD = timedelta(days=1)


async def start_daily(delivering: Delivering, chat: int, minute: int, zone: str, now: datetime) -> Subscription:
    """Send a digest every day at `minute` of the day in `zone`, and return the subscription."""
    due = next_due(minute, zone, now)
    subscription = Subscription(chat, minute, zone, since=due - FIRST_PERIOD, due=due)
    await delivering.subscriptions.put(subscription)
    return subscription
