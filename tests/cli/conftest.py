"""Provide a data folder that was filled without a model."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.composition import open_services
from bot.intake.sources.inputs import drafts_in
from bot.settings import Settings
from retrieval.domain.article import Draft
from tests.cli.shell import ARTICLES
from tests.contracts.encoders import FakeEncoder


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two articles, stored with a fake encoder."""
    folder = tmp_path_factory.mktemp("cli")
    lines = folder / "news.jsonl"
    lines.write_text("\n".join(map(json.dumps, ARTICLES)), "utf-8")

    async def fill() -> None:
        settings = Settings(data=folder / "data", _env_file=None)
        services = await open_services(settings, FakeEncoder())
        await services.editing.add([draft async for draft in drafts_in(str(lines)) if isinstance(draft, Draft)])
        await services.close()

    asyncio.run(fill())
    return folder / "data"
