"""Open the pages over an empty store, and over one with the news of the harbour town."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.usecases.operating.seeding import seed_if_empty
from tests.bot.served.site import Site, site
from tests.shots.articles import ARTICLES


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the seed article and the invented ones: to read them takes seconds."""
    folder = tmp_path_factory.mktemp("town")

    async def fill() -> None:
        async with site(folder) as opened:
            await seed_if_empty(opened.services.editing)
            await opened.add(*ARTICLES)

    asyncio.run(fill())
    return folder


@pytest.fixture
async def town(filled: Path, tmp_path: Path) -> AsyncIterator[Site]:
    shutil.copytree(filled, tmp_path / "town")
    async with site(tmp_path / "town") as opened:
        yield opened
