"""Load in a closed loop: each reader asks, waits for the answer, asks again.  Counts lost and duplicate answers."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.telegram.client import Reader
from tests.telegram.records import Message

Belongs = Callable[[Message, Message], bool]
"""Whether a message of the bot (second) answers a question (first)."""


def answers(question: Message, answer: Message) -> bool:
    """Return whether a message replies to the question or repeats it.

    Questions must differ, and none may contain another.
    """
    return answer.reply_to == question.id or question.text in answer.text


@dataclass(frozen=True, slots=True)
class Load:
    """The outcome.  A question answered after its time is late, not lost."""

    asked: int
    lost: int
    doubled: int
    stray: int
    """Messages of the bot which answer no question."""
    late: int
    seconds: float
    waits: tuple[float, ...]
    """Seconds for each answer in time, shortest first."""

    @property
    def rate(self) -> float:
        """Return the answers in time, per second."""
        return len(self.waits) / self.seconds

    def wait(self, share: float) -> float:
        """Return the longest wait of that share of the answers: `wait(0.99)` is the p99."""
        if not self.waits:
            raise ValueError(f"none of {self.asked} questions was answered in time")
        return self.waits[min(int(share * len(self.waits)), len(self.waits) - 1)]


@dataclass(slots=True)
class Asker:
    """One reader's loop."""

    reader: Reader
    belongs: Belongs
    questions: list[Message]
    waits: list[float]
    late: int = 0

    async def ask(self, text: str, patience: float) -> None:
        heard = len(self.reader.chat.from_bot)
        began = time.monotonic()
        question = await self.reader.say(text)
        self.questions.append(question)

        def answered() -> bool:
            return any(self.belongs(question, message) for message in self.reader.chat.from_bot[heard:])

        try:
            await self.reader.until(answered, patience)
        except AssertionError:
            self.late += 1
        else:
            self.waits.append(time.monotonic() - began)

    def counts(self, heard: int) -> tuple[int, int, int]:
        """Return the numbers of lost questions, doubled answers and stray messages."""
        came = self.reader.chat.from_bot[heard:]
        hits = [sum(self.belongs(question, message) for message in came) for question in self.questions]
        stray = sum(not any(self.belongs(question, message) for question in self.questions) for message in came)
        return sum(hit == 0 for hit in hits), sum(max(hit - 1, 0) for hit in hits), stray


async def closed_loop(
    readers: Sequence[Reader],
    question: Callable[[Reader, int], str],
    *,
    rounds: int,
    patience: float = 20.0,
    settle: float = 0.3,
    belongs: Belongs = answers,
) -> Load:
    """Let all readers ask `rounds` questions each; wait `settle` seconds more for messages that should not come."""
    askers = [Asker(reader, belongs, [], []) for reader in readers]
    heard = [len(reader.chat.from_bot) for reader in readers]
    began = time.monotonic()

    async def run(asker: Asker) -> None:
        for number in range(rounds):
            await asker.ask(question(asker.reader, number), patience)

    async with asyncio.TaskGroup() as group:
        for asker in askers:
            group.create_task(run(asker))
    seconds = time.monotonic() - began
    await asyncio.sleep(settle)
    counts = [asker.counts(before) for asker, before in zip(askers, heard, strict=True)]
    lost, doubled, stray = (sum(column) for column in zip(*counts, strict=True))
    waits = sorted(wait for asker in askers for wait in asker.waits)
    late = sum(asker.late for asker in askers) - lost
    return Load(len(readers) * rounds, lost, doubled, stray, max(late, 0), seconds, tuple(waits))
