"""The `stand` fixture; `from tests.telegram.plugin import limits, stand` in a conftest shares it.

A module whose tests need other limits defines its own `limits` fixture.
"""

from collections.abc import AsyncIterator

import pytest

from tests.telegram.limits import Limits
from tests.telegram.stand import Stand


@pytest.fixture
def limits() -> Limits:
    """The flood limits of the stand: Telegram's."""
    return Limits()


@pytest.fixture
async def stand(limits: Limits) -> AsyncIterator[Stand]:
    """A stand for one test, which fails if the bot broke a rule of Telegram's."""
    async with Stand(limits=limits) as running:
        yield running
    assert running.violations == []
