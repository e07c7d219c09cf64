"""Deliveries: never lost, never silently sent twice, whoever else is at it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from storage.database.engine import Database
from storage.outbox.deliveries import SqlOutbox, write
from storage.ports.outbox import Delivery, DeliveryState

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def written(database: Database, *keys: str, chat: int = 7, **content: Any) -> None:
    def all_of_them(connection: Connection) -> None:
        for key in keys:
            write(connection, Delivery(key, chat, content), NOON)

    await database.write(all_of_them)


async def only(outbox: SqlOutbox, now: datetime = NOON) -> Delivery:
    (delivery,) = await outbox.due(now)
    return delivery


async def test_what_is_written_is_due_oldest_first_as_it_was_written(database: Database, outbox: SqlOutbox) -> None:
    content = {"articles": ["š", "'"], "more": 0, "nested": {"a": None}}
    await written(database, "b", "a", "c", chat=-1001234567890123, **content)
    due = await outbox.due(NOON)
    assert [d.key for d in due] == ["b", "a", "c"]
    assert (due[0].chat_id, due[0].content, due[0].attempts) == (-1001234567890123, content, 0)
    assert [d.key for d in await outbox.due(NOON, limit=2)] == ["b", "a"]
    assert await outbox.due(NOON - MINUTE) == []


@pytest.mark.parametrize("state", list(DeliveryState))
async def test_a_key_is_written_once_whatever_became_of_it(
    database: Database, outbox: SqlOutbox, state: DeliveryState
) -> None:
    await written(database, "a", text="first")
    delivery = await only(outbox)
    if state is DeliveryState.SENDING:
        await outbox.claim(delivery)
    elif state is not DeliveryState.PENDING:
        await outbox.settle(delivery, state, NOON)
    await written(database, "a", text="second")
    assert await outbox.counts() == {state: 1}
    assert [d.content for d in await outbox.due(NOON)] == (
        [{"text": "first"}] if state is DeliveryState.PENDING else []
    )


async def test_a_key_written_from_two_sides_at_once_is_there_once(
    database: Database, second: Database, outbox: SqlOutbox
) -> None:
    await asyncio.gather(*(written(side, "a") for side in [database, second] * 10))
    assert await outbox.counts() == {DeliveryState.PENDING: 1}


async def test_only_one_of_many_has_the_claim(database: Database, second: Database, outbox: SqlOutbox) -> None:
    await written(database, "a", "b")
    due = await outbox.due(NOON)
    for delivery in due:
        claims = await asyncio.gather(*(side.claim(delivery) for side in [outbox, SqlOutbox(second)] * 10))
        assert [c.key for c in claims if c is not None] == [delivery.key]
    assert await outbox.due(NOON) == []
    assert await outbox.counts() == {DeliveryState.SENDING: 2}


async def test_interrupted_ones_are_parked_once_and_the_rest_left(
    database: Database, second: Database, outbox: SqlOutbox
) -> None:
    await written(database, "sending", "pending", "sent")
    sending, _, sent = await outbox.due(NOON)
    await outbox.claim(sending)
    await outbox.claim(sent)
    await outbox.settle(sent, DeliveryState.SENT, NOON)
    parked = await asyncio.gather(outbox.park_interrupted(NOON), SqlOutbox(second).park_interrupted(NOON))
    assert sorted([d.key for d in found] for found in parked) == [[], ["sending"]]
    assert await outbox.park_interrupted(NOON) == []
    assert await outbox.counts() == {DeliveryState.PARKED: 1, DeliveryState.PENDING: 1, DeliveryState.SENT: 1}
    assert not await outbox.claim(sending), "what may have arrived must not be sent again"


async def test_what_is_postponed_is_due_later_and_can_be_claimed_again(database: Database, outbox: SqlOutbox) -> None:
    await written(database, "a")
    delivery = await only(outbox)
    assert await outbox.claim(delivery)
    await outbox.postpone(delivery, NOON + MINUTE, "rate")
    assert await outbox.due(NOON) == []
    assert await outbox.park_interrupted(NOON) == []
    later = await only(outbox, NOON + MINUTE)
    assert later.attempts == 1
    assert await outbox.claim(later)


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.PARKED, DeliveryState.FAILED])
async def test_what_is_settled_is_never_due_nor_claimed_again(
    database: Database, outbox: SqlOutbox, state: DeliveryState
) -> None:
    await written(database, "a")
    delivery = await only(outbox)
    await outbox.claim(delivery)
    await outbox.settle(delivery, state, NOON, "why")
    assert await outbox.due(NOON + timedelta(days=999)) == []
    assert not await outbox.claim(delivery)
    assert await outbox.park_interrupted(NOON) == []
    assert await outbox.counts() == {state: 1}
    (kept,) = await database.rows(text("select note, settled from deliveries"))
    assert (kept.note, kept.settled) == ("why", "2026-11-24 12:00:00.000000")
