"""What is counted for Prometheus, read from the text that it gets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.usecases.asking import conversation
from bot.usecases.operating.health import OK, measure, readiness
from bot.usecases.operating.heartbeat import Heartbeat
from bot.usecases.operating.seeding import seed_if_empty
from retrieval.domain.changes import Actor
from retrieval.domain.stages import Stage
from storage.ports.feeds import NewFeed
from storage.ports.outbox import Delivery
from tests.contracts.encoders import FakeEncoder

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    services = await open_services(Settings(data=tmp_path, _env_file=None), FakeEncoder())
    await seed_if_empty(services.editing)
    yield services
    await services.close()


def counted(services: Services) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels, which come in the order of their names."""
    families = text_string_to_metric_families(services.metrics.text().decode())
    samples = (s for family in families for s in family.samples)
    return {(s.name, *s.labels.values()): s.value for s in samples if not s.name.endswith(("_created", "_bucket"))}


async def test_answers_are_counted_by_kind_and_degree_and_refusals_by_reason(services: Services) -> None:
    for question in ("What did Hill say?", "what did hill say", "What did Nobodyson say?", "thanks!"):
        await conversation.answer(services.asking, question, now=NOW)
    found = counted(services)
    assert found["onrecord_answers_total", "sure", "said_by"] == 2
    assert found["onrecord_refusals_total", "nobody_of_that_name"] == 1
    assert found["onrecord_refusals_total", "small_talk"] == 1


async def test_the_time_of_each_stage_is_part_of_the_whole(services: Services) -> None:
    await conversation.answer(services.asking, "Why do relations improve when people are together?", now=NOW)
    found = counted(services)
    assert found["onrecord_question_seconds_count", "answer"] == 1
    whole = found["onrecord_question_seconds_sum", "answer"]
    parts = [found["onrecord_question_seconds_sum", stage.value] for stage in Stage]
    assert min(parts) > 0
    assert sum(parts) <= whole


async def test_gauges_show_what_waits_and_what_is_unwell_now(services: Services) -> None:
    by = Actor(name="ed")
    await services.delivering.outbox.put(Delivery("notice:1", 7, {"kind": "text"}), NOW)
    await services.following.feeds.add([NewFeed("https://news.example/feed")], by)
    await measure(services, {"updates": 3})
    found = counted(services)
    assert found["onrecord_queue_length", "updates"] == 3
    assert found["onrecord_outbox_deliveries", "pending"] == 1
    assert found["onrecord_feeds", "ok"] == 1
    (delivery,) = await services.delivering.outbox.due(NOW)
    await services.delivering.outbox.claim(delivery)
    await services.following.feeds.pause("https://news.example/feed", by)
    await measure(services, {})
    found = counted(services)
    assert ("onrecord_queue_length", "updates") not in found
    assert ("onrecord_outbox_deliveries", "pending") not in found
    assert found["onrecord_feeds", "paused"] == 1


async def test_the_lag_is_what_is_stored_and_cannot_be_found_yet(services: Services, tmp_path: Path) -> None:
    await measure(services, {})
    assert counted(services)["onrecord_index_lag_passages", "meaning"] == 0
    fresh = await open_services(Settings(data=tmp_path, _env_file=None), FakeEncoder())
    try:
        await measure(fresh, {})
        behind = counted(fresh)["onrecord_index_lag_passages", "meaning"]
        assert behind == await fresh.library.passage_count() > 0
        await fresh.engine.search.warm()
        await measure(fresh, {})
        assert counted(fresh)["onrecord_index_lag_passages", "meaning"] == 0
    finally:
        await fresh.close()


async def test_a_process_is_ready_once_everything_that_answers_is(services: Services, tmp_path: Path) -> None:
    fresh = await open_services(Settings(data=tmp_path, _env_file=None), FakeEncoder())
    try:
        assert await readiness(fresh) == {
            "database": OK, "indexes": "not loaded yet", "telegram": "nothing received yet",
        }  # fmt: skip
        await fresh.engine.search.warm()
        await Heartbeat(tmp_path).beat()
        assert set((await readiness(fresh)).values()) == {OK}
    finally:
        await fresh.close()
