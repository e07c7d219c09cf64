"""The outbox under faults: nothing lost or sent twice, and only what may have arrived is parked."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.telegram.sending import outbox as sender
from storage.ports.outbox import Delivery, DeliveryState
from storage.ports.subscriptions import Schedule, Subscription
from tests.bot.sending.conftest import Start
from tests.e2e.conftest import Running, eventually
from tests.stores import sqlite_of
from tests.telegram import faults
from tests.telegram.client import Reader
from tests.telegram.stand import Stand


def correction(n: int, reason: str | None = None) -> dict[str, Any]:
    """Return the content of a delivery whose text names article `n`, which need not be stored."""
    return {"notice": "corrected", "article": f"article-{n}", "revision": 1, "reason": reason, "articles": []}


async def write(running: Running, reader: Reader, *contents: dict[str, Any]) -> None:
    for n, content in enumerate(contents):
        delivery = Delivery(f"test:{reader.id}:{n}", reader.id, content)
        await running.services.delivering.outbox.put(delivery, running.clock())


async def until(running: Running, **counts: int) -> None:
    """Wait until there are just so many deliveries in each state."""
    wanted = {DeliveryState(state): count for state, count in counts.items() if count}

    async def there() -> bool:
        return await running.services.delivering.outbox.counts() == wanted

    await eventually(there, patience=30.0)


def articles(reader: Reader) -> list[str]:
    return [message.text.split("article-")[1][0] for message in reader.chat.from_bot]


async def test_an_outage_parks_only_what_was_under_way_when_it_began(running: Running) -> None:
    readers = [running.stand.reader(f"Reader {n}") for n in range(15)]
    for reader in readers:
        await write(running, reader, *(correction(n) for n in range(4)))
    fault = running.stand.fault(None, faults.DropBefore(), count=1_000_000)
    fault.left = 0

    async def begun() -> bool:
        return len(running.stand.calls("sendMessage")) >= 20

    await eventually(begun)
    fault.left = 1_000_000
    await asyncio.sleep(2)
    fault.left = 0
    counts = running.services.delivering.outbox.counts

    async def done() -> bool:
        return set(await counts()) <= {DeliveryState.SENT, DeliveryState.PARKED}

    await eventually(done, patience=30.0)
    # Each chat has one message under way at most.
    assert (await counts()).get(DeliveryState.PARKED, 0) <= len(readers)
    for reader in readers:
        assert articles(reader) == sorted(set(articles(reader)))


async def test_if_only_sending_fails_little_is_tried(running: Running) -> None:
    readers = [running.stand.reader(f"Reader {n}") for n in range(15)]
    fault = running.stand.fault("sendMessage", faults.DropBefore(), count=1_000_000)
    for reader in readers:
        await write(running, reader, *(correction(n) for n in range(2)))
    await asyncio.sleep(2)
    fault.left = 0
    counts = running.services.delivering.outbox.counts

    async def done() -> bool:
        return set(await counts()) == {DeliveryState.SENT, DeliveryState.PARKED}

    await eventually(done, patience=30.0)
    assert (await counts())[DeliveryState.PARKED] <= 8


async def test_the_page_of_a_proxy_does_not_say_whether_a_push_arrived(running: Running) -> None:
    ann = running.stand.reader("Ann")
    running.stand.fault("sendMessage", faults.ServerError(504, html=True), chat=ann.id)
    await write(running, ann, *(correction(n) for n in range(2)))
    await until(running, sent=1, parked=1)
    assert articles(ann) == ["1"]


async def test_a_server_error_certainly_did_not_arrive(running: Running) -> None:
    ann = running.stand.reader("Ann")
    running.stand.fault("sendMessage", faults.ServerError(503), chat=ann.id, count=3)
    await write(running, ann, *(correction(n) for n in range(3)))

    async def sent() -> bool:
        running.clock.forward(minutes=1)
        return len(articles(ann)) == 3

    await eventually(sent)
    await until(running, sent=3)
    assert articles(ann) == ["0", "1", "2"]


async def test_a_long_delivery_goes_on_where_it_stopped(running: Running) -> None:
    ann, outbox = running.stand.reader("Ann"), running.services.delivering.outbox
    # Three messages; the first is known to have arrived before the process was killed.
    long = Delivery("long", ann.id, correction(0, reason="word " * 2_000))
    await sqlite_of(running.services).change(text("create trigger hold before update on deliveries "
        "when new.state = 'sending' and old.arrived = 1 begin select raise(abort, 'disk is full'); end"))  # fmt: skip
    await outbox.put(long, running.clock())
    first = await ann.reply()
    await ann.quiet(0.5)
    await until(running, pending=1)
    await sqlite_of(running.services).change(text("drop trigger hold"))
    second, third = await ann.replies(2)
    await until(running, sent=1)
    assert (first.text + second.text + third.text).count("word") == 2_000
    await ann.quiet(0.3)


async def test_a_part_that_failed_is_sent_again_without_those_before_it(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await write(running, ann, correction(0, reason="word " * 2_000))
    await ann.until(lambda: bool(ann.chat.from_bot))
    running.stand.fault("sendMessage", faults.ServerError(), chat=ann.id)
    await asyncio.sleep(0.5)
    running.clock.forward(minutes=1)
    parts = await ann.replies(3)
    assert sum(part.text.count("word") for part in parts) == 2_000
    await until(running, sent=1)


async def test_a_full_disk_after_a_send_does_not_send_it_again(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await sqlite_of(running.services).change(text("create trigger full before update on deliveries "
        "when new.state = 'sent' begin select raise(abort, 'disk is full'); end"))  # fmt: skip
    await write(running, ann, correction(0), correction(1))
    await ann.reply()
    await ann.quiet(1.0)
    await sqlite_of(running.services).change(text("drop trigger full"))
    await until(running, sent=2)
    assert articles(ann) == ["0", "1"]


async def test_a_stop_leaves_what_was_not_sent_pending(start: Start, stand: Stand) -> None:
    ann = stand.reader("Ann")
    async with start() as running:
        # More than one chat gets at once.
        await write(running, ann, *(correction(n) for n in range(9)))
        await ann.replies(5)
        since = time.monotonic()
    assert time.monotonic() - since < 10
    async with start() as running:

        async def sent() -> bool:
            # This process does not know what the one before it sent, and may be told to wait.
            running.clock.forward(seconds=10)
            return len(articles(ann)) == 9

        await eventually(sent)
        await until(running, sent=9)
    assert articles(ann) == [str(n) for n in range(9)]


@pytest.mark.parametrize(
    "description",
    [
        "chat not found",
        "not enough rights to send text messages to the chat",
        "CHAT_WRITE_FORBIDDEN",
        "message thread not found",
        "TOPIC_CLOSED",
        "PEER_ID_INVALID",
        "group chat was deactivated",
        "Have no rights to send a message",
    ],
)
async def test_a_chat_that_cannot_be_written_to_is_paused_and_the_editors_told_once(
    running: Running, description: str
) -> None:
    ann, now = running.stand.reader("Ann"), running.clock()
    group = running.stand.group("Newsroom", members=[ann])
    due = now + timedelta(minutes=1)
    subscriptions = running.services.delivering.subscriptions
    await subscriptions.put(Subscription(group.id, Schedule((480,), "UTC"), since=now, due=due))
    running.stand.fault("sendMessage", faults.Refuse(description), chat=group.id, count=9)
    running.clock.forward(minutes=2)
    said = (await running.editor.reply()).text
    assert said.startswith(f"Digest paused: chat {group.id}\n")
    assert "/subscribe HH:MM" in said
    for _ in range(3):
        running.clock.forward(days=1)
        await asyncio.sleep(0.3)
    await running.editor.quiet(0.1)
    assert len([c for c in running.stand.calls("sendMessage") if c.params["chat_id"] == group.id]) == 1
    assert await subscriptions.get(group.id) is not None


async def test_a_push_that_never_left_is_tried_for_ever_longer(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "FIRST_PAUSE", timedelta(0))
    ann = running.stand.reader("Ann")
    running.stand.fault("sendMessage", faults.ServerError(), chat=ann.id, count=2)
    await write(running, ann, correction(0))
    await until(running, sent=1)
    assert articles(ann) == ["0"]
