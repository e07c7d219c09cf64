"""Run the bot from connecting to stopping, and stop it within seconds, whatever it is waiting for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from bot.telegram.context import App, Shared, shared_by
from bot.telegram.jobs.recovery import end_interrupted
from bot.telegram.listening import listening
from bot.telegram.publishing import publish
from bot.telegram.repeating import RepeatingJobs
from bot.telegram.scheduled_jobs import start_jobs
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.dispatcher import Claims, Dispatcher
from bot.telegram.updates.kinds import counted
from bot.telegram.updates.polling import Polling
from bot.telegram.updates.typing import while_typing
from bot.telegram.updates.webhook import Webhook
from bot.usecases.operating.heartbeat import Heartbeat
from bot.usecases.operating.seeding import seed_if_empty
from storage.ports.jobs import Job

log = logging.getLogger(__name__)

# What is in progress when the bot is to stop may take so long; questions that are not answered then are answered after
# the next start.
GRACE_SECONDS = 4.0
# The start does not wait longer for Telegram to take the menus.
PUBLISHING_SECONDS = 3.0


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Run the bot while the block runs.

    Raise InvalidToken or another TelegramError if Telegram cannot be reached at the start.
    """
    async with app:
        shared = shared_by(app)
        interrupted = await _recover(app)
        await app.start()
        jobs = RepeatingJobs()
        inbox = shared.services.receiving.inbox
        dispatcher = dispatcher_of(app)
        acceptance = Acceptance(app.bot, inbox, dispatcher, shared.clock)
        source = _source(app, acceptance)
        await source.begin()
        receiving: asyncio.Task[None] | None = None
        try:
            await asyncio.wait({jobs.once(lambda: publish(app))}, timeout=PUBLISHING_SECONDS)
            # A chat that Telegram asked to wait for must not hold up the start.
            jobs.once(
                lambda: end_interrupted(shared.services.editing, shared.services.chat_settings, app.bot, interrupted)
            )
            start_jobs(app, jobs, shared.check_interval)
            await acceptance.resume()
            dispatcher.start()
            receiving = asyncio.create_task(source.run())
            receiving.add_done_callback(partial(stop_if_failed, shared))
            async with listening(shared, source, lambda: {"updates": dispatcher.waiting}):
                yield
        finally:
            began = time.monotonic()
            shared.calls.stop()
            if receiving is not None:
                receiving.cancel()
                await asyncio.gather(receiving, return_exceptions=True)
            await asyncio.gather(
                source.confirm(), dispatcher.stop(GRACE_SECONDS), jobs.stop(GRACE_SECONDS), stop_tasks(app)
            )
            log.info("stopped receiving and replying in %.1f s", time.monotonic() - began)


def dispatcher_of(app: App, claims: Claims | None = None) -> Dispatcher:
    """Return what hands updates to the application's handlers; `claims` if other processes do that, too."""
    services = shared_by(app).services
    handle = counted(services.metrics, while_typing(app.process_update, app.bot))
    return Dispatcher(services.receiving.inbox, handle, claims)


def _source(app: App, acceptance: Acceptance) -> Polling | Webhook:
    """Return where updates come from."""
    shared = shared_by(app)
    settings = shared.services.settings
    alive = Heartbeat(settings.data).beat
    if settings.webhook and settings.public_url is not None:
        return Webhook(app.bot, settings.public_url, acceptance, alive=alive)
    return Polling(app.bot, shared.updates_request, acceptance, alive=alive, fatal=shared.stop)


def stop_if_failed(shared: Shared, receiving: asyncio.Task[None]) -> None:
    """Stop a bot that has become deaf: whoever runs it starts it again."""
    if not receiving.cancelled() and (error := receiving.exception()) is not None:
        log.error("receiving from Telegram has failed", exc_info=error)
        shared.stop("receiving from Telegram has failed; the log says why")


async def _recover(app: App) -> Sequence[Job]:
    """Fill an empty store, park what a crash left half sent, and return the jobs that it interrupted."""
    shared = shared_by(app)
    receiving = shared.services.receiving
    await receiving.workers.start(receiving.worker, shared.clock(), alone=True)
    await seed_if_empty(shared.services.editing)
    await park_interrupted(shared)
    return await shared.services.editing.jobs.running()


async def park_interrupted(shared: Shared) -> None:
    """Park what a process was sending that has ended."""
    for delivery in await shared.services.delivering.outbox.park_interrupted(shared.clock()):
        log.warning("parked delivery %s: the bot ended while sending it, so it may have arrived", delivery.key)


async def end_jobs_of_the_dead(app: App) -> None:
    """End the jobs that were interrupted because their worker died."""
    services = shared_by(app).services
    if running := await services.editing.jobs.running():
        living = await services.receiving.workers.living()
        dead = [job for job in running if job.worker not in living]
        await end_interrupted(services.editing, services.chat_settings, app.bot, dead)


async def stop_tasks(app: App) -> None:
    """Let background tasks notice that the bot is stopping, and cancel those that do not end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE_SECONDS):
            await app.stop()
