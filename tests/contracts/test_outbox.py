"""The Outbox port: nothing is lost and nothing is silently sent twice, whoever else is sending."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from storage.ports.outbox import Delivery, DeliveryState, Outbox
from tests.contracts.deliveries import write_keys
from tests.contracts.stores import NOON, Stores

MINUTE = timedelta(minutes=1)


async def only(outbox: Outbox, now: datetime = NOON) -> Delivery:
    (delivery,) = await outbox.due(now)
    return delivery


async def test_deliveries_are_due_oldest_first_as_they_were_written(stores: Stores) -> None:
    outbox = stores.outbox
    content = {"articles": ["š", "'"], "more": 0, "nested": {"a": None}}
    await write_keys(stores, "b", "a", "c", chat=-1001234567890123, **content)
    due = await outbox.due(NOON)
    assert [d.key for d in due] == ["b", "a", "c"]
    assert (due[0].chat_id, due[0].content, due[0].attempts) == (-1001234567890123, content, 0)
    assert [d.key for d in await outbox.due(NOON, limit=2)] == ["b", "a"]
    assert await outbox.due(NOON - MINUTE) == []


async def test_a_pause_set_by_a_clock_that_was_put_back_counts_as_over(stores: Stores) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a")
    await outbox.postpone(await only(outbox), NOON + MINUTE, "try again")
    await outbox.correct_dates(NOON)
    assert await outbox.due(NOON) == []
    earlier = NOON - 120 * MINUTE
    await outbox.correct_dates(earlier)
    await outbox.postpone(await only(outbox, earlier), earlier + MINUTE, "a pause of the new time is kept")
    assert await outbox.due(earlier) == []
    await outbox.postpone(await only(outbox, earlier + MINUTE), NOON + timedelta(days=400), "try again")
    await outbox.correct_dates(NOON)
    assert [d.key for d in await outbox.due(NOON)] == ["a"]


@pytest.mark.parametrize("state", list(DeliveryState))
async def test_a_key_is_written_once_whatever_became_of_it(stores: Stores, state: DeliveryState) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a", text="first")
    delivery = await only(outbox)
    if state is DeliveryState.SENDING:
        await outbox.claim(delivery)
    elif state is not DeliveryState.PENDING:
        await outbox.settle(delivery, state, NOON)
    await write_keys(stores, "a", text="second")
    assert await outbox.counts() == {state: 1}
    assert [d.content for d in await outbox.due(NOON)] == (
        [{"text": "first"}] if state is DeliveryState.PENDING else []
    )


async def test_a_key_written_by_two_processes_at_once_is_there_once(stores: Stores, second: Stores) -> None:
    await asyncio.gather(*(write_keys(side, "a") for side in [stores, second] * 10))
    assert await stores.outbox.counts() == {DeliveryState.PENDING: 1}


async def test_only_one_of_many_gets_the_claim(stores: Stores, second: Stores) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a", "b")
    due = await outbox.due(NOON)
    for delivery in due:
        claims = await asyncio.gather(*(side.claim(delivery) for side in [outbox, second.outbox] * 10))
        assert [c.key for c in claims if c is not None] == [delivery.key]
    assert await outbox.due(NOON) == []
    assert await outbox.counts() == {DeliveryState.SENDING: 2}


async def test_interrupted_deliveries_are_parked_once_and_the_rest_left_alone(stores: Stores, second: Stores) -> None:
    outbox = stores.outbox
    await write_keys(stores, "sending", "pending", "sent")
    sending, _, sent = await outbox.due(NOON)
    await outbox.claim(sending)
    await outbox.claim(sent)
    await outbox.settle(sent, DeliveryState.SENT, NOON)
    parked = await asyncio.gather(outbox.park_interrupted(NOON), second.outbox.park_interrupted(NOON))
    assert sorted([d.key for d in found] for found in parked) == [[], ["sending"]]
    assert await outbox.park_interrupted(NOON) == []
    assert await outbox.counts() == {DeliveryState.PARKED: 1, DeliveryState.PENDING: 1, DeliveryState.SENT: 1}
    assert not await outbox.claim(sending), "what may have arrived must not be sent again"


async def test_a_postponed_delivery_is_due_later_and_can_be_claimed_again(stores: Stores) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a")
    delivery = await only(outbox)
    assert await outbox.claim(delivery)
    await outbox.postpone(delivery, NOON + MINUTE, "rate")
    assert await outbox.due(NOON) == []
    assert await outbox.park_interrupted(NOON) == []
    later = await only(outbox, NOON + MINUTE)
    assert later.attempts == 1
    assert await outbox.claim(later)


async def test_postponing_holds_back_the_chats_other_deliveries_and_no_other_chats(stores: Stores) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a", "b")
    await write_keys(stores, "c", chat=8)
    first = (await outbox.due(NOON))[0]
    await outbox.claim(first)
    await outbox.postpone(first, NOON + MINUTE, "rate")
    assert [d.key for d in await outbox.due(NOON)] == ["c"]
    assert [d.key for d in await outbox.due(NOON + MINUTE)] == ["a", "b", "c"]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.PARKED, DeliveryState.FAILED])
async def test_a_settled_delivery_is_never_due_nor_claimed_again(stores: Stores, state: DeliveryState) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a")
    delivery = await only(outbox)
    await outbox.claim(delivery)
    await outbox.settle(delivery, state, NOON, "why")
    assert await outbox.due(NOON + timedelta(days=999)) == []
    assert not await outbox.claim(delivery)
    assert await outbox.park_interrupted(NOON) == []
    assert await outbox.counts() == {state: 1}


async def test_a_delivery_goes_on_after_the_message_that_arrived(stores: Stores) -> None:
    outbox = stores.outbox
    await write_keys(stores, "a")
    first = await outbox.claim(await only(outbox))
    assert first is not None
    await outbox.part_arrived(first)
    assert await outbox.park_interrupted(NOON) == [], "between two messages, nothing is under way"
    rest = await only(outbox)
    assert (rest.arrived, rest.attempts) == (1, 0)
    assert await outbox.claim(rest) == rest


async def test_deliveries_to_some_chats_can_be_left_out(stores: Stores) -> None:
    await write_keys(stores, "a", chat=7)
    await write_keys(stores, "b", chat=8)
    assert [d.key for d in await stores.outbox.due(NOON, without=[7])] == ["b"]


async def parked(stores: Stores, *keys: str) -> list[Delivery]:
    outbox = stores.outbox
    await write_keys(stores, *keys)
    due = await outbox.due(NOON)
    for delivery in due:
        await outbox.claim(delivery)
        await outbox.settle(delivery, DeliveryState.PARKED, NOON, "timed out")
    return due


async def test_parked_deliveries_are_listed_with_when_and_why(stores: Stores) -> None:
    due = await parked(stores, "a", "b", "c")
    found = await stores.outbox.parked(2)
    assert [(p.delivery.key, p.at, p.why) for p in found] == [("a", NOON, "timed out"), ("b", NOON, "timed out")]
    assert [p.delivery.id for p in await stores.outbox.parked(9, offset=2)] == [due[2].id]


async def test_a_parked_delivery_is_sent_again_only_if_somebody_says_so_and_then_once(
    stores: Stores, second: Stores
) -> None:
    (delivery,) = await parked(stores, "a")
    outbox = stores.outbox
    said = await asyncio.gather(*(side.resend(delivery.id, NOON + MINUTE) for side in [outbox, second.outbox] * 5))
    assert [d.key for d in said if d is not None] == ["a"]
    assert [d.key for d in await outbox.due(NOON + MINUTE)] == ["a"]
    assert await outbox.parked(9) == []


async def test_a_dropped_delivery_is_never_sent_again(stores: Stores) -> None:
    (delivery,) = await parked(stores, "a")
    outbox = stores.outbox
    assert await outbox.drop(delivery.id, NOON, "by Edith") is not None
    assert await outbox.drop(delivery.id, NOON, "by Edith") is None
    assert await outbox.resend(delivery.id, NOON) is None
    assert await outbox.due(NOON + MINUTE) == []
    assert await outbox.counts() == {DeliveryState.DROPPED: 1}


async def test_only_what_is_parked_can_be_decided_on(stores: Stores) -> None:
    await write_keys(stores, "a")
    waiting = await only(stores.outbox)
    assert await stores.outbox.resend(waiting.id, NOON) is None
    assert await stores.outbox.drop(waiting.id, NOON, "by Edith") is None
    assert await stores.outbox.counts() == {DeliveryState.PENDING: 1}
