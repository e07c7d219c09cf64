"""Keep the updates that came in, so that a crash loses none and none is handled twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, delete, func, null, or_, select, update

from storage.database.dialect import chunked, insert_if_new
from storage.database.engine import Database
from storage.library.change_log import UPDATE_REPLAY_PERIOD
from storage.ports.inbox import ReceivedUpdate, UnfinishedUpdate, UpdateState
from storage.schema.inbox_tables import InboxRow
from storage.workers.workers import left_behind

# A row from the future was written before the clock was set back; it would otherwise stay until then.
MAX_CLOCK_LEAD = timedelta(days=1)
# The chat of updates that have none, or whose chat is forgotten.
NO_CHAT = 0

_UNFINISHED = InboxRow.state != UpdateState.DONE.value
# JSON columns store None as the JSON text "null".
_DONE: dict[str, Any] = {"state": UpdateState.DONE.value, "content": null()}
# Built once: every update takes these.
_PUT = insert_if_new(InboxRow)
_MARK = (
    update(InboxRow)
    .where(InboxRow.update_id == bindparam("number"), InboxRow.worker.is_not_distinct_from(bindparam("by")))
    # Its own handling may have erased it, with all of its chat, and is to be answered all the same.
    .values(state=case((_UNFINISHED, bindparam("to")), else_=InboxRow.state))
)
_FINISH = update(InboxRow).where(InboxRow.update_id == bindparam("number")).values(**_DONE)


class SqlInbox:
    """The Inbox port on SQL."""

    def __init__(self, database: Database, worker: str | None = None) -> None:
        """`worker` is the id of this process, which handles what it puts there, claims or takes over; None: nothing."""
        self._database = database
        self._worker = worker

    async def put(self, updates: Sequence[ReceivedUpdate], now: datetime) -> Collection[int]:
        def written(connection: Connection) -> set[int]:
            new: set[int] = set()
            for received in updates:
                values = {
                    "update_id": received.number, "chat_id": received.chat, "state": UpdateState.WAITING.value,
                    "starts": 0, "at": now, "content": received.content, "worker": self._worker,
                }  # fmt: skip
                if connection.execute(_PUT, values).rowcount == 1:
                    new.add(received.number)
            return new

        return await self._database.write(written)

    async def mark(self, number: int, state: UpdateState) -> bool:
        given = {"number": number, "to": state.value, "by": self._worker}
        return await self._database.write(lambda connection: connection.execute(_MARK, given).rowcount == 1)

    async def finish(self, numbers: Collection[int]) -> None:
        def finished(connection: Connection) -> None:
            if numbers:
                connection.execute(_FINISH, [{"number": number} for number in numbers])

        await self._database.write(finished)

    async def take_over(self) -> list[UnfinishedUpdate]:
        def taken(connection: Connection) -> list[UnfinishedUpdate]:
            values = {"starts": InboxRow.starts + 1, "worker": self._worker}
            connection.execute(update(InboxRow).where(_UNFINISHED, left_behind(InboxRow.worker)).values(**values))
            rows = connection.execute(
                _ALL.where(_UNFINISHED, InboxRow.worker.is_not_distinct_from(self._worker)).order_by(InboxRow.id)
            )
            return [_unfinished(row) for row in rows]

        return await self._database.write(taken)

    async def free(self) -> int:
        left = _UNFINISHED, InboxRow.worker.is_not(None), left_behind(InboxRow.worker)
        return await self._database.change(
            update(InboxRow).where(*left).values(starts=InboxRow.starts + 1, worker=None)
        )

    async def claim(self, limit: int, mine: Callable[[int], bool]) -> list[UnfinishedUpdate]:
        others = select(InboxRow.chat_id).where(_UNFINISHED, InboxRow.worker != self._worker)
        free = _UNFINISHED, InboxRow.worker.is_(None), InboxRow.chat_id.not_in(others)
        # Looking takes no turn at writing: thousands may wait, for others most of them.
        rows = await self._database.rows(
            select(InboxRow.update_id, InboxRow.chat_id).where(*free).order_by(InboxRow.update_id)
        )
        numbers = list(islice((number for number, chat in rows if mine(chat)), limit))

        def claimed(connection: Connection) -> list[UnfinishedUpdate]:
            found: list[UnfinishedUpdate] = []
            for some in chunked(numbers):
                these = InboxRow.update_id.in_(some)
                # Another may have been faster.
                connection.execute(update(InboxRow).where(these, *free).values(worker=self._worker))
                ours = _ALL.where(these, InboxRow.worker == self._worker).order_by(InboxRow.update_id)
                found += map(_unfinished, connection.execute(ours))
            return found

        return await self._database.write(claimed) if numbers else []

    async def claimed(self) -> list[UnfinishedUpdate]:
        query = _ALL.where(_UNFINISHED, InboxRow.worker == self._worker).order_by(InboxRow.update_id)
        return [_unfinished(row) for row in await self._database.rows(query)]

    async def holds(self, number: int) -> bool:
        query = select(InboxRow.id).where(InboxRow.update_id == number, _UNFINISHED, InboxRow.worker == self._worker)
        return bool(await self._database.rows(query))

    async def waiting(self, chat: int, most: int) -> int:
        some = select(InboxRow.id).where(_UNFINISHED, InboxRow.chat_id == chat).limit(most).subquery()
        ((count,),) = await self._database.rows(select(func.count()).select_from(some))
        return int(count)

    async def sweep(self, now: datetime) -> None:
        old = or_(InboxRow.at < now - UPDATE_REPLAY_PERIOD, InboxRow.at > now + MAX_CLOCK_LEAD)
        await self._database.change(delete(InboxRow).where(~_UNFINISHED, old))


_ALL = select(InboxRow.update_id, InboxRow.chat_id, InboxRow.content, InboxRow.state, InboxRow.starts)


def _unfinished(row: Row[Any]) -> UnfinishedUpdate:
    number, chat, content, state, starts = tuple(row)
    return UnfinishedUpdate(ReceivedUpdate(number, chat, content), UpdateState(state), starts)


def forget_chat(connection: Connection, chat: int) -> None:
    """Erase what came from a chat in the caller's transaction."""
    # The number stays: a repeated update of a forgotten chat must not be handled again.
    connection.execute(update(InboxRow).where(InboxRow.chat_id == chat).values(chat_id=NO_CHAT, **_DONE))
