"""Subscribe a chat, or a topic of a forum, to digests, and change what it chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.usecases.delivering.digests.holding import Hold, held
from bot.usecases.delivering.digests.schedule import next_due, planned
from retrieval.domain.interests import Interests
from storage.ports.subscriptions import EVERY_DAY, FOREVER, Schedule, Subscription, Subscriptions

# The first digest covers the day before it, whenever a reader subscribes, and everything since they did.
FIRST_PERIOD = timedelta(days=1)
# So many of so many characters fit a message of the bot, together with what it says about them.
MAX_SUBJECTS = 20
MAX_SUBJECT_CHARS = 60


@dataclass(frozen=True, slots=True)
class Change:
    """What to change of a subscription; None leaves it as it is.

    `resume` ends all pauses, `restart` those that only the reader ends, and `hold` begins one.
    """

    minutes: tuple[int, ...] | None = None
    zone: str | None = None
    days: str | None = None
    topics: tuple[str, ...] | None = None
    people: tuple[str, ...] | None = None
    papers: tuple[str, ...] | None = None
    is_short: bool | None = None
    is_silent: bool | None = None
    hold: Hold | None = None
    resume: bool = False
    restart: bool = False


class NoSuchDay(ValueError):
    """The day that a reader names does not come any more."""


async def subscribe(
    subscriptions: Subscriptions, chat: int, change: Change, *, zone: str, now: datetime, topic: int = 0
) -> Subscription | None:
    """Subscribe a chat, or change its subscription, and return it; `zone` is that of whoever chose none.

    Return None, and store nothing, if there is no subscription yet and the change names no time for one.  Raise
    NoSuchDay, and store nothing, if it names a day that does not come any more.
    """
    made = changed(await subscriptions.get(chat, topic), chat, change, zone=zone, now=now, topic=topic)
    if made is not None:
        await subscriptions.put(made)
    return made


def changed(
    before: Subscription | None, chat: int, change: Change, *, zone: str, now: datetime, topic: int = 0
) -> Subscription | None:
    """Return a changed subscription as `subscribe` does.  Pure."""
    if before is None:
        if change.minutes is None:
            return None
        schedule = Schedule(change.minutes, change.zone or zone, change.days or EVERY_DAY)
        before = Subscription(chat, schedule, since=now, due=now, topic=topic)
        before = replace(before, since=min(next_due(schedule, now) - FIRST_PERIOD, now))
    old, wanted = before.schedule, before.interests
    lasting = () if change.resume else tuple(p for p in old.pauses if not (change.restart and p.end == FOREVER))
    schedule = Schedule(
        old.minutes if change.minutes is None else change.minutes,
        change.zone or old.time_zone,
        change.days or old.days,
        lasting,
    )
    if change.hold is not None:
        with_pause = held(schedule, change.hold, now)
        if with_pause is None:
            raise NoSuchDay
        schedule = with_pause
    return planned(
        replace(
            before,
            interests=_limited(
                wanted.topics if change.topics is None else change.topics,
                wanted.people if change.people is None else change.people,
                wanted.papers if change.papers is None else change.papers,
            ),
            is_short=before.is_short if change.is_short is None else change.is_short,
            is_silent=before.is_silent if change.is_silent is None else change.is_silent,
        ),
        schedule,
        now,
    )


def _limited(topics: tuple[str, ...], people: tuple[str, ...], papers: tuple[str, ...]) -> Interests:
    topics = topics[:MAX_SUBJECTS]
    people = people[: MAX_SUBJECTS - len(topics)]
    return Interests(topics, people, papers[: MAX_SUBJECTS - len(topics) - len(people)])
