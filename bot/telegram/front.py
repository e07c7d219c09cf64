"""Only receive: take what Telegram posts, serve pages, and leave the work to workers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.telegram.context import App, shared_by
from bot.telegram.lifecycle import stop_if_failed
from bot.telegram.listening import listening
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.recording import Recorder
from bot.telegram.updates.webhook import Webhook
from bot.usecases.operating.heartbeat import Heartbeat

log = logging.getLogger(__name__)


@asynccontextmanager
async def receiving(app: App) -> AsyncIterator[None]:
    """Receive while the block runs.  Raise OnRecordError if an address is taken, TelegramError if it cannot be set."""
    shared = shared_by(app)
    settings, inbox = shared.services.settings, shared.services.receiving.inbox
    async with app:
        recorder = Recorder(inbox)
        acceptance = Acceptance(app.bot, inbox, recorder, shared.clock)
        webhook = Webhook(app.bot, settings.public_url or "", acceptance, alive=Heartbeat(settings.data).beat)
        async with listening(shared, webhook, dict):
            await webhook.begin()
            living = asyncio.create_task(webhook.run())
            living.add_done_callback(partial(stop_if_failed, shared))
            try:
                yield
            finally:
                shared.calls.stop()
                living.cancel()
                await asyncio.gather(living, recorder.stop(), return_exceptions=True)
