"""Subscribe a chat, or a topic of a forum, to digests; change what it chose; stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.usecases.delivering.digests.schedule import next_due
from storage.ports.subscriptions import EVERY_DAY, Subscription, Subscriptions

# The first digest covers the day before it, whenever a reader subscribes, and everything since they did.
FIRST_PERIOD = timedelta(days=1)
# So many of so many characters fit a message of the bot, together with what it says about them.
MAX_SUBJECTS = 20
MAX_SUBJECT_CHARS = 60


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a subscription; None leaves it as it is, and `subjects` () means everything."""

    minute: int | None = None
    zone: str | None = None
    days: str | None = None
    subjects: tuple[str, ...] | None = None


async def subscribe(
    subscriptions: Subscriptions, chat: int, change: Change, *, zone: str, now: datetime, topic: int = 0
) -> Subscription | None:
    """Subscribe a chat, or change its subscription, and return it; `zone` is that of whoever chose none.

    Return None, and store nothing, if there is no subscription yet and the change names no time for one.
    """
    before = await subscriptions.get(chat, topic)
    minute = before.minute if change.minute is None and before is not None else change.minute
    if minute is None:
        return None
    zone = change.zone or (before.time_zone if before else zone)
    days = change.days or (before.days if before else EVERY_DAY)
    subjects = change.subjects if change.subjects is not None else before.subjects if before else ()
    due = next_due(minute, zone, now, days)
    made = Subscription(
        chat, minute, zone,
        since=min(due - FIRST_PERIOD, now) if before is None else before.since,
        due=due, days=days, subjects=subjects[:MAX_SUBJECTS], topic=topic,
    )  # fmt: skip
    await subscriptions.put(made)
    return made
