"""Several workers on one store: each update and duty is one worker's, and what a dead one had is taken over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from storage.database.place import Address
from storage.ports.inbox import ReceivedUpdate, UnfinishedUpdate, UpdateState
from storage.ports.outbox import Delivery
from storage.ports.workers import Duty
from tests.contracts.stores import NOON, Clock, Stores, opened

A, B = "a" * 32, "b" * 32
SECOND = timedelta(seconds=1)


@pytest.fixture
async def crew(address: Address, clock: Clock) -> AsyncIterator[tuple[Stores, Stores, Stores]]:
    """Two workers, and a process that only receives."""
    async with AsyncExitStack() as stack:
        a, b, front = [await stack.enter_async_context(opened(address, clock, one)) for one in (A, B, None)]
        await a.workers.start(A, NOON)
        await b.workers.start(B, NOON)
        yield a, b, front


def updates(*numbers: int, chat: int = 7) -> list[ReceivedUpdate]:
    return [ReceivedUpdate(number, chat, {"update_id": number}) for number in numbers]


def numbers(claimed: list[UnfinishedUpdate]) -> list[int]:
    return [one.update.number for one in claimed]


def everything(_: int) -> bool:
    return True


async def die(stores: Stores, other: Stores) -> None:
    """Let the worker of `other` alone go on living."""
    await other.workers.beat(B, NOON + SECOND)
    assert await stores.workers.strike_off({A: NOON, B: NOON}) == [A]


async def test_a_worker_that_shows_that_it_lives_is_not_struck_off(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, _ = crew
    # Its clock may have been put back.
    await a.workers.beat(A, NOON - SECOND)
    assert await a.workers.living() == {A: NOON - SECOND, B: NOON}
    assert await b.workers.strike_off({A: NOON, B: NOON, "c" * 32: NOON}) == [B]
    assert await a.workers.living() == {A: NOON - SECOND}
    # It was only slow.
    await b.workers.beat(B, NOON + SECOND)
    assert await a.workers.living() == {A: NOON - SECOND, B: NOON + SECOND}


async def test_a_worker_that_is_alone_strikes_off_what_others_left(crew: tuple[Stores, Stores, Stores]) -> None:
    a, _, _ = crew
    await a.workers.start("c" * 32, NOON, alone=True)
    assert await a.workers.living() == {"c" * 32: NOON}


async def test_one_worker_at_a_time_has_a_duty_and_it_passes_on_when_that_one_leaves_or_dies(
    crew: tuple[Stores, Stores, Stores],
) -> None:
    a, b, _ = crew
    assert await a.workers.lead(Duty.FEEDS, A)
    assert not await b.workers.lead(Duty.FEEDS, B)
    assert await b.workers.lead(Duty.ALERTS, B), "another duty is another's"
    assert await a.workers.lead(Duty.FEEDS, A)
    await a.workers.leave(A)
    assert await b.workers.lead(Duty.FEEDS, B)


async def test_a_duty_is_free_at_once_when_its_worker_is_struck_off(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, _ = crew
    assert await a.workers.lead(Duty.FEEDS, A)
    await die(b, b)
    assert await b.workers.lead(Duty.FEEDS, B)
    # Who was taken for dead has it no more.
    await a.workers.beat(A, NOON)
    assert not await a.workers.lead(Duty.FEEDS, A)


async def test_of_many_that_want_a_duty_at_once_one_gets_it(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, _ = crew
    wanted = [s.workers.lead(Duty.UPKEEP, one) for s, one in ((a, A), (b, B)) for _ in range(5)]
    got = await asyncio.gather(*wanted)
    assert sorted([any(got[:5]), any(got[5:])]) == [False, True]


async def test_what_was_received_is_claimed_once_in_order(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, front = crew
    await front.inbox.put([*updates(3, 1), *updates(2, chat=8)], NOON)
    claimed = await asyncio.gather(a.inbox.claim(10, everything), b.inbox.claim(10, everything))
    assert sorted(map(numbers, claimed)) == [[], [1, 2, 3]]
    assert (claimed[0] or claimed[1])[0].update == updates(1)[0]


async def test_a_worker_claims_the_chats_that_are_its_own_and_no_more_than_it_wants(
    crew: tuple[Stores, Stores, Stores],
) -> None:
    a, b, front = crew
    await front.inbox.put([*updates(1, 2, 3), *updates(4, 5, chat=8)], NOON)
    assert numbers(await a.inbox.claim(2, lambda chat: chat == 7)) == [1, 2]
    assert numbers(await b.inbox.claim(9, lambda chat: chat == 8)) == [4, 5]
    assert numbers(await a.inbox.claim(9, lambda chat: chat == 7)) == [3]


async def test_a_chat_waits_until_the_worker_that_is_at_it_has_finished(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, front = crew
    await front.inbox.put(updates(1), NOON)
    await a.inbox.claim(1, everything)
    await front.inbox.put([*updates(2), *updates(3, chat=8)], NOON)
    assert numbers(await b.inbox.claim(9, everything)) == [3]
    await a.inbox.finish([1])
    assert numbers(await b.inbox.claim(9, everything)) == [2]


async def test_what_a_dead_worker_had_claimed_is_claimed_again_as_left(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, front = crew
    await front.inbox.put([*updates(1), *updates(2, chat=8), *updates(3, chat=9)], NOON)
    await a.inbox.claim(2, everything)
    await a.inbox.mark(2, UpdateState.REPLYING)
    assert await b.inbox.free() == 0
    await die(b, b)
    assert await b.inbox.free() == 2
    assert [(one.update.number, one.starts, one.is_to_be_handled) for one in await b.inbox.claim(9, everything)] == [
        (1, 1, True),
        (2, 1, False),
        (3, 0, True),
    ]


async def test_a_worker_taken_for_dead_may_not_begin_to_reply(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, front = crew
    await front.inbox.put(updates(1), NOON)
    await a.inbox.claim(1, everything)
    assert await a.inbox.mark(1, UpdateState.REPLYING)
    assert await a.inbox.holds(1)
    await die(b, b)
    await b.inbox.free()
    assert not await a.inbox.mark(1, UpdateState.WAITING)
    assert not await a.inbox.holds(1)
    await b.inbox.claim(1, everything)
    assert await a.inbox.claimed() == []
    assert numbers(await b.inbox.claimed()) == [1]
    assert not await a.inbox.mark(1, UpdateState.REPLYING)
    assert await b.inbox.mark(1, UpdateState.REPLYING)


async def test_how_many_updates_of_a_chat_wait_is_counted_up_to_a_limit(crew: tuple[Stores, Stores, Stores]) -> None:
    a, _, front = crew
    await front.inbox.put([*updates(1, 2, 3), *updates(4, chat=8)], NOON)
    await a.inbox.finish([1])
    assert [await front.inbox.waiting(chat, 2) for chat in (7, 8, 9)] == [2, 1, 0]
    assert await front.inbox.waiting(7, 1) == 1


async def test_only_what_a_dead_worker_was_sending_is_parked(crew: tuple[Stores, Stores, Stores]) -> None:
    a, b, _ = crew
    for key in ("one", "two"):
        await a.outbox.put(Delivery(key, 7, {"kind": "text"}), NOON)
    first, second = await a.outbox.due(NOON)
    await a.outbox.claim(first)
    await b.outbox.claim(second)
    assert await b.outbox.park_interrupted(NOON) == []
    await die(b, b)
    assert [one.key for one in await b.outbox.park_interrupted(NOON)] == ["one"]
