"""Poll Telegram for updates: confirm none before it is accepted, and keep polling through every failure."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.sending.outcomes import seconds
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.kinds import ALLOWED_UPDATES
from bot.telegram.updates.requests import UpdatesRequest
from retrieval.domain.errors import StorageError

log = logging.getLogger(__name__)

# How long Telegram holds a poll open when there is nothing to send.
POLL_SECONDS = 10
# After a failure polling goes on with pauses that double.
FIRST_PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 30.0
MAX_STORAGE_PAUSE_SECONDS = 5.0
# A token that is refused so often in a row is not refused by mistake.
MAX_REFUSALS = 4
# A stopping bot does not wait longer to confirm what it has written down.
CONFIRM_SECONDS = 2.0

UNKNOWN_BOT = "Telegram does not know this token; copy ONRECORD_TELEGRAM_TOKEN again from @BotFather"
CONFLICT = (
    "another program is polling Telegram with this token, or a webhook is set; stop that one and start this one again"
)


class Polling:
    """Polls.

    `alive` is called after each poll whose updates were written down, `fatal` with the reason if polling is hopeless.
    """

    def __init__(
        self,
        bot: Bot,
        request: UpdatesRequest,
        acceptance: Acceptance,
        *,
        alive: Callable[[], Awaitable[None]],
        fatal: Callable[[str], None],
    ) -> None:
        self._bot, self._request, self._acceptance = bot, request, acceptance
        self._alive, self._fatal = alive, fatal
        # The number after the last update that is written down: polling from here confirms those before.
        self._offset = 0
        self._failures = self._refusals = 0

    async def begin(self) -> None:
        """Take back a webhook: while one is set, a bot that polls gets nothing.  Raise TelegramError."""
        await self._bot.delete_webhook()

    async def run(self) -> None:
        """Poll until cancelled, or until it is hopeless."""
        while True:
            await self._acceptance.has_room()
            try:
                await self._receive()
            except Conflict:
                return self._fatal(CONFLICT)
            except InvalidToken as error:
                # A single refusal may be a hiccup of Telegram's.
                self._refusals += 1
                if self._refusals == MAX_REFUSALS:
                    return self._fatal(UNKNOWN_BOT)
                await self._pause(error)
            except Exception as error:  # noqa: BLE001  whatever it is, a bot that stops polling is deaf
                await self._pause(error)
            else:
                if self._failures:
                    log.warning("receiving from Telegram again, after %d failed tries", self._failures)
                self._failures = self._refusals = 0
                await self._alive()

    async def confirm(self) -> None:
        """Tell Telegram what is written down, so that it does not send it again to another data folder."""
        if self._offset:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await self._bot.get_updates(self._offset, limit=1, timeout=0, allowed_updates=ALLOWED_UPDATES)

    async def _receive(self) -> None:
        """Poll once, and hand on what is new.  Raise StorageError if it cannot be written down: it will come again."""
        updates, following = await self._poll()
        await self._acceptance.accept(updates)
        self._offset = following

    async def _poll(self) -> tuple[Sequence[Update], int]:
        """Return the next updates, and the number from which to poll on."""
        try:
            updates: Sequence[Update] = await self._bot.get_updates(
                self._offset, timeout=timedelta(seconds=POLL_SECONDS), allowed_updates=ALLOWED_UPDATES
            )
        except TelegramError:
            raise
        except Exception:
            log.exception("Telegram sent something that cannot be read; reading its updates one by one")
            found = json.loads(self._request.content)["result"]
            readable = [update for content in found if (update := self._acceptance.read(content)) is not None]
            return readable, found[-1]["update_id"] + 1
        return updates, updates[-1].update_id + 1 if updates else self._offset

    async def _pause(self, error: Exception) -> None:
        """Wait before the next poll, and log the first failure of a row."""
        self._failures += 1
        if self._failures == 1:
            ours = not isinstance(error, TelegramError | StorageError)
            what = "write down what came in" if isinstance(error, StorageError) else "receive from Telegram"
            log.error("cannot %s, and will keep trying: %s", what, error, exc_info=error if ours else None)
        longest = MAX_STORAGE_PAUSE_SECONDS if isinstance(error, StorageError) else MAX_PAUSE_SECONDS
        pause = min(longest, FIRST_PAUSE_SECONDS * 2 ** min(self._failures - 1, 10))
        await asyncio.sleep(seconds(error) if isinstance(error, RetryAfter) else pause)
