"""Several chats are handled at once, the messages of each in order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.telegram.app import MAX_CONCURRENT_UPDATES, OneChatAtATime


def update(number: int, chat: int) -> Update:
    there = Chat(chat, Chat.PRIVATE)
    return Update(number, message=Message(number, datetime(2026, 11, 24, tzinfo=UTC), there, text="hello"))


async def test_a_chat_that_floods_the_bot_holds_up_only_itself() -> None:
    processor = OneChatAtATime()
    done: list[str] = []
    free = asyncio.Event()

    async def stuck() -> None:
        await free.wait()
        done.append("flood")

    async def quick() -> None:
        done.append("other")

    flood = [
        asyncio.ensure_future(processor.process_update(update(n, 1), stuck()))
        for n in range(3 * MAX_CONCURRENT_UPDATES)
    ]
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await processor.process_update(update(100, 2), quick())
    assert done == ["other"]
    free.set()
    await asyncio.gather(*flood)
    assert done == ["other", *["flood"] * (3 * MAX_CONCURRENT_UPDATES)]


async def test_the_messages_of_one_chat_are_handled_in_order() -> None:
    processor = OneChatAtATime()
    done: list[int] = []

    async def deal(number: int) -> None:
        # The first takes longest: it can only finish first if the order is kept.
        for _ in range(10 - number):
            await asyncio.sleep(0)
        done.append(number)

    await asyncio.gather(*(processor.process_update(update(n, 1), deal(n)) for n in range(10)))
    assert done == list(range(10))
