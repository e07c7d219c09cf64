"""Chats take turns, and each is worked off in order."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.updates.fair_queue import FairQueue

CHATS = st.lists(st.integers(1, 4), max_size=30)


@given(CHATS)
def test_every_item_comes_out_once_and_each_chat_in_order(chats: list[int]) -> None:
    async def worked_off() -> list[tuple[int, int]]:
        queue: FairQueue[int] = FairQueue(100, 100)
        for number, chat in enumerate(chats):
            queue.put(chat, number)
        out = []
        for _ in chats:
            chat, number = await queue.next()
            out.append((chat, number))
            queue.done(chat)
        return out

    out = asyncio.run(worked_off())
    assert sorted(number for _, number in out) == list(range(len(chats)))
    for chat in set(chats):
        mine = [number for c, number in out if c == chat]
        assert mine == sorted(mine)


async def test_a_chat_with_much_to_do_does_not_come_twice_before_another_comes_once() -> None:
    queue: FairQueue[str] = FairQueue(100, 100)
    for number in range(50):
        queue.put(1, f"flood {number}")
    queue.put(2, "question")
    chats = []
    for _ in range(3):
        chat, _ = await queue.next()
        chats.append(chat)
        queue.done(chat)
    assert chats == [1, 2, 1]


async def test_a_chat_is_not_served_twice_at_once() -> None:
    queue: FairQueue[str] = FairQueue(100, 100)
    queue.put(1, "first")
    queue.put(1, "second")
    assert await queue.next() == (1, "first")
    queue.put(1, "third")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await queue.next()
    assert queue.done(1)
    assert await queue.next() == (1, "second")


async def test_room_is_counted_by_chat_and_in_all() -> None:
    queue: FairQueue[int] = FairQueue(2, 3)
    queue.put(1, 0)
    queue.put(1, 0)
    assert (queue.room_for(1), queue.room_for(2)) == (0, 2)
    queue.put(2, 0)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await queue.has_room()
    chat, _ = await queue.next()
    await queue.has_room()
    assert queue.room_for(chat) == 1
