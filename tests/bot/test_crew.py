"""Workers agree on who of them lives, whatever their clocks say, and none begins what another has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Chat, Message, Update

from bot.telegram.crew import BEAT_SECONDS, Crew
from bot.telegram.updates import claiming
from bot.telegram.updates import current as current_update
from bot.telegram.updates.accepting import Acceptance
from bot.telegram.updates.claiming import Claiming, SharedClaims
from bot.telegram.updates.current import CurrentUpdate, TakenOver
from bot.telegram.updates.dispatcher import Dispatcher
from bot.telegram.updates.recording import Recorder
from retrieval.domain.errors import StorageError, StorageUnreachable
from storage.ports.inbox import ReceivedUpdate, SharedInbox
from storage.ports.workers import LEASE, Duty
from tests.contracts.stores import Stores, opened

NOW = datetime(2026, 12, 1, tzinfo=UTC)
A, B = "a" * 32, "b" * 32


@dataclass
class Machine:
    """A computer with a clock of its own, and one steady clock, which all have in common here."""

    ahead: timedelta = timedelta(0)
    at: float = 1000.0

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.at) + self.ahead

    def steady(self) -> float:
        return self.at


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[tuple[Stores, Stores, Stores]]:
    """Two workers' stores, and those of a process that only receives."""
    async with AsyncExitStack() as stack:
        a, b, front = [await stack.enter_async_context(opened(tmp_path, lambda: NOW, one)) for one in (A, B, None)]
        yield a, b, front


def crew_of(stores: Stores, me: str, machine: Machine) -> Crew:
    return Crew(stores.workers, me, machine.clock, machine.steady)


async def pass_time(seconds: float, *alive: tuple[Crew, Machine], asleep: tuple[Machine, ...] = ()) -> None:
    """Let the living beat as they do."""
    for _ in range(int(seconds / BEAT_SECONDS)):
        for machine in {id(m): m for m in (*(m for _, m in alive), *asleep)}.values():
            machine.at += BEAT_SECONDS
        for crew, _ in alive:
            await crew.beat()


def update(number: int, chat: int = 7, text: str = "hello") -> Update:
    return Update(number, message=Message(number, NOW, Chat(chat, Chat.PRIVATE), text=text))


@dataclass
class Handler:
    """Notes which updates it handles; at one of them it waits until it is to go on."""

    paused_at: int | None = None
    handled: list[int] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, update: Update) -> None:
        self.handled.append(update.update_id)
        if update.update_id == self.paused_at:
            await self.go_on.wait()


@asynccontextmanager
async def handling(
    inbox: SharedInbox, handle: Handler, claims: SharedClaims | None = None
) -> AsyncIterator[Dispatcher]:
    dispatcher = Dispatcher(inbox, handle, claims)
    dispatcher.start()
    try:
        yield dispatcher
    finally:
        await dispatcher.stop(1)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  whatever it is, nothing tells when
            await asyncio.sleep(0.01)


def received(*numbers: int, chat: int = 7) -> list[ReceivedUpdate]:
    return [ReceivedUpdate(number, chat, update(number, chat).to_dict()) for number in numbers]


@pytest.mark.parametrize("ahead", [timedelta(minutes=-10), timedelta(seconds=-20), timedelta(seconds=20)])
async def test_workers_whose_clocks_differ_take_each_other_for_living(
    stores: tuple[Stores, Stores, Stores], ahead: timedelta
) -> None:
    one, other = Machine(), Machine(ahead)
    first, second = crew_of(stores[0], A, one), crew_of(stores[1], B, other)
    await first.join()
    await second.join()
    assert await first.leads(Duty.DELIVERIES)
    for _ in range(12):
        await pass_time(BEAT_SECONDS, (first, one), (second, other))
        assert first.size == second.size == 2
        assert not await second.leads(Duty.DELIVERIES)
        assert await first.leads(Duty.DELIVERIES)


async def test_a_silent_worker_is_struck_off_after_a_lease_and_its_duties_pass_on(
    stores: tuple[Stores, Stores, Stores],
) -> None:
    one, other = Machine(), Machine(timedelta(hours=1))
    first, second = crew_of(stores[0], A, one), crew_of(stores[1], B, other)
    await first.join()
    await second.join()
    assert await first.leads(Duty.DELIVERIES)
    await pass_time(2 * BEAT_SECONDS, (first, one), (second, other))
    await pass_time(LEASE.total_seconds() - BEAT_SECONDS, (second, other), asleep=(one,))
    assert second.size == 2
    assert first.is_surely_living()
    await pass_time(BEAT_SECONDS, (second, other), asleep=(one,))
    assert second.size == 1
    assert not first.is_surely_living()
    assert await second.leads(Duty.DELIVERIES)
    # It was only asleep: it is one of them again, and strikes nobody off for what it did not see.
    await first.beat()
    assert first.is_surely_living()
    assert first.size == 2
    assert not await first.leads(Duty.DELIVERIES)


async def test_a_worker_whose_clock_is_set_ahead_strikes_nobody_off(stores: tuple[Stores, Stores, Stores]) -> None:
    one, other = Machine(), Machine()
    first, second = crew_of(stores[0], A, one), crew_of(stores[1], B, other)
    await first.join()
    await second.join()
    await pass_time(30, (first, one), (second, other))
    one.ahead = timedelta(hours=1)
    await pass_time(30, (first, one), (second, other))
    assert first.size == second.size == 2
    assert first.is_mine(7) != second.is_mine(7)


