"""Build the ASGI application that browsers reach.  Webhooks, health and metrics join it as further routes."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from bot.languages.speaking import speaking
from bot.services import Services
from bot.web.pages import Pages, broken, language, nowhere
from bot.web.security import SecureHeaders
from retrieval.domain.clock import Clock

# Smaller answers gain nothing.
MIN_COMPRESSED_BYTES = 1_000


def pages_of(services: Services, clock: Clock) -> list[BaseRoute]:
    """Return the routes of the pages, below the path of their public address; none without one."""
    settings, links = services.settings, services.asking.pages
    if links is None:
        return []
    pages = Pages(services.asking, links, lambda: settings.now(clock), settings.whole_texts)
    path = urlsplit(links.base).path
    return [Mount(path, routes=pages.routes())] if path else pages.routes()


def web_app(routes: Sequence[BaseRoute]) -> ASGIApp:
    """Return the application for these routes."""
    app = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=MIN_COMPRESSED_BYTES)],
        exception_handlers={404: _nothing, Exception: _broken},
    )
    # Around what answers after a fault, too.
    return SecureHeaders(app)


async def _nothing(request: Request, _: Exception) -> Response:
    with speaking(language(request)):
        return await nowhere()


async def _broken(request: Request, _: Exception) -> Response:
    # What happened is for the log, where uvicorn writes it.
    with speaking(language(request)):
        return await broken()
