"""The `stand` fixture; `from tests.telegram.plugin import limits, stand` in a conftest shares it.

A module whose tests need other limits defines its own `limits` fixture.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.telegram.limits import Limits
from tests.telegram.stand import Stand


@asynccontextmanager
async def judged(stand: Stand) -> AsyncIterator[Stand]:
    """Run the stand; at the end, fail the test if the bot broke a rule of Telegram's."""
    async with stand:
        yield stand
    if stand.violations:
        pytest.fail("the bot broke Telegram's rules:\n" + "\n".join(stand.violations))


@pytest.fixture
def limits() -> Limits:
    """Return the flood limits of the stand: Telegram's."""
    return Limits()


@pytest.fixture
async def stand(limits: Limits) -> AsyncIterator[Stand]:
    """Run a stand for one test, and judge it at the end."""
    async with judged(Stand(limits=limits)) as running:
        yield running
