"""How often Telegram is written to: PTB's limiter, but who has a patience of its own keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from math import ceil
from time import monotonic
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

Told = bool | dict[str, Any] | list[dict[str, Any]]

ONCE = -1
"""`rate_limit_args` of who has a patience of its own.  PTB takes 0 for nothing said."""


class RateLimiter(AIORateLimiter):
    """With ONCE it raises RetryAfter at once; else it waits as long as Telegram asks, and everybody else with it.

    Whoever was told so, a chat is not written to until then.
    """

    def __init__(self, **limits: Any) -> None:
        super().__init__(**limits)
        # Until when, by chat, it asks to be left alone.
        self._closed: dict[object, float] = {}

    async def process_request(  # noqa: PLR0917
        self,
        callback: Callable[..., Coroutine[Any, Any, Told]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Told:
        chat, refused = data.get("chat_id"), []

        async def noting(*given: Any, **named: Any) -> Told:
            try:
                return await callback(*given, **named)
            except RetryAfter as error:
                self._close(chat, seconds(error))
                if rate_limit_args != ONCE:
                    raise
                refused.append(error)
                return False

        left = self._closed.get(chat, 0.0) - monotonic()
        if rate_limit_args != ONCE:
            await asyncio.sleep(max(0.0, left))
        elif left > 0:
            raise RetryAfter(ceil(left))
        patience = None if rate_limit_args == ONCE else rate_limit_args
        done = await super().process_request(noting, args, kwargs, endpoint, data, patience)
        if refused:
            raise refused[0]
        return done

    def _close(self, chat: object, length: float) -> None:
        now = monotonic()
        self._closed = {c: until for c, until in self._closed.items() if until > now}
        self._closed[chat] = now + length


def seconds(error: RetryAfter) -> float:
    """For how long Telegram asks to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
