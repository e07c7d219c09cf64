"""Fixtures for the stand's own tests: a stand, and a bot which calls it by bare HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.telegram.bare import BareBot
from tests.telegram.plugin import limits, stand
from tests.telegram.stand import Stand

__all__ = ["limits", "stand"]


@pytest.fixture
async def bot(stand: Stand) -> AsyncIterator[BareBot]:
    async with aiohttp.ClientSession() as session:
        yield BareBot(stand, session)
