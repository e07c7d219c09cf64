"""The `stand` fixture; `from tests.telegram.plugin import stand` in a conftest shares it."""

from collections.abc import AsyncIterator

import pytest

from tests.telegram.stand import Stand


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    """A stand for one test, which fails if the bot broke a rule of Telegram's."""
    async with Stand() as running:
        yield running
    assert running.violations == []
