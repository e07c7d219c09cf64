"""Tell programs that watch the bot whether it works, and what waits where."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

from bot.services import Services
from bot.usecases.operating.heartbeat import MAX_HEARTBEAT_AGE_SECONDS, seconds_since_heartbeat
from retrieval.domain.errors import OnRecordError
from storage.ports.feeds import Feed

OK = "ok"


async def readiness(services: Services) -> dict[str, str]:
    """Return, for each part that this process needs, OK or what is wrong with it."""
    parts = {"database": await _database(services), "telegram": _telegram(services)}
    if services.receiving.worker:
        # Others answer what a process receives that is no worker.
        parts["indexes"] = OK if services.engine.search.is_open else "not loaded yet"
    return parts


async def _database(services: Services) -> str:
    try:
        await services.library.generation()
    except OnRecordError as error:
        return str(error)
    return OK


def _telegram(services: Services) -> str:
    age = seconds_since_heartbeat(services.settings.data, time.monotonic())
    if age is None:
        return "nothing received yet"
    return OK if age <= MAX_HEARTBEAT_AGE_SECONDS else f"nothing received for {age:,.0f} s"


async def measure(services: Services, queues: Mapping[str, int]) -> None:
    """Set the gauges of the metrics to what is so now.  Raise StorageError.

    `queues` are the lengths of the queues of this process.
    """
    deliveries = await services.delivering.outbox.counts()
    services.metrics.measured(
        queues=queues,
        deliveries={state.value: count for state, count in deliveries.items()},
        feeds=Counter(map(_health, await services.following.feeds.all())),
        lag=await services.engine.search.lag() if services.receiving.worker else None,
    )


def _health(feed: Feed) -> str:
    if feed.pause is not None:
        return "paused"
    return "failing" if feed.polls.failures else OK