@dataclass
class Flaky:
    """An inbox whose database is lost at a call of each of the named methods: before it does anything, or after."""

    inbox: SharedInbox
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        async def called(*given: Any) -> Any:
            if name in self.before:
                self.before.remove(name)
                raise StorageUnreachable("away")
            result = await getattr(self.inbox, name)(*given)
            if name in self.after:
                self.after.remove(name)
                raise StorageUnreachable("away")
            return result

        return called


def acceptance_of(inbox: Any, to: Dispatcher | Recorder) -> Acceptance:
    return Acceptance(Bot("1:a"), inbox, to, lambda: NOW)


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_what_a_receiver_cannot_write_down_is_a_workers_when_it_comes_again(
    stores: tuple[Stores, Stores, Stores], lost: str
) -> None:
    a, _, front = stores
    acceptance = acceptance_of(Flaky(front.inbox, **{lost: {"put"}}), Recorder(front.inbox))
    with pytest.raises(StorageError):
        await acceptance.accept([update(1)])
    await acceptance.accept([update(1)])
    assert [one.update.number for one in await a.inbox.claim(9, lambda _: True)] == [1]


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_what_could_not_be_written_down_and_was_handled_all_the_same_is_done_when_it_comes_again(
    stores: tuple[Stores, Stores, Stores], lost: str
) -> None:
    a, _, _ = stores
    handle = Handler()
    async with handling(a.inbox, handle) as dispatcher:
        acceptance = acceptance_of(Flaky(a.inbox, **{lost: {"put"}}), dispatcher)
        with pytest.raises(StorageError):
            await acceptance.accept([update(1)])
        await acceptance.accept([update(1)])
        await until(lambda: handle.handled == [1])
    assert await a.inbox.claimed() == []


async def test_what_was_claimed_while_the_database_was_lost_is_handled_once(
    stores: tuple[Stores, Stores, Stores], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "FAILED_SECONDS", 0.01)
    a, _, front = stores
    await front.inbox.put(received(1, 2), NOW)
    handle = Handler(paused_at=1)
    crew = crew_of(a, A, Machine())
    async with handling(a.inbox, handle, SharedClaims(a.inbox, crew)) as dispatcher:
        inbox: Any = Flaky(a.inbox, after={"claim"})
        running = asyncio.create_task(Claiming(inbox, acceptance_of(inbox, dispatcher), dispatcher, crew).run())
        await until(lambda: handle.handled == [1])
        # The first is being handled and the second waits, as the database is lost again.
        inbox.before = {"claim"}
        await until(lambda: not inbox.before)
        await front.inbox.put(received(3), NOW)
        handle.go_on.set()
        await until(lambda: handle.handled[2:3] == [3])
        running.cancel()
        await asyncio.sleep(0.2)
    assert handle.handled == [1, 2, 3]


async def test_a_worker_begins_nothing_that_another_has_taken_over(stores: tuple[Stores, Stores, Stores]) -> None:
    a, b, front = stores
    await front.inbox.put(received(1, 2, 3), NOW)
    handle = Handler(paused_at=1)
    await a.workers.start(A, NOW)
    async with handling(a.inbox, handle, SharedClaims(a.inbox, crew_of(a, A, Machine()))) as dispatcher:
        await acceptance_of(a.inbox, dispatcher).hand_on(await a.inbox.claim(9, lambda _: True))
        await until(lambda: handle.handled == [1])
        # It is paused, taken for dead, and goes on.
        await a.workers.leave(A)
        await b.workers.start(B, NOW)
        await b.inbox.free()
        await b.inbox.claim(9, lambda _: True)
        handle.go_on.set()
        await asyncio.sleep(0.2)
    assert handle.handled == [1]
    assert [one.update.number for one in await b.inbox.claimed()] == [2, 3]


async def test_an_answer_waits_for_its_mark_once_another_worker_may_have_the_question(
    stores: tuple[Stores, Stores, Stores], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_update, "AGAIN_SECONDS", 0.01)
    a, b, front = stores
    await front.inbox.put(received(1), NOW)
    await a.inbox.claim(1, lambda _: True)
    inbox: Any = Flaky(a.inbox, before={"mark"})
    # While nobody can have it, the reader need not wait for the disk.
    async with CurrentUpdate(1, inbox, is_surely_ours=lambda: True).sending():
        pass
    inbox.before = {"mark"}
    await b.workers.start(B, NOW)
    await b.inbox.free()
    await b.inbox.claim(1, lambda _: True)
    with pytest.raises(TakenOver):
        async with CurrentUpdate(1, inbox, is_surely_ours=lambda: False).sending():
            pytest.fail("it was sent")
    # Not even the second message of an answer whose first was marked.
    current = CurrentUpdate(1, b.inbox, is_surely_ours=lambda: False)
    async with current.sending():
        pass
    await b.workers.leave(B)
    await a.inbox.free()
    with pytest.raises(TakenOver):
        async with current.sending():
            pytest.fail("it was sent")
