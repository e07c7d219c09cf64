"""Telegram posts updates to the bot, and others look whether it works: over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.telegram.updates import webhook
from bot.web import posting
from retrieval.domain.errors import StorageFull
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running, running_bot
from tests.e2e.test_reading import HILL
from tests.telegram.limits import Limits
from tests.telegram.stand import Stand

QUESTION = "what did Hill say?"


@pytest.fixture
def limits() -> Limits:
    """Return no flood limits: these tests are about what comes in."""
    return Limits.none()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def addresses(below: str = "") -> dict[str, Any]:
    """Return settings for a public and a private address."""
    public, private = free_port(), free_port()
    return {
        "public_url": f"http://127.0.0.1:{public}{below}", "listen": f"127.0.0.1:{public}", "webhook": True,
        "metrics_listen": f"127.0.0.1:{private}",
    }  # fmt: skip


@asynccontextmanager
async def posted_to(
    stand: Stand, data: Path, settings: dict[str, Any]
) -> AsyncIterator[tuple[Running, httpx.AsyncClient]]:
    """Run a bot with a webhook, and yield it with a client of its private address."""
    async with (
        running_bot(stand, data, **settings) as running,
        httpx.AsyncClient(base_url=f"http://{settings['metrics_listen']}") as client,
    ):
        yield running, client


@pytest.mark.parametrize("below", ["", "/news"])
async def test_what_telegram_posts_is_answered_and_what_came_meanwhile_after_the_next_start(
    stand: Stand, tmp_path: Path, below: str
) -> None:
    ann, settings = stand.reader("Ann"), addresses(below)
    async with posted_to(stand, tmp_path, settings):
        await ann.say(QUESTION)
        assert quotes(await ann.reply())[:2] == HILL
        assert not stand.calls("getUpdates")
    # Nobody listens now: Telegram keeps it.
    await ann.say(QUESTION)
    async with posted_to(stand, tmp_path, settings):
        assert quotes(await ann.reply(20))[:2] == HILL
    # A bot that polls again takes the webhook back.
    async with running_bot(stand, tmp_path):
        await ann.say(QUESTION)
        assert quotes(await ann.reply())[:2] == HILL


async def test_only_telegram_is_heard(stand: Stand, tmp_path: Path) -> None:
    ann, settings = stand.reader("Ann"), addresses()
    url, right = settings["public_url"] + webhook.PATH, {webhook.SECRET_HEADER: webhook.secret_of(stand.token)}
    chat = {"id": ann.id, "type": "private"}
    forged = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": QUESTION, "chat": chat}}
    async with posted_to(stand, tmp_path, settings), httpx.AsyncClient() as client:
        assert (await client.post(url, json=forged)).status_code == 404
        for secret in ("", "x" * 64, stand.token):
            tried = await client.post(url, json=forged, headers={webhook.SECRET_HEADER: secret})
            assert tried.status_code == 404
            assert tried.text == (await client.post(f"{url}s")).text
        assert (await client.get(url, headers=right)).status_code == 405
        # Telegram itself may send what we cannot read.  It is not to come for ever.
        assert (await client.post(url, content=b"not json", headers=right)).status_code == 400
        assert (await client.post(url, content=b"x" * (posting.MAX_BYTES + 1), headers=right)).status_code == 413
        strange: list[Any] = [[], "update", {"update_id": "?"}, {"update_id": 5, "message": {"text": 1}}]
        for odd in strange:
            assert (await client.post(url, content=json.dumps(odd), headers=right)).status_code == 200
        await ann.say(QUESTION)
        assert quotes(await ann.reply())[:2] == HILL
        assert len(ann.heard()) == 1


async def test_a_stranger_who_never_sends_a_body_is_answered_at_once(stand: Stand, tmp_path: Path) -> None:
    settings = addresses()
    host, _, port = settings["listen"].partition(":")
    async with posted_to(stand, tmp_path, settings), asyncio.timeout(5):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"POST {webhook.PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".encode())
        assert b" 404 " in await reader.readline()
        writer.close()


async def test_what_cannot_be_written_down_comes_again_and_is_answered_once(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = stand.reader("Ann")
    async with posted_to(stand, tmp_path, addresses()) as (running, _):
        inbox = running.services.receiving.inbox
        put, fails = inbox.put, [StorageFull("the disk is full"), StorageFull("the disk is full")]

        async def failing(*given: Any) -> Any:
            if fails:
                raise fails.pop()
            return await put(*given)

        monkeypatch.setattr(inbox, "put", failing)
        await ann.say(QUESTION)
        assert quotes(await ann.reply())[:2] == HILL
        await stand.world.bell.until(lambda: not stand.world.updates.pending or None, 20)
        assert not fails
        assert len(ann.heard()) == 1


async def test_health_readiness_and_metrics_are_served_apart_from_the_public(stand: Stand, tmp_path: Path) -> None:
    ann, settings = stand.reader("Ann"), addresses()
    async with posted_to(stand, tmp_path, settings) as (running, private):
        await ann.say(QUESTION)
        await ann.say("what did Nobodyson say?")
        await ann.replies(2)
        assert (await private.get("/healthz")).text == "ok"
        ready = await private.get("/readyz")
        assert (ready.status_code, set(ready.json().values())) == (200, {"ok"})
        metrics = (await private.get("/metrics")).text
        assert 'onrecord_updates_total{kind="message"} 2.0' in metrics
        assert 'onrecord_answers_total{degree="sure",kind="said_by"} 1.0' in metrics
        assert 'onrecord_refusals_total{reason="nobody_of_that_name"} 1.0' in metrics
        assert 'onrecord_queue_length{queue="updates"} 0.0' in metrics
        assert 'onrecord_index_lag_passages{index="meaning"} 0.0' in metrics
        assert not [word for word in ("Hill", "Nobodyson", "Ann", str(ann.id)) if word in metrics]
        async with httpx.AsyncClient(base_url=settings["public_url"]) as public:
            for path in ("/healthz", "/readyz", "/metrics"):
                assert (await public.get(path)).status_code == 404
        # A store that cannot be read is no reason to die, but one to send nobody here.
        await running.services.store.close()
        assert (await private.get("/healthz")).status_code == 200
        broken = await private.get("/readyz")
        assert broken.status_code == 503
        assert broken.json()["database"] != "ok"
        metrics = (await private.get("/metrics")).text
        assert "onrecord_updates_total" in metrics
        assert "onrecord_outbox_deliveries{" not in metrics
