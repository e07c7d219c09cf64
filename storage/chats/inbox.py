"""Keep the updates that came in, so that a crash loses none and none is handled twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, null, or_, select, update

from storage.database.dialect import insert_if_new
from storage.database.engine import Database
from storage.library.change_log import UPDATE_REPLAY_PERIOD
from storage.ports.inbox import ReceivedUpdate, UnfinishedUpdate, UpdateState
from storage.schema.inbox_tables import InboxRow

# A row from the future was written before the clock was set back; it would otherwise stay until then.
MAX_CLOCK_LEAD = timedelta(days=1)
# The chat of updates that have none, or whose chat is forgotten.
NO_CHAT = 0

_UNFINISHED = InboxRow.state != UpdateState.DONE.value
# JSON columns store None as the JSON text "null".
_DONE: dict[str, Any] = {"state": UpdateState.DONE.value, "content": null()}
# Built once: every update takes these.
_PUT = insert_if_new(InboxRow)
_MARK = update(InboxRow).where(InboxRow.update_id == bindparam("number"), _UNFINISHED).values(state=bindparam("to"))
_FINISH = update(InboxRow).where(InboxRow.update_id == bindparam("number")).values(**_DONE)


class SqlInbox:
    """The Inbox port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, updates: Sequence[ReceivedUpdate], now: datetime) -> Collection[int]:
        def written(connection: Connection) -> set[int]:
            new: set[int] = set()
            for received in updates:
                values = {
                    "update_id": received.number, "chat_id": received.chat, "state": UpdateState.WAITING.value,
                    "starts": 0, "at": now, "content": received.content,
                }  # fmt: skip
                if connection.execute(_PUT, values).rowcount == 1:
                    new.add(received.number)
            return new

        return await self._database.write(written)

    async def mark(self, number: int, state: UpdateState) -> None:
        given = {"number": number, "to": state.value}
        await self._database.write(lambda connection: connection.execute(_MARK, given))

    async def finish(self, numbers: Collection[int]) -> None:
        def finished(connection: Connection) -> None:
            if numbers:
                connection.execute(_FINISH, [{"number": number} for number in numbers])

        await self._database.write(finished)

    async def take_over(self) -> list[UnfinishedUpdate]:
        def taken(connection: Connection) -> list[UnfinishedUpdate]:
            connection.execute(update(InboxRow).where(_UNFINISHED).values(starts=InboxRow.starts + 1))
            rows = connection.execute(_ALL.where(_UNFINISHED).order_by(InboxRow.id))
            return [
                UnfinishedUpdate(ReceivedUpdate(number, chat, content), UpdateState(state), starts)
                for number, chat, content, state, starts in rows
            ]

        return await self._database.write(taken)

    async def sweep(self, now: datetime) -> None:
        old = or_(InboxRow.at < now - UPDATE_REPLAY_PERIOD, InboxRow.at > now + MAX_CLOCK_LEAD)
        await self._database.change(delete(InboxRow).where(~_UNFINISHED, old))


_ALL = select(InboxRow.update_id, InboxRow.chat_id, InboxRow.content, InboxRow.state, InboxRow.starts)


def forget_chat(connection: Connection, chat: int) -> None:
    """Erase what came from a chat in the caller's transaction."""
    # The number stays: a repeated update of a forgotten chat must not be handled again.
    connection.execute(update(InboxRow).where(InboxRow.chat_id == chat).values(chat_id=NO_CHAT, **_DONE))
