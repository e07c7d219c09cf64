"""Run the real application on the stand: real database, real model, PTB over HTTP; only the clock is a fake."""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.composition import open_services
from bot.intake.web.fetching import Fetcher
from bot.services import Services
from bot.settings import Settings
from bot.telegram.app import build
from bot.telegram.context import App
from bot.telegram.lifecycle import running as running_on_telegram
from bot.usecases.operating.seeding import seed_if_empty
from bot.usecases.pages.key import page_links
from retrieval.domain.ports import Encoder
from retrieval.models.minilm_encoder import MiniLMEncoder
from tests.bot.web.site import fetcher
from tests.telegram.client import Reader
from tests.telegram.plugin import limits, stand
from tests.telegram.stand import Stand

__all__ = ["limits", "stand"]

# The interval of the scheduled jobs; a test waits for several runs.
CHECK_INTERVAL_SECONDS = 0.1

# Shared by all tests of this process, because loading takes a second or two.
ENCODER = MiniLMEncoder()


@dataclass
class FakeClock:
    """A clock that stands still and can be put forward."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 6, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Running:
    """A bot that runs on the stand."""

    app: App
    services: Services
    clock: FakeClock
    stand: Stand
    editor: Reader
    owner: Reader


Start = Callable[[], Awaitable[Running]]


class _Seeded:
    """A data folder with the seed articles, made once and copied: reading and encoding them takes a second."""

    folder: Path | None = None

    @classmethod
    async def fill(cls, data: Path) -> None:
        """Copy it to a data folder that is still empty."""
        if cls.folder is None or await asyncio.to_thread((data / "onrecord.db").exists):
            return
        if not await asyncio.to_thread(cls.folder.exists):
            services = await open_services(Settings(data=cls.folder, _env_file=None), ENCODER)
            await seed_if_empty(services.editing)
            await services.close()
        await asyncio.to_thread(shutil.copytree, cls.folder, data, dirs_exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _Seeded.folder = tmp_path_factory.mktemp("seeded") / "data"
    # What stays for the whole session is a million objects: `running_bot` must not look through them for each bot.
    gc.collect()
    gc.freeze()
    yield
    _Seeded.folder = None
    gc.unfreeze()


@asynccontextmanager
async def running_bot(
    stand: Stand,
    data: Path,
    clock: FakeClock | None = None,
    *,
    every: float = CHECK_INTERVAL_SECONDS,
    web: Fetcher | None = None,
    encoder: Encoder = ENCODER,
    api: str | None = None,
    **more: Any,
) -> AsyncIterator[Running]:
    """Run the bot as `onrecord run` does, in this process, from connecting to stopping.

    `api` is where it finds the stand if not at its own address; `more` are further settings.
    """
    editor, owner = stand.reader("Edith"), stand.reader("Olga")
    settings = Settings(
        telegram_token=SecretStr(stand.token),
        telegram_api=api or stand.root,
        editors=frozenset({editor.id}),
        owners=frozenset({owner.id}),
        data=data,
        _env_file=None,
        **more,
    )
    await _Seeded.fill(data)
    services = await open_services(settings, encoder, fetcher=web or fetcher(), pages=page_links(settings))
    clock = clock or FakeClock()
    app = build(settings, services, clock, every)
    try:
        async with running_on_telegram(app):
            yield Running(app, services, clock, stand, editor, owner)
    finally:
        await services.close()
        # Models are in reference cycles, and by itself the collector runs only after gigabytes.
        gc.collect()


@pytest.fixture
async def running(stand: Stand, tmp_path: Path) -> AsyncIterator[Running]:
    async with running_bot(stand, tmp_path) as bot:
        yield bot


def two_in_a_group(running: Running) -> tuple[Reader, Reader]:
    ann, ben = running.stand.reader("Ann"), running.stand.reader("Ben")
    group = running.stand.group("Newsroom", members=[ann, ben])
    return ann.at(group), ben.at(group)


async def eventually(holds: Callable[[], Awaitable[bool]], patience: float = 10.0) -> None:
    """Wait until a condition holds, and fail if it does not in time."""
    for _ in range(int(patience / 0.05)):
        if await holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"it did not hold within {patience} s")
