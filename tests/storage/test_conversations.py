"""How many turns SqlTurns keeps, and what it makes of values that only a later version knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import Cited, Turn
from storage.chats import conversations as limits
from storage.chats.conversations import SqlTurns
from storage.chats.feedback import SqlFeedback
from storage.database.engine import Database
from storage.ports.conversations import Party
from storage.schema.tables import BotMessageRow, TurnRow

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANN, BEN = Party(-100, 0, 1), Party(-100, 0, 2)
ELSEWHERE = Party(-100, 7, 1)


@pytest.fixture
def turns(database: Database) -> SqlTurns:
    return SqlTurns(database)


def asked(text: str, *cited: Cited, **more: object) -> Turn:
    return Turn(text, text, cited=cited, articles=tuple(c.article for c in cited), **more)  # type: ignore[arg-type]


async def test_a_chat_keeps_its_newest_turns_and_rated_ones_longer(
    turns: SqlTurns, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_TURNS_PER_CHAT", 3)
    monkeypatch.setattr(limits, "MAX_RATED_TURNS_PER_CHAT", 2)
    monkeypatch.setattr(limits, "MAX_LOOSE_MESSAGES_PER_CHAT", 2)
    feedback = SqlFeedback(database)
    other = await turns.put(Party(5, 0, 1), asked("other"), NOON)
    numbers = []
    for n in range(10):
        numbers.append(await turns.put((ANN, BEN, ELSEWHERE)[n % 3], asked(f"{n}"), NOON))
        await turns.record_messages(ANN.chat_id, [n], numbers[-1])
        await turns.record_messages(ANN.chat_id, [100 + n], articles=["x"])
        if n < 5:
            await feedback.rate(numbers[-1], ANN.chat_id, 1, good=False, now=NOON)
    kept = [number for (number,) in await database.rows(select(TurnRow.id).order_by(TurnRow.id))]
    messages = [number for (number,) in await database.rows(select(BotMessageRow.message_id))]
    assert kept == [other, *numbers[3:5], *numbers[7:]]
    assert sorted(messages) == [3, 4, 7, 8, 9, 108, 109]
    assert await turns.put(ANN, asked("new"), NOON) > max(numbers), "a number is never given again"


async def test_a_message_of_an_unknown_turn_is_not_kept(turns: SqlTurns, database: Database) -> None:
    await turns.record_messages(ANN.chat_id, [1], 404)
    assert not await database.rows(select(BotMessageRow.message_id))


async def test_values_that_only_a_later_version_knows_are_read_as_none(turns: SqlTurns, database: Database) -> None:
    number = await turns.put(ANN, asked("a", kind=QuestionKind.OPEN, reason=RefusalReason.NOTHING_CLOSE), NOON)
    await database.change(text("UPDATE turns SET kind = 'of_tomorrow', reason = 'of_tomorrow'"))
    kept = await turns.get(number, ANN.chat_id)
    assert kept is not None
    assert (kept.turn.kind, kept.turn.reason) == (None, None)
