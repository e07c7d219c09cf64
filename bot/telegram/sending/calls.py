"""Make the calls to Telegram: in turn, again after a failure, and to the chat that a group has become."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from functools import partial
from time import monotonic
from typing import Any

from telegram.error import ChatMigrated, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.telegram.sending.circuit import Circuit
from bot.telegram.sending.limits import Limits, Trip
from bot.telegram.sending.outcomes import Outcome, outcome_of, seconds
from bot.telegram.sending.turns import STOP_SECONDS, CutShort, Turns

log = logging.getLogger(__name__)

ApiResult = bool | dict[str, Any] | list[dict[str, Any]]
Moved = Callable[[int, int], Awaitable[None]]

# Pauses before an answer is sent again, some minute in all.
RETRY_PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0)
# Calls with one of these are for somebody who waits for them.
_FOR_SOMEBODY = {"chat_id", "callback_query_id"}
# What a caller that retries by itself waits for its chat at most, before RetryAfter is raised: for a few messages in a
# row, but not for a minute's limit of a group.
PATIENCE_SECONDS = 8.0


class Pace(Enum):
    """How a call is made; PTB hands it on as `rate_limit_args`."""

    ANSWER = "answer"
    """The default: wait as long as Telegram asks, and try again what did not arrive."""
    ONCE = "once"
    """Raise every error: the caller tries again by itself."""
    IN_TURN = "in turn"
    """As ONCE; the caller has the turn of its chat."""


class Calls(BaseRateLimiter[Pace]):
    """Every call of the bot except getUpdates goes through here.

    A call that fails after it may have arrived is repeated only if a second one does no harm: an answer that comes
    twice is better than none if the connection broke, but a response that is only late is taken for a yes by
    whoever replies (bot.telegram.context.reply).
    """

    def __init__(self, moved: Moved, limits: Limits | None = None) -> None:
        self.circuit = Circuit()
        self._turns = Turns(limits or Limits())
        self._moved = moved
        self._under_way: set[asyncio.Timeout] = set()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: `stop` came before."""

    @property
    def stopping(self) -> bool:
        return self._turns.stopping

    def stop(self) -> None:
        """End every wait: the bot is stopping.  A call that is under way is given up if its response does not come."""
        self._turns.stop()
        until = asyncio.get_running_loop().time() + STOP_SECONDS
        for timeout in self._under_way:
            timeout.reschedule(until)

    def push_turn(self, chat: int) -> AbstractAsyncContextManager[Trip]:
        """Wait for the turn of a push; see Turns.turn.  The calls in the block have the pace IN_TURN."""
        return self._turns.turn(chat, push=True, patience=PATIENCE_SECONDS)

    async def process_request(  # noqa: PLR0917
        self,
        callback: Callable[..., Coroutine[Any, Any, ApiResult]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Pace | None,
    ) -> ApiResult:
        call, pace = partial(callback, *args, **kwargs), rate_limit_args or Pace.ANSWER
        if endpoint == "sendChatAction":
            # A sign of typing takes no message's turn, and is not worth a second try.
            return await call()
        if pace is Pace.IN_TURN:
            return await self._made(call, endpoint, data)
        pauses = iter(RETRY_PAUSES_SECONDS if pace is Pace.ANSWER and data.keys() & _FOR_SOMEBODY else ())
        while True:
            try:
                return await self._made_in_turn(call, endpoint, data, pace)
            except ChatMigrated as error:
                if pace is not Pace.ANSWER or not endpoint.startswith("send") or data["chat_id"] == error.new_chat_id:
                    raise
                await self._follow(data, error.new_chat_id)
            except TelegramError as error:
                if pace is not Pace.ANSWER:
                    raise
                await self._wait_to_try_again(endpoint, data, pauses, error)

    async def _made_in_turn(
        self, call: Callable[[], Awaitable[ApiResult]], endpoint: str, data: dict[str, Any], pace: Pace
    ) -> ApiResult:
        if "chat_id" not in data:
            return await self._made(call, endpoint, data)
        patience = math.inf if pace is Pace.ANSWER else PATIENCE_SECONDS
        async with self._turns.turn(data["chat_id"], patience=patience):
            return await self._made(call, endpoint, data)

    async def _made(self, call: Callable[[], Awaitable[ApiResult]], endpoint: str, data: dict[str, Any]) -> ApiResult:
        """Make one call, and note what became of it."""
        try:
            async with self._cut_short_by_stop():
                result = await call()
        except TelegramError as error:
            if isinstance(error, RetryAfter):
                self._turns.pause(data.get("chat_id", endpoint), seconds(error))
            if "chat_id" in data:
                self._note(outcome_of(error))
            raise
        if "chat_id" in data:
            self.circuit.succeeded()
        return result

    def _note(self, outcome: Outcome) -> None:
        if outcome.is_outage:
            self.circuit.failed(monotonic())
        else:
            # A refusal shows that Telegram can be reached.
            self.circuit.succeeded()

    async def _wait_to_try_again(
        self, endpoint: str, data: dict[str, Any], pauses: Iterator[float], error: TelegramError
    ) -> None:
        """Wait until a call may be made again; raise the error if it is not to be."""
        outcome = outcome_of(error)
        if isinstance(error, RetryAfter):
            # Calls to a chat wait for their turn; others have none.
            await self._turns.sleep(0.0 if "chat_id" in data else seconds(error))
            return
        again = outcome in {Outcome.NOT_ARRIVED, Outcome.DROPPED}
        # Only a new message would be there twice.
        again = again or (outcome is Outcome.UNANSWERED and not endpoint.startswith("send"))
        pause = next(pauses, None) if again else None
        if pause is None:
            raise error
        log.info("%s failed (%s): trying again in %.1f s", endpoint, error.message, pause)
        await self._turns.sleep(pause)

    async def _follow(self, data: dict[str, Any], chat: int) -> None:
        """Send a message to the supergroup that its group has become, where messages have other numbers."""
        await self._moved(data["chat_id"], chat)
        data["chat_id"] = chat
        for key in ("reply_parameters", "message_thread_id"):
            data.pop(key, None)

    @asynccontextmanager
    async def _cut_short_by_stop(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(loop.time() + STOP_SECONDS if self.stopping else None) as timeout:
                self._under_way.add(timeout)
                try:
                    yield
                finally:
                    self._under_way.discard(timeout)
        except TimeoutError as error:
            raise CutShort from error
