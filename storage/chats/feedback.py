"""Keep what readers think of answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select

from storage.chats.conversations import TURN_COLUMNS, cited_words, stored_turn
from storage.database.dialect import upsert
from storage.database.engine import Database
from storage.ports.feedback import Opinion, Rated
from storage.schema.tables import RatingRow, TurnRow

_GOOD: ColumnElement[int] = func.sum(case((RatingRow.good, 1), else_=0))
_BAD: ColumnElement[int] = func.sum(case((RatingRow.good, 0), else_=1))


class SqlFeedback:
    """The Feedback port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rate(self, turn: int, chat_id: int, reader_id: int, *, good: bool, now: datetime) -> Rated:
        of_reader = RatingRow.turn_id == turn, RatingRow.reader_id == reader_id
        there = select(TurnRow.id).where(TurnRow.id == turn, TurnRow.chat_id == chat_id)

        def rated(connection: Connection) -> Rated:
            if connection.execute(there).first() is None:
                return Rated.GONE
            before = connection.execute(select(RatingRow.good).where(*of_reader)).scalar_one_or_none()
            if before is good:
                return Rated.UNCHANGED
            put = upsert(RatingRow, RatingRow.turn_id, RatingRow.reader_id, update=("good", "at"))
            connection.execute(put, {"turn_id": turn, "reader_id": reader_id, "good": good, "at": now})
            return Rated.NOTED if before is None else Rated.CHANGED

        return await self._database.write(rated)

    async def opinions(self, limit: int, *, worst: bool = False) -> list[Opinion]:
        last = func.max(RatingRow.at, type_=RatingRow.at.type)
        query = (
            select(*TURN_COLUMNS, _GOOD, _BAD, last)
            .join_from(RatingRow, TurnRow)
            .group_by(TurnRow.id)
            .order_by(last.desc(), TurnRow.id.desc())
            .limit(limit)
        )
        if worst:
            query = query.having(_BAD > 0).order_by(None).order_by((_BAD - _GOOD).desc(), last.desc())

        def found(connection: Connection) -> list[Opinion]:
            opinions = []
            for row in connection.execute(query).all():
                *kept, good, bad, when = row
                turn = stored_turn(kept).turn
                words = cited_words(connection, turn.cited)
                opinions.append(Opinion(turn, good, bad, when, tuple(words)))
            return opinions

        return await self._database.read(found)
