"""Seeding an empty store once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.usecases.operating.seeding import seed_if_empty
from retrieval.domain.article import Draft
from retrieval.domain.reply import Answer
from tests.contracts.encoders import FakeEncoder


async def opened(data: Path) -> Services:
    return await open_services(Settings(data=data, _env_file=None), FakeEncoder())


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    services = await opened(tmp_path)
    yield services
    await services.close()


async def test_an_empty_store_is_seeded_once(services: Services, tmp_path: Path) -> None:
    assert await seed_if_empty(services.editing) == 1
    (seed,) = await services.library.newest(10)
    assert (seed.title, seed.publisher) == ("President of Serbia turns away from Russia", "The Gaze")
    assert await seed_if_empty(services.editing) == 0
    again = await opened(tmp_path)
    try:
        assert await seed_if_empty(again.editing) == 0
        assert await again.library.newest(10) == [seed]
    finally:
        await again.close()


async def test_the_seed_answers_at_once(services: Services) -> None:
    await seed_if_empty(services.editing)
    reply = await services.asking.answer("what did Hill say?")
    assert isinstance(reply, Answer)
    assert {s.name for e in reply.excerpts for s in e.speakers} == {"Christopher Hill"}


async def test_a_store_that_holds_anything_is_left_alone(services: Services) -> None:
    await services.editing.add([Draft(text="The ferry is back.", id="ferry")])
    assert await seed_if_empty(services.editing) == 0
    assert [a.id for a in await services.library.newest(10)] == ["ferry"]
