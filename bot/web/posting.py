"""Take what is posted to one address, up to a length."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

# An update of Telegram's has a few kilobytes; one with a long message and its entities, some hundred.
MAX_BYTES = 1_000_000

Take = Callable[[str | None, bytes], Awaitable[HTTPStatus]]
"""Takes the secret that came along and a body, and returns the status."""


def posting(path: str, header: str, take: Take) -> BaseRoute:
    """Return the route at `path` that hands what is posted there to `take`, with the secret in a `header`."""

    async def posted(request: Request) -> Response:
        try:
            body = await _body(request)
        except (ClientDisconnect, ValueError):
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return Response(status_code=await take(request.headers.get(header), body))

    return Route(path, posted, methods=["POST"])


async def _body(request: Request) -> bytes:
    """Return the body.  Raise ValueError if it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("too long")
    return bytes(body)
