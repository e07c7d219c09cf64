"""Build the ASGI applications: at the public address the pages and what joins them, elsewhere any routes."""

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
from bot.views.sharing.page_links import PageLinks
from bot.web.pages import Pages, broken, language, nowhere
from bot.web.security import SecureHeaders
from retrieval.domain.clock import Clock

# Smaller answers gain nothing.
MIN_COMPRESSED_BYTES = 1_000


def public_app(services: Services, clock: Clock, links: PageLinks, further: Sequence[BaseRoute] = ()) -> ASGIApp:
    """Return the application at the public address: the pages and further routes, all below its path."""
    settings = services.settings
    pages = Pages(services.asking, links, lambda: settings.now(clock), settings.whole_texts)
    routes = [*pages.routes(), *further]
    below = urlsplit(links.base).path
    return web_app([Mount(below, routes=routes)] if below else routes)


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
