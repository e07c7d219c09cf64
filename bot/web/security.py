"""Add to every response the headers that keep a page to itself: no script, no frame, no index, no referrer."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.views.web.rendering import style_hash


def headers() -> dict[str, str]:
    """Return the headers.  A style is allowed by its hash; an icon is inside the page."""
    policy = (
        f"default-src 'none'; style-src '{style_hash()}'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        # The address of a page is what opens it: no other site learns it.
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "interest-cohort=(), browsing-topics=(), camera=(), microphone=(), geolocation=()",
        # An article may be retracted at any moment, and a page kept anywhere would go on showing it.
        "Cache-Control": "private, no-store",
    }


class SecureHeaders:
    """Pure ASGI, so that it also covers what other layers answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, with_headers)
