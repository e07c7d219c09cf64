"""Limit how often we call Telegram: PTB's limiter, but a caller that retries by itself keeps nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from math import ceil
from time import monotonic
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter

ApiResult = bool | dict[str, Any] | list[dict[str, Any]]

ONCE = -1
"""`rate_limit_args` of a caller that retries by itself.  It is not 0, which PTB takes for no argument."""


class RateLimiter(AIORateLimiter):
    """With ONCE, raise RetryAfter at once; without, wait as long as Telegram asks, and make all other calls wait.

    In either case nobody calls a chat before the time that Telegram asked for.
    """

    def __init__(self, **limits: Any) -> None:
        super().__init__(**limits)
        # By chat, until when Telegram asked not to be called.
        self._closed_until: dict[object, float] = {}

    async def process_request(  # noqa: PLR0917
        self,
        callback: Callable[..., Coroutine[Any, Any, ApiResult]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> ApiResult:
        chat, refused = data.get("chat_id"), []

        async def call_once(*given: Any, **named: Any) -> ApiResult:
            try:
                return await callback(*given, **named)
            except RetryAfter as error:
                self._close(chat, seconds(error))
                if rate_limit_args != ONCE:
                    raise
                refused.append(error)
                return False

        left = self._closed_until.get(chat, 0.0) - monotonic()
        if rate_limit_args != ONCE:
            await asyncio.sleep(max(0.0, left))
        elif left > 0:
            raise RetryAfter(ceil(left))
        retries = None if rate_limit_args == ONCE else rate_limit_args
        result = await super().process_request(call_once, args, kwargs, endpoint, data, retries)
        if refused:
            raise refused[0]
        return result

    def _close(self, chat: object, length: float) -> None:
        now = monotonic()
        self._closed_until = {c: until for c, until in self._closed_until.items() if until > now}
        self._closed_until[chat] = now + length


def seconds(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks us to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
