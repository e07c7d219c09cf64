"""Run what the bot does by the clock.  Schedules are in the database; the jobs here look for what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from bot.telegram.context import App, Context
from bot.telegram.repeating import Job, RepeatingJobs
from bot.usecases.delivering.alerting.alerts import write_alerts
from bot.usecases.delivering.digests.writing import correct_dates, write_due_digests
from bot.usecases.operating.retention import erase_expired
from retrieval.ingest.pipeline import find_near_duplicates, place_in_stories
from storage.ports.workers import Duty

# Each check costs two queries on an index.
CHECK_INTERVAL_SECONDS = 5.0
# A thousand digests take some seconds to write.
FIRST_SENT_SECONDS = 1.0
SWEEP_INTERVAL_SECONDS = 3600.0
# A look costs a query; after a change of the store, about what a dozen answers cost, too.
OPENERS_INTERVAL_SECONDS = 30.0


class Deliveries:
    """Writes the digests that are due, and sends what is in the outbox."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._last_look: datetime | None = None

    async def __call__(self) -> None:
        services, now = self._context.services, self._context.now()
        if self._last_look is None or now < self._last_look:
            # At the start, too: the clock may have been put back in between.
            await correct_dates(services.delivering, now)
            await services.delivering.outbox.correct_dates(now)
        writing = asyncio.create_task(write_due_digests(services.delivering, now))
        try:
            while not writing.done():
                # What is written first is sent while the rest is written.
                await asyncio.wait({writing}, timeout=FIRST_SENT_SECONDS)
                await self._context.shared.outbox_sender.send_due()
            await writing
        finally:
            writing.cancel()
        self._last_look = now


async def poll_feeds(context: Context) -> None:
    """Begin to poll the feeds that are due, without waiting for them."""
    await context.services.following.poller.look(context.now())


async def look_for_alerts(context: Context) -> None:
    """Write alerts about what came in since the last look."""
    services = context.services
    await write_alerts(services.delivering, services.settings.time_zone, context.now())


async def sweep(context: Context) -> None:
    """Erase what was kept long enough."""
    await context.services.receiving.inbox.sweep(context.now())
    await erase_expired(context.services, context.now())


async def prepare_welcome(context: Context) -> None:
    """Find the questions that a welcome offers, so that only the first waits for them."""
    await context.services.asking.openers.refresh()


async def warm(context: Context) -> None:
    """Load the model and the index before the first question, then finish what an upgrade left to do."""
    await context.services.engine.search.warm()
    await find_near_duplicates(context.services.library)
    await place_in_stories(context.services.library)


Leads = Callable[[Duty], Awaitable[bool]]
"""Takes or keeps a duty for all processes; returns False if another one has it."""


async def always(_: Duty) -> bool:
    """Lead: there is no other process."""
    return True


def start_jobs(app: App, jobs: RepeatingJobs, interval: float, leads: Leads = always) -> None:
    """Start the jobs; `interval` is that of looking for what is due, in seconds."""
    context = Context(app)

    def duty(of: Duty, job: Job) -> Job:
        return partial(_if_leading, leads, of, job)

    jobs.once(partial(warm, context))
    jobs.every(OPENERS_INTERVAL_SECONDS, partial(prepare_welcome, context))
    jobs.every(interval, duty(Duty.DELIVERIES, Deliveries(context)))
    jobs.every(interval, duty(Duty.FEEDS, partial(poll_feeds, context)))
    jobs.every(interval, duty(Duty.ALERTS, partial(look_for_alerts, context)))
    jobs.once(duty(Duty.UPKEEP, partial(sweep, context)))
    jobs.every(SWEEP_INTERVAL_SECONDS, duty(Duty.UPKEEP, partial(sweep, context)))


async def _if_leading(leads: Leads, duty: Duty, job: Job) -> None:
    """Run a job if its duty is this process's."""
    if await leads(duty):
        await job()
