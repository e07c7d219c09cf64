"""What the bot does by the clock.  Schedules live in the database; one job looks for what is due."""

from __future__ import annotations

import asyncio
import logging

from bot.telegram.context import App, Context, shared_by
from bot.telegram.delivery import deliver_due
from bot.telegram.jobs.recovery import end_interrupted
from bot.usecases.digests import write_due_digests
from bot.usecases.doctor import beat
from retrieval.ingest.pipeline import find_near_duplicates

log = logging.getLogger(__name__)

# So often it is looked, in seconds; looking costs two queries on an index.
EVERY = 5.0


async def look_for_due(context: Context) -> None:
    """Write the digests that are due and send what is in the outbox."""
    services, now = context.services, context.now()
    await write_due_digests(services.delivering, now)
    await deliver_due(services.delivering, context.bot, now)


async def poll_feeds(context: Context) -> None:
    """Begin to poll the feeds that are due: a job of its own, which waits for none of them."""
    await context.services.following.poller.look(context.now())


async def heart(context: Context) -> None:
    """Show that the loop is alive.  A job of its own: Telegram may keep the deliveries waiting for minutes."""
    await asyncio.to_thread(beat, context.services.settings.data)


async def warm(context: Context) -> None:
    """Load the model and the index while the first question is still being typed, then see to what an upgrade left."""
    await context.services.engine.search.warm()
    await find_near_duplicates(context.services.library)


async def on_start(app: App, every: float) -> None:
    """Park what an earlier end left half sent, tell what it broke off, and begin to look, every so many seconds."""
    services, clock = shared_by(app).services, shared_by(app).clock
    for delivery in await services.delivering.outbox.park_interrupted(clock()):
        log.warning("delivery %s was being sent when the bot ended: it may have arrived, and is parked", delivery.key)
    await end_interrupted(services.editing, app.bot)
    await asyncio.to_thread(beat, services.settings.data)
    if app.job_queue is None:
        raise RuntimeError("PTB was installed without its job queue")
    app.job_queue.run_once(warm, 0, job_kwargs={"misfire_grace_time": None})
    # APScheduler would skip a run that is a second late; ours may come late, and never twice at once.
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    app.job_queue.run_repeating(look_for_due, interval=every, first=every, job_kwargs=options)
    app.job_queue.run_repeating(poll_feeds, interval=every, first=every, job_kwargs=options)
    app.job_queue.run_repeating(heart, interval=EVERY, first=EVERY, job_kwargs=options)
