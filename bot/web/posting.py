"""Take what is posted to one address by whoever knows its secret, up to a length."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

# An update of Telegram's has a few kilobytes; one with a long message and its entities, some hundred.
MAX_BYTES = 1_000_000

Knows = Callable[[str | None], bool]
"""Returns whether the secret that came along is the right one."""
Take = Callable[[bytes], Awaitable[HTTPStatus]]
"""Takes a body, and returns the status."""


def posting(path: str, header: str, knows: Knows, take: Take) -> BaseRoute:
    """Return the route at `path` that hands what is posted there to `take`, if the secret in a `header` is right."""

    async def posted(request: Request) -> Response:
        if not knows(request.headers.get(header)):
            # Before the body, for which a stranger could let us wait; and as for any address that leads nowhere.
            raise HTTPException(HTTPStatus.NOT_FOUND)
        try:
            body = await _body(request)
        except (ClientDisconnect, ValueError):
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return Response(status_code=await take(body))

    return Route(path, posted, methods=["POST"])


async def _body(request: Request) -> bytes:
    """Return the body.  Raise ValueError if it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("too long")
    return bytes(body)
