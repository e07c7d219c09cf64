"""What the bot does by the clock.  Schedules live in the database; one job looks for what is due."""

from __future__ import annotations

import asyncio
import logging

from bot.context import App, Context, shared_by
from bot.digests import write_due_digests
from bot.doctor import beat
from bot.outbox import deliver_due

log = logging.getLogger(__name__)

# A digest is at most this late; looking costs two queries on an index.
EVERY = 5.0


async def look_for_due(context: Context) -> None:
    """Write the digests that are due, send what is in the outbox, and show that the loop is alive."""
    services, now = context.services, context.now()
    await asyncio.to_thread(beat, services.settings.data)
    await write_due_digests(services, now)
    await deliver_due(services, context.bot, now)


async def on_start(app: App) -> None:
    """Deal with what an earlier end left behind."""
    shared = shared_by(app)
    for delivery in await shared.services.outbox.park_interrupted(shared.clock()):
        log.warning("delivery %s was being sent when the bot ended: it may have arrived, and is parked", delivery.key)


async def warm(context: Context) -> None:
    """Load the model and the index while the first question is still being typed."""
    await context.services.search.warm()


def register(app: App, every: float = EVERY) -> None:
    if app.job_queue is None:
        raise RuntimeError("PTB was installed without its job queue")
    app.job_queue.run_once(warm, 0, job_kwargs={"misfire_grace_time": None})
    # APScheduler would skip a run that is a second late; ours may come late, and never twice at once.
    options = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    app.job_queue.run_repeating(look_for_due, interval=every, first=0.1, job_kwargs=options)
