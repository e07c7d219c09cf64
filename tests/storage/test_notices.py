"""What only SQL can show of notices: they are in the transaction of the change, and outlast a chat's limit of turns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from retrieval.domain.changes import OPERATOR
from storage.chats import conversations
from storage.database.engine import Database
from storage.ports.outbox import NOTICE_PERIOD
from storage.schema.tables import TurnRow
from tests.contracts.drafts import pair
from tests.contracts.notices import send_notices, show_in_answer
from tests.contracts.stores import NOON, Clock, Stores, opened

HILL = 'It rained. "We are patient," said Christopher Hill.'
ANN, DAN = 1, -100


@pytest.fixture
async def stores(folder: Path) -> AsyncIterator[Stores]:
    async with opened(folder, Clock()) as there:
        yield there


async def test_a_retraction_whose_notice_cannot_be_written_does_not_happen(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notice is written in the transaction of the change."""

    def broken(*_: object) -> None:
        raise RuntimeError("here it ends")

    await stores.library.put([pair(HILL, "a")])
    await show_in_answer(stores, ANN, ("a", 1))
    monkeypatch.setattr("storage.outbox.notices.write", broken)
    with pytest.raises(RuntimeError):
        await stores.library.retract("a", OPERATOR)
    assert await stores.library.article("a") is not None
    assert len(await stores.library.entries(9)) == 1


async def test_a_busy_chat_gets_its_notice_too(
    stores: Stores, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks more questions in a week than are kept of a chat."""
    monkeypatch.setattr(conversations, "MAX_TURNS_PER_CHAT", 3)
    for name in ("a", "b"):
        await stores.library.put([pair(HILL, name)])
    await show_in_answer(stores, DAN, ("a", 1))
    for _ in range(9):
        await show_in_answer(stores, DAN, ("b", 1))
    await stores.library.retract("a", OPERATOR)
    assert await send_notices(stores) == [(DAN, "retracted", "a")]
    later = NOON + NOTICE_PERIOD + timedelta(minutes=1)
    await show_in_answer(stores, DAN, ("b", 1), at=later)
    (count,) = await database.rows(select(func.count()).select_from(TurnRow))
    assert tuple(count) == (3,)
