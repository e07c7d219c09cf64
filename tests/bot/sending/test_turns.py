"""The order in which messages have their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

import pytest
from telegram.error import RetryAfter

from bot.telegram.sending.limits import Limits, Window
from bot.telegram.sending.turns import Stopping, Turns

FAST = Window(1_000, 1.0)


def one_at_a_time() -> Turns:
    return Turns(Limits(overall=Window(50, 1.0), chat=FAST, group=FAST))


async def in_order(turns: Turns, *wanted: tuple[Hashable, bool]) -> list[Hashable]:
    """Let messages (chat, is a push) wait all at once, and return the chats in the order of their turns."""
    done: list[Hashable] = []

    async def send(chat: Hashable, push: bool) -> None:
        async with turns.turn(chat, push=push):
            done.append(chat)

    await asyncio.gather(*(send(chat, push) for chat, push in wanted))
    return done


async def test_a_chat_that_floods_waits_behind_the_others() -> None:
    turns = one_at_a_time()
    flood = [("flood", False)] * 20
    done = await in_order(turns, *flood, ("ann", False), ("ben", False))
    assert max(done.index("ann"), done.index("ben")) < 10


async def test_answers_come_before_pushes_but_not_for_ever() -> None:
    turns = one_at_a_time()
    pushes = [(f"push {n}", True) for n in range(10)]
    answers = [(f"answer {n}", False) for n in range(30)]
    done = [str(chat)[:4] for chat in await in_order(turns, *pushes, *answers)]
    assert done.index("answ") <= 5
    assert 2 <= done[10:30].count("push") <= 4


async def test_a_cancelled_message_leaves_its_turn_to_the_next() -> None:
    turns = Turns(Limits(overall=FAST, chat=Window(1, 0.2), group=FAST))
    async with turns.turn(1):
        pass
    first = asyncio.ensure_future(in_order(turns, (1, False)))
    second = asyncio.ensure_future(in_order(turns, (1, False)))
    await asyncio.sleep(0.05)
    first.cancel()
    async with asyncio.timeout(1):
        assert await second == [1]


async def test_who_has_no_patience_is_told_how_long_to_wait() -> None:
    turns = Turns(Limits())
    turns.pause(7, 30)
    with pytest.raises(RetryAfter) as told:
        async with turns.turn(7, patience=5):
            pytest.fail("it had its turn")
    assert 29 <= told.value._retry_after.total_seconds() <= 31
    waiting = asyncio.ensure_future(in_order(turns, (7, False)))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    waiting.cancel()


async def test_a_stop_ends_every_wait_and_lets_go_what_need_not_wait() -> None:
    turns = Turns(Limits())
    turns.pause(7, 300)
    waiting, sleeping = asyncio.ensure_future(in_order(turns, (7, False))), asyncio.ensure_future(turns.sleep(300))
    await asyncio.sleep(0.01)
    turns.stop()
    async with asyncio.timeout(1):
        for ended in (waiting, sleeping):
            with pytest.raises(Stopping):
                await ended
        assert await in_order(turns, (8, False)) == [8]
        with pytest.raises(Stopping):
            await in_order(turns, (7, True))
