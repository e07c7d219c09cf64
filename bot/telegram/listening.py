"""Serve what is reached by HTTP: pages and the webhook for the public, health and metrics for whoever runs the bot."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.telegram.context import Shared
from bot.telegram.updates.polling import Polling
from bot.telegram.updates.webhook import PATH, SECRET_HEADER, Webhook
from bot.web.app import public_app, web_app
from bot.web.posting import posting
from bot.web.serving import serving
from bot.web.watching import Watching

log = logging.getLogger(__name__)


@asynccontextmanager
async def listening(
    shared: Shared, source: Polling | Webhook | None, queues: Callable[[], Mapping[str, int]]
) -> AsyncIterator[None]:
    """Serve while the block runs.  Raise OnRecordError if an address is taken.

    `source` is where updates come from; None for a worker, which is not reached by the public.
    `queues` returns the lengths of this process's queues.
    """
    services, settings = shared.services, shared.services.settings
    async with AsyncExitStack() as served:
        if source is not None and (links := services.asking.pages) is not None:
            posts = [posting(PATH, SECRET_HEADER, source.knows, source.take)] if isinstance(source, Webhook) else []
            app = public_app(services, shared.clock, links, posts)
            await served.enter_async_context(serving(app, settings.listen, "ONRECORD_LISTEN"))
            log.info("%s is served on %s", settings.public_url, settings.listen)
        if settings.metrics_listen is not None:
            app = web_app(Watching(services, queues).routes())
            await served.enter_async_context(serving(app, settings.metrics_listen, "ONRECORD_METRICS_LISTEN"))
            log.info("health and metrics are served on %s", settings.metrics_listen)
        yield
