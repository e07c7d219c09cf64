"""Run what the bot does by the clock.  Schedules are in the database; the jobs here look for what is due."""

from __future__ import annotations

import asyncio
import logging

from bot.telegram.context import App, Context, shared_by
from bot.telegram.delivery import deliver_due
from bot.telegram.jobs.recovery import end_interrupted
from bot.usecases.digests import write_due_digests
from bot.usecases.heartbeat import touch_heartbeat
from bot.usecases.retention import erase_expired
from retrieval.ingest.pipeline import find_near_duplicates

log = logging.getLogger(__name__)

# Each check costs two queries on an index.
CHECK_INTERVAL_SECONDS = 5.0
RETENTION_INTERVAL_SECONDS = 6 * 60 * 60.0


async def deliver_what_is_due(context: Context) -> None:
    """Write the digests that are due and send what is in the outbox."""
    services, now = context.services, context.now()
    await write_due_digests(services.delivering, now)
    await deliver_due(services.delivering, context.bot, now)


async def poll_feeds(context: Context) -> None:
    """Begin to poll the feeds that are due, without waiting for them."""
    await context.services.following.poller.look(context.now())


async def show_alive(context: Context) -> None:
    """Show that the event loop is alive, in a job of its own because deliveries may wait minutes for Telegram."""
    await asyncio.to_thread(touch_heartbeat, context.services.settings.data)


async def erase_what_expired(context: Context) -> None:
    """Erase what was kept about readers long enough."""
    await erase_expired(context.services, context.now())


async def warm(context: Context) -> None:
    """Load the model and the index before the first question, then finish what an upgrade left to do."""
    await context.services.engine.search.warm()
    await find_near_duplicates(context.services.library)


async def on_start(app: App, every: float) -> None:
    """Park what a crash left half sent, report the jobs that it interrupted, and start the jobs here.

    `every` is their interval in seconds.
    """
    services, clock = shared_by(app).services, shared_by(app).clock
    for delivery in await services.delivering.outbox.park_interrupted(clock()):
        log.warning("parked delivery %s: the bot ended while sending it, so it may have arrived", delivery.key)
    await end_interrupted(services.editing, app.bot)
    await erase_expired(services, clock())
    await asyncio.to_thread(touch_heartbeat, services.settings.data)
    if app.job_queue is None:
        raise RuntimeError("PTB was installed without its job queue")
    app.job_queue.run_once(warm, 0, job_kwargs={"misfire_grace_time": None})
    # APScheduler skips a run that is a second late; ours may run late, but never two at once.
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    app.job_queue.run_repeating(deliver_what_is_due, interval=every, first=every, job_kwargs=options)
    app.job_queue.run_repeating(poll_feeds, interval=every, first=every, job_kwargs=options)
    interval = CHECK_INTERVAL_SECONDS
    app.job_queue.run_repeating(show_alive, interval=interval, first=interval, job_kwargs=options)
    interval = RETENTION_INTERVAL_SECONDS
    app.job_queue.run_repeating(erase_what_expired, interval=interval, first=interval, job_kwargs=options)
