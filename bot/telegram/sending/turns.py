"""Give each message its turn: answers before pushes, chat after chat, and each chat's messages in order."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from telegram.error import RetryAfter, TelegramError, TimedOut

from bot.telegram.sending.limits import Limits, Trip

# While the bot is stopping, a message waits for its turn, and a call for its response, no longer than this.
STOP_SECONDS = 2.0
# After so many answers in a row, a push has its turn.
ANSWERS_IN_A_ROW = 9


class Stopping(TelegramError):
    """The bot is stopping, and the message was not sent."""

    def __init__(self) -> None:
        super().__init__("the bot is stopping; this was not sent")


class CutShort(TimedOut):
    """The bot is stopping, and did not wait for the response: the message may have arrived."""

    def __init__(self) -> None:
        super().__init__("the bot is stopping, and the response did not come in time")


@dataclass(slots=True, eq=False)
class _Waiting:
    """A message that waits: no longer than `patience` seconds for its own chat, and not after `deadline`."""

    turn: asyncio.Future[Trip]
    patience: float
    deadline: float = math.inf


Lane = dict[Hashable, deque[_Waiting]]

ON_WAIT: ContextVar[Callable[[], None]] = ContextVar("on_wait", default=lambda: None)
"""Called when the current task begins to wait, for its turn or until it may try again."""


class Turns:
    """The messages that wait for their turn."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._answers: Lane = {}
        self._pushes: Lane = {}
        self._answers_in_a_row = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stopping = asyncio.Event()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    @asynccontextmanager
    async def turn(self, chat: Hashable, *, push: bool = False, patience: float = math.inf) -> AsyncIterator[Trip]:
        """Wait until a message may go to a chat; it is to be sent in the block, or the trip to be marked as unused.

        Raise RetryAfter if the chat must wait for longer than `patience` seconds, and Stopping if the bot is stopping.
        """
        trip = await self._wait(chat, push=push, patience=patience)
        answered = False
        try:
            yield trip
            answered = True
        finally:
            self._limits.ended(trip, monotonic(), answered=answered)
            self._pump()

    async def sleep(self, seconds: float) -> None:
        """Wait.  Raise Stopping as soon as the bot is stopping."""
        ON_WAIT.get()()
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
        raise Stopping

    def pause(self, chat: Hashable, seconds: float) -> None:
        """Let a chat wait, because Telegram asked for it."""
        self._limits.pause(chat, seconds, monotonic())
        self._pump()

    def stop(self) -> None:
        """From now on, let messages go only if they need not wait."""
        self._stopping.set()
        until = monotonic() + STOP_SECONDS
        for lane in (self._answers, self._pushes):
            for waiting in lane.values():
                for one in waiting:
                    one.deadline = until
        self._pump()

    async def _wait(self, chat: Hashable, *, push: bool, patience: float) -> Trip:
        now = monotonic()
        waiting = _Waiting(
            asyncio.get_running_loop().create_future(), patience, now + STOP_SECONDS if self.stopping else math.inf
        )
        (self._pushes if push else self._answers).setdefault(chat, deque()).append(waiting)
        self._pump()
        if not waiting.turn.done():
            ON_WAIT.get()()
        try:
            return await waiting.turn
        except BaseException:
            if waiting.turn.done() and not waiting.turn.cancelled() and waiting.turn.exception() is None:
                # Cancelled just after it was let go.
                trip = waiting.turn.result()
                trip.unused = True
                self._limits.ended(trip, monotonic(), answered=False)
            waiting.turn.cancel()
            self._pump()
            raise

    def _pump(self) -> None:
        """Let go whatever may go now, and come back when the next may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = monotonic()
        wake = self._refuse_impatient(now)
        while self._answers or self._pushes:
            free = self._limits.earliest(now)
            at = self._let_go(now) if free <= now else free
            if at > now:
                wake = min(wake, at)
                break
        if wake < math.inf:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, wake - now), self._pump)

    def _let_go(self, now: float) -> float:
        """Let one message go and return `now`; if none may go, return when one may."""
        soonest = math.inf
        lanes = [self._answers, self._pushes]
        if self._answers_in_a_row >= ANSWERS_IN_A_ROW:
            lanes.reverse()
        for lane in lanes:
            for chat, waiting in lane.items():
                at = self._limits.earliest_to(chat, now)
                if at > now:
                    soonest = min(soonest, at)
                    continue
                waiting.popleft().turn.set_result(self._limits.release(chat, now))
                # The next time, the other chats come first.
                del lane[chat]
                if waiting:
                    lane[chat] = waiting
                self._answers_in_a_row = self._answers_in_a_row + 1 if lane is self._answers else 0
                return now
        return soonest

    def _refuse_impatient(self, now: float) -> float:
        """Refuse messages that would wait for too long, drop cancelled ones, and return the next deadline."""
        next_deadline = math.inf
        for lane in (self._answers, self._pushes):
            for chat, waiting in list(lane.items()):
                at = self._limits.earliest_to(chat, now)
                left = deque(one for one in waiting if not _refused(one, at, now))
                if left:
                    lane[chat] = left
                    next_deadline = min(next_deadline, *(one.deadline for one in left))
                else:
                    del lane[chat]
        return next_deadline


def _refused(one: _Waiting, at: float, now: float) -> bool:
    """Return whether a message waits no more; `at` is when its chat may be written to."""
    if one.turn.done():
        return True
    if at > one.deadline or one.deadline <= now:
        one.turn.set_exception(Stopping())
    elif at > now + one.patience:
        one.turn.set_exception(RetryAfter(math.ceil(at - now)))
    return one.turn.done()
