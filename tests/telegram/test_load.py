"""The closed loop counts answers that a bot loses, repeats or makes up."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.telegram.bare import BareBot
from tests.telegram.client import Reader
from tests.telegram.limits import Limits
from tests.telegram.load import Load, closed_loop
from tests.telegram.stand import Stand


@pytest.fixture
def limits() -> Limits:
    return Limits.none()


Answers = Callable[[str], list[str]]


@pytest.fixture
async def answering(bot: BareBot) -> AsyncIterator[Callable[[Answers], None]]:
    """Start the bot with what it answers to a text."""
    tasks: list[asyncio.Task[None]] = []

    async def run(answers: Answers) -> None:
        offset = 0
        while True:
            for update in await bot.updates(offset=offset, timeout=5):
                offset = update["update_id"] + 1
                message = update["message"]
                for text in answers(message["text"]):
                    await bot.say(message["chat"]["id"], text)

    yield lambda answers: tasks.append(asyncio.create_task(run(answers)))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def question(reader: Reader, number: int) -> str:
    return f"{reader.person.first_name} asks number {number}"


async def load(stand: Stand) -> Load:
    readers = [stand.reader(f"Reader {number:03}") for number in range(20)]
    return await closed_loop(readers, question, rounds=3, patience=2.0, settle=0.1)


async def test_an_honest_bot_loses_and_doubles_nothing(stand: Stand, answering: Callable[[Answers], None]) -> None:
    answering(lambda text: [f"echo {text}"])
    found = await load(stand)
    assert (found.asked, found.lost, found.doubled, found.stray, found.late) == (60, 0, 0, 0, 0)
    assert len(found.waits) == 60
    assert 0 < found.wait(0.5) <= found.wait(0.99) < 2.0
    assert found.rate > 1


async def test_lost_doubled_and_stray_answers_are_counted(stand: Stand, answering: Callable[[Answers], None]) -> None:
    def answers(text: str) -> list[str]:
        if text == "Reader 003 asks number 1":
            return []
        if text == "Reader 004 asks number 2":
            return [text, text]
        return [text, "by the way"] if text == "Reader 005 asks number 0" else [text]

    answering(answers)
    found = await load(stand)
    assert (found.asked, found.lost, found.doubled, found.stray, found.late) == (60, 1, 1, 1, 0)


async def test_an_answer_past_patience_is_late_not_lost(stand: Stand, bot: BareBot) -> None:
    async def dawdle() -> None:
        (update,) = await bot.updates(timeout=5)
        await asyncio.sleep(0.2)
        await bot.say(update["message"]["chat"]["id"], update["message"]["text"])

    slow = asyncio.create_task(dawdle())
    found = await closed_loop([stand.reader("Ann")], question, rounds=1, patience=0.1, settle=0.5)
    await slow
    assert (found.lost, found.late, found.waits) == (0, 1, ())
