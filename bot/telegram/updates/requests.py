"""Call Telegram over HTTP: note in the inbox what is sent for an update, and keep what came in as it was."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.telegram.sending.outcomes import NEVER_LEFT
from bot.telegram.updates.current import CURRENT

MAX_CONNECTIONS = 256
# Every call looks at each of these: with all of them kept, a fifth of the time at Telegram's rate went into that.
MAX_KEPT_ALIVE = 16


class RecordedRequest(HTTPXRequest):
    """Marks the current update as one that may have been answered, from just before a message leaves."""

    def __init__(self) -> None:
        limits = httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_KEPT_ALIVE)
        super().__init__(connection_pool_size=MAX_CONNECTIONS, httpx_kwargs={"limits": limits})

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        current = CURRENT.get()
        if current is None or not _sends_a_message(url):
            return await super().do_request(url, *args, **kwargs)
        async with current.sending() as sending:
            try:
                status, content = await super().do_request(url, *args, **kwargs)
            except NetworkError as error:
                sending.never_arrived = isinstance(error.__cause__, NEVER_LEFT)
                raise
            # Telegram's own refusal is JSON; a proxy's page does not say what Telegram did.
            sending.never_arrived = status != HTTPStatus.OK and content.lstrip().startswith(b"{")
            return status, content


class UpdatesRequest(HTTPXRequest):
    """Keeps the last answer, so that one update that cannot be read does not cost the others."""

    def __init__(self) -> None:
        super().__init__(connection_pool_size=1)
        self.content = b""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, self.content = await super().do_request(*args, **kwargs)
        return status, self.content


def _sends_a_message(url: str) -> bool:
    """Return whether a call makes a new message.  Whatever else handlers call may be repeated."""
    method = url.rpartition("/")[2]
    return method.startswith(("send", "copy", "forward")) and method != "sendChatAction"
