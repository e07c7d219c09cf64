"""Only work: handle what other processes receive, beside other workers, and take over what a dead one leaves."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.telegram.context import App, shared_by
from bot.telegram.crew import BEAT_SECONDS, Crew
from bot.telegram.lifecycle import (
    GRACE_SECONDS,
    dispatcher_of,
    end_jobs_of_the_dead,
    park_interrupted,
    stop_if_failed,
    stop_tasks,
)
from bot.telegram.listening import listening
from bot.telegram.publishing import publish
from bot.telegram.repeating import RepeatingJobs
from bot.telegram.scheduled_jobs import start_jobs
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.claiming import Claiming, SharedClaims
from bot.usecases.operating.heartbeat import Heartbeat
from bot.usecases.operating.seeding import seed_if_empty
from retrieval.domain.errors import StorageError
from storage.ports.workers import Duty

log = logging.getLogger(__name__)


@asynccontextmanager
async def working(app: App) -> AsyncIterator[None]:
    """Work while the block runs.  Raise TelegramError if Telegram cannot be reached at the start."""
    shared = shared_by(app)
    receiving, heartbeat = shared.services.receiving, Heartbeat(shared.services.settings.data)
    crew = Crew(receiving.workers, receiving.worker, shared.clock)
    async with app:
        await app.start()
        dispatcher = dispatcher_of(app, SharedClaims(receiving.inbox, crew))
        acceptance = Acceptance(app.bot, receiving.inbox, dispatcher, shared.clock)
        claiming = Claiming(receiving.inbox, acceptance, dispatcher, crew)
        jobs = RepeatingJobs()

        async def take_over() -> None:
            """Free what the dead left, on one worker at a time."""
            try:
                if await crew.leads(Duty.UPKEEP):
                    await receiving.inbox.free()
                    await park_interrupted(shared)
                    await end_jobs_of_the_dead(app)
            except StorageError as error:
                log.warning("cannot free what dead workers have left, and will try again: %s", error)

        await crew.join()
        tasks: list[asyncio.Task[None]] = []
        try:
            # Each does it before it answers; the same articles are stored once.
            await seed_if_empty(shared.services.editing)
            if await crew.leads(Duty.UPKEEP):
                jobs.once(lambda: publish(app))
            start_jobs(app, jobs, shared.check_interval, crew.leads)
            # Not as part of a beat: it tells chats of their jobs, and Telegram may ask it to wait.
            jobs.every(BEAT_SECONDS, take_over)
            dispatcher.start()
            tasks = [asyncio.create_task(crew.run(heartbeat.beat)), asyncio.create_task(claiming.run())]
            for task in tasks:
                task.add_done_callback(partial(stop_if_failed, shared))
            async with listening(shared, None, lambda: {"updates": dispatcher.waiting}):
                yield
        finally:
            began = time.monotonic()
            shared.calls.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(dispatcher.stop(GRACE_SECONDS), jobs.stop(GRACE_SECONDS), stop_tasks(app))
            await crew.leave()
            log.info("stopped working in %.1f s", time.monotonic() - began)
