"""The real application on the stand, without a model: what is sent here are commands' replies, digests and notices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from bot.services import Editing
from tests.contracts.encoders import FakeEncoder
from tests.e2e.conftest import Running, running_bot
from tests.telegram.plugin import limits, stand
from tests.telegram.stand import Stand

__all__ = ["limits", "stand"]

Start = Callable[..., AbstractAsyncContextManager[Running]]


async def unseeded(editing: Editing) -> None:
    """Store nothing at the start: reading an article takes a model."""


@pytest.fixture
def start(stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.setattr("bot.telegram.lifecycle.seed_if_empty", unseeded)
    return partial(running_bot, stand, tmp_path, encoder=FakeEncoder())


@pytest.fixture
async def running(start: Start) -> AsyncIterator[Running]:
    async with start() as bot:
        yield bot
