"""The Inbox port in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.ports.inbox import ReceivedUpdate, UnfinishedUpdate, UpdateState

REPLAY_PERIOD = timedelta(days=2)


@dataclass(slots=True)
class Row:
    update: ReceivedUpdate
    at: datetime
    state: UpdateState = UpdateState.WAITING
    starts: int = 0

    def finish(self, chat: int) -> None:
        self.update, self.state = ReceivedUpdate(self.update.number, chat, {}), UpdateState.DONE


class MemoryInbox:
    """Keeps updates in a dict, in the order of arrival."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}

    async def put(self, updates: Sequence[ReceivedUpdate], now: datetime) -> Collection[int]:
        new = {u.number: Row(u, now) for u in updates if u.number not in self.rows}
        self.rows |= new
        return set(new)

    async def mark(self, number: int, state: UpdateState) -> bool:
        if number not in self.rows:
            return False
        if self.rows[number].state is not UpdateState.DONE:
            self.rows[number].state = state
        return True

    async def finish(self, numbers: Collection[int]) -> None:
        for number in numbers:
            if number in self.rows:
                self.rows[number].finish(self.rows[number].update.chat)

    async def take_over(self) -> list[UnfinishedUpdate]:
        unfinished = [row for row in self.rows.values() if row.state is not UpdateState.DONE]
        for row in unfinished:
            row.starts += 1
        return [UnfinishedUpdate(row.update, row.state, row.starts) for row in unfinished]

    async def sweep(self, now: datetime) -> None:
        for number, row in list(self.rows.items()):
            is_old = row.at < now - REPLAY_PERIOD or row.at > now + timedelta(days=1)
            if row.state is UpdateState.DONE and is_old:
                del self.rows[number]
