"""A change and its log entry are one transaction, and a repeated update is recognized for two days."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from retrieval.domain.article import Outcome
from retrieval.domain.changes import OPERATOR, Action, Actor
from retrieval.domain.errors import AlreadyDone, AlreadyInThatState
from storage.database.engine import Database
from storage.database.migration import alembic_config
from storage.database.sqlite.file import FILE
from storage.database.sqlite.migration import bring_up_to_date
from storage.library.library import SqlLibrary
from storage.ports.library import SourceSummary
from tests.storage.databases import connected
from tests.storage.invented import draft, put

HILL = 'It rained. "We are patient," said Christopher Hill.'
ROSE = 'It snowed. "We are not," said Ana Rose.'
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EDITH = Actor(name="Edith", user=7, update=501)


async def test_a_retracted_article_is_in_no_list_but_the_store_counts_as_used(library: SqlLibrary) -> None:
    assert await library.is_untouched()
    await put(library, HILL, id="a", publisher="Politika")
    await put(library, ROSE, id="b", publisher="Politika")
    await library.retract("a", OPERATOR)
    assert await library.sources() == [SourceSummary("Politika", 1, None)]
    assert [a.id for a in await library.newest(9)] == ["b"]
    await library.retract("b", OPERATOR)
    assert await library.sources() == []
    assert not await library.is_untouched()


async def test_only_one_of_many_retracts_an_article(library: SqlLibrary, second: Database) -> None:
    await put(library, HILL, id="a")
    sides = [library, SqlLibrary(second)]
    results = await asyncio.gather(*(sides[n % 2].retract("a", OPERATOR) for n in range(8)), return_exceptions=True)
    assert sum(isinstance(one, AlreadyInThatState) for one in results) == 7
    assert [e.action for e in await library.entries(9)] == [Action.RETRACTED, Action.ADDED]


async def test_a_change_that_fails_leaves_no_trace(library: SqlLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is written last; what came before it in the transaction is rolled back."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the write fails here")

    await put(library, HILL, id="a")
    before = await library.generation(), await library.entries(9), await library.passage_ids_within(["a"])
    monkeypatch.setattr("storage.library.retractions.write_entry", broken)
    monkeypatch.setattr("storage.library.writer.write_stored", broken)
    for change in (library.retract("a", OPERATOR), library.put([draft(ROSE, id="b")])):
        with pytest.raises(RuntimeError):
            await change
    assert (await library.generation(), await library.entries(9), await library.passage_ids_within(["a"])) == before
    assert await library.article("b") is None


async def test_cancelled_at_any_moment_change_and_entry_are_both_there_or_neither(library: SqlLibrary) -> None:
    """A cancelled caller assumes that nothing happened; whatever did happen is in the log."""
    await put(library, HILL, id="a")
    for loops in range(0, 60, 3):
        task = asyncio.create_task(library.retract("a", OPERATOR))
        for _ in range(loops):
            await asyncio.sleep(0.0002)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        # Runs on the one writing thread after the retraction, which has ended then.
        retracted = (await library.put([draft(HILL, id="a")]))[0].outcome is Outcome.RETRACTED
        newest = (await library.entries(1))[0]
        assert (newest.action is Action.RETRACTED) is retracted
        if retracted:
            await library.restore("a", OPERATOR)


async def test_an_update_is_recognized_for_two_days_and_its_number_may_be_reused_later(database: Database) -> None:
    now = NOON
    library = SqlLibrary(database, lambda: now)
    await library.put([draft(HILL, id="a")], EDITH)
    await library.put([draft(ROSE, id="a")])
    now = NOON + timedelta(days=1, hours=23)
    assert (await library.put([draft(HILL, id="a")], EDITH))[0].outcome is Outcome.UNCHANGED
    with pytest.raises(AlreadyDone):
        await library.retract("a", EDITH)
    now = NOON + timedelta(days=2, minutes=1)
    assert (await library.put([draft(HILL, id="a")], EDITH))[0].outcome is Outcome.REVISED


async def test_a_repeated_update_does_not_bring_back_what_was_retracted_since(library: SqlLibrary) -> None:
    await library.put([draft(HILL, id="a")], EDITH)
    await library.retract("a", replace(EDITH, update=502))
    (added,) = await library.put([draft(HILL, id="a")], EDITH)
    assert added.outcome is Outcome.RETRACTED
    assert await library.article("a") is None


def test_articles_stored_before_there_was_a_log_stay_current(tmp_path: Path) -> None:
    from alembic import command

    with connected(tmp_path / FILE) as connection:
        command.upgrade(alembic_config(connection), "0004")
        connection.exec_driver_sql("insert into articles values (1, 'a')")
    bring_up_to_date(tmp_path / FILE)
    with connected(tmp_path / FILE) as connection:
        assert _articles(connection) == [("a", None)]


def _articles(connection: Connection) -> list[tuple[str, str | None]]:
    return [(one, gone) for one, gone in connection.execute(text("select public_id, retracted from articles"))]
