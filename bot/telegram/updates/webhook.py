"""Receive updates that Telegram posts: confirm none before it is accepted."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from telegram import Bot

from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.kinds import ALLOWED_UPDATES
from retrieval.domain.errors import StorageError

log = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of a header
# Telegram tries again later what is not taken within this time.
ROOM_SECONDS = 10.0
# As many as Telegram may have on their way at once; each chat's come one after the other.
CONNECTIONS = 40
BEAT_SECONDS = 5.0


def secret_of(token: str) -> str:
    """Return what Telegram is to send with each update; the token cannot be told from it.

    Every process of a bot has the same, and none has to store it.
    """
    return hmac.new(token.encode(), b"onrecord webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Takes updates at `url` plus PATH.

    `alive` is called every few seconds while it may be posted to.
    """

    def __init__(self, bot: Bot, url: str, acceptance: Acceptance, *, alive: Callable[[], Awaitable[None]]) -> None:
        self._bot, self._url, self._acceptance, self._alive = bot, f"{url}{PATH}", acceptance, alive
        self._secret = secret_of(bot.token)

    async def begin(self) -> None:
        """Tell Telegram where to post.  Raise TelegramError."""
        await self._bot.set_webhook(
            self._url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES, max_connections=CONNECTIONS
        )

    async def run(self) -> None:
        """Show that the bot is alive, until cancelled."""
        while True:
            await self._alive()
            await asyncio.sleep(BEAT_SECONDS)

    async def confirm(self) -> None:
        """Do nothing: each update was confirmed as it came, and those to come are for the next start."""

    def knows(self, secret: str | None) -> bool:
        """Return whether what is posted with a secret comes from Telegram."""
        return hmac.compare_digest((secret or "").encode(), self._secret.encode())

    async def take(self, body: bytes) -> HTTPStatus:
        """Return 200 once an update is written down; what gets another status comes again."""
        try:
            content = json.loads(body)
        except ValueError:
            log.warning("passed over what Telegram posted, which is no JSON")
            return HTTPStatus.BAD_REQUEST
        return await self._accepted(content)

    async def _accepted(self, content: object) -> HTTPStatus:
        if not isinstance(content, dict) or (update := self._acceptance.read(content)) is None:
            # It would be no more readable the next time.
            return HTTPStatus.OK
        try:
            async with asyncio.timeout(ROOM_SECONDS):
                await self._acceptance.has_room()
            await self._acceptance.accept([update])
        except (StorageError, TimeoutError) as error:
            log.warning("cannot write down what came in; Telegram will send it again: %s", error)
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK
