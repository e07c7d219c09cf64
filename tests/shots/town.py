"""Run the real bot on the stand for the pictures: always the same news, people and time."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.composition import open_services
from bot.settings import Settings
from bot.telegram.app import build
from bot.telegram.lifecycle import running
from bot.usecases.operating.seeding import seed_if_empty
from retrieval.domain.changes import Actor
from tests.e2e.conftest import CHECK_INTERVAL_SECONDS, ENCODER, FakeClock, Running
from tests.shots.articles import ARTICLES
from tests.telegram.stand import Stand

# A Tuesday; most of the news is from the days before.
NOW = datetime(2026, 11, 24, 8, 41, tzinfo=UTC)
NEWSROOM = Actor(name="Edith", place="harbour.jsonl")


class _Filled:
    """The data folder with the seed article and the invented ones; it is filled once and then copied."""

    folder: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    async def copy(cls, data: Path) -> None:
        if cls.folder is None:
            cls.folder = tempfile.TemporaryDirectory()
            settings = Settings(data=Path(cls.folder.name), _env_file=None)
            services = await open_services(settings, ENCODER, clock=FakeClock(NOW))
            await seed_if_empty(services.editing)
            await services.editing.add(ARTICLES, by=NEWSROOM)
            await services.close()
        await asyncio.to_thread(shutil.copytree, cls.folder.name, data, dirs_exist_ok=True)


@asynccontextmanager
async def town(*, invented: bool = True) -> AsyncIterator[Running]:
    """Run a bot over the seed article and, unless told otherwise, the invented ones."""
    clock = FakeClock(NOW)
    with tempfile.TemporaryDirectory() as folder:
        async with Stand() as stand:
            editor, owner = stand.reader("Edith"), stand.reader("Olga")
            settings = Settings(
                telegram_token=SecretStr(stand.token),
                telegram_api=stand.root,
                editors=frozenset({editor.id}),
                owners=frozenset({owner.id}),
                data=Path(folder),
                _env_file=None,
            )
            if invented:
                await _Filled.copy(settings.data)
            services = await open_services(settings, ENCODER, clock=clock)
            try:
                await seed_if_empty(services.editing)
                app = build(settings, services, clock, CHECK_INTERVAL_SECONDS)
                async with running(app):
                    yield Running(app, services, clock, stand, editor, owner)
            finally:
                await services.close()
            if stand.violations:
                raise AssertionError("the bot broke Telegram's rules:\n" + "\n".join(stand.violations))
