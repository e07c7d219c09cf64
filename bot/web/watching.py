"""Answer programs that watch the bot: whether it lives, whether it is ready, and what it has counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.services import Services
from bot.usecases.operating.health import OK, measure, readiness
from retrieval.domain.errors import OnRecordError


class Watching:
    """Health and metrics of one process; `queues` returns the lengths of its queues by their names."""

    def __init__(self, services: Services, queues: Callable[[], Mapping[str, int]]) -> None:
        self._services = services
        self._queues = queues

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self.health),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
        ]

    async def health(self, _: Request) -> Response:
        """Answer at all: the event loop turns."""
        return PlainTextResponse(OK)

    async def ready(self, _: Request) -> Response:
        """Answer 200 if questions can be answered now, else 503; either way with the state of each part."""
        parts = await readiness(self._services)
        is_ready = all(state == OK for state in parts.values())
        return JSONResponse(parts, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(self, _: Request) -> Response:
        """Return the metrics; without those from the store, if it cannot be read."""
        try:
            await measure(self._services, self._queues())
        except OnRecordError:
            # What this process has counted is worth the more now; /readyz says what is wrong.
            self._services.metrics.unmeasured()
        return Response(self._services.metrics.text(), media_type=CONTENT_TYPE_LATEST)
