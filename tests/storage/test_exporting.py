"""An import restores an export exactly: every table, every value, and the last number given in each table."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, DateTime, Float, Integer, LargeBinary, String, column, delete

from retrieval.domain.changes import OPERATOR, Actor
from retrieval.followups.conversation import Cited, Turn
from storage.chats.conversations import SqlTurns
from storage.chats.feedback import SqlFeedback
from storage.database.engine import Database
from storage.database.migration import alembic_config
from storage.database.sqlite.file import FILE
from storage.library.library import SqlLibrary
from storage.migrations import HEAD
from storage.ports.conversations import Party
from storage.schema.base import Base
from storage.schema.tables import TurnRow
from storage.transfer.export import export_articles, export_rows
from storage.transfer.format import LEFT_OUT, format_of_type
from tests.storage.databases import connected
from tests.storage.exports import ROWS, exported, filled, imported, kept
from tests.storage.invented import draft, put

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANN = Party(-100, 0, 1)
ROSE = 'It snowed. "We are not," said Ana Rose.'


@pytest.fixture
def full(tmp_path: Path) -> Path:
    return filled(tmp_path / "full")


def test_every_table_comes_back_exactly(full: Path, tmp_path: Path) -> None:
    export = exported(full)
    other = imported(tmp_path / "other", export)
    # What waits for one running bot to answer must not be answered by two.
    assert kept(other) == [row for row in kept(full) if row.partition(":")[0] not in LEFT_OUT - {"alembic_version"}]
    assert exported(other) == export


def test_every_table_and_column_of_the_models_is_exported(full: Path) -> None:
    head = json.loads(exported(full).splitlines()[0])
    exported_tables = {portion["name"]: portion for portion in head["tables"]}
    assert {name: set(p["columns"]) for name, p in exported_tables.items()} == {
        table.name: {column.name for column in table.columns}
        for table in Base.metadata.sorted_tables
        if table.name not in LEFT_OUT
    }
    assert {portion["rows"] for portion in exported_tables.values()} == {ROWS}


def test_every_line_is_json_and_counted(full: Path) -> None:
    head, *rows, end = [json.loads(line) for line in exported(full).decode().split("\n")[:-1]]
    assert [row[0] for row in rows] == [p["name"] for p in head["tables"] for _ in range(p["rows"])]
    assert (head["schema"], end["rows"]) == (HEAD, len(rows))


async def use_for_weeks(folder: Path) -> None:
    """Fill a store as weeks of use would: with revisions, retractions, turns, ratings and deletions."""
    database = await Database.open(folder)
    library, turns, feedback = SqlLibrary(database), SqlTurns(database), SqlFeedback(database)
    edith = Actor(name="Edith", user=7, update=501)
    await put(library, 'It rained. "We are patient," said Christopher Hill.', id="hill", published=NOON)
    asked = Turn("Hill?", "what did Hill say?", cited=(Cited("hill", 1, 11, 50),), articles=("hill",))
    number = await turns.put(ANN, asked, NOON)
    await turns.record_messages(ANN.chat_id, [11, 12], number)
    await feedback.rate(number, ANN.chat_id, 1, good=True, now=NOON)
    await library.put([draft('It poured. "We are not," said Christopher Hill.', id="hill")], edith)
    await put(library, ROSE, id="rose")
    retracted = await library.retract("rose", replace(edith, update=502), "a hoax 🌉")
    await library.restore("rose", OPERATOR, undoes=retracted.number)
    await library.retract("hill", OPERATOR)
    last = await turns.put(ANN, asked, NOON)
    await database.change(delete(TurnRow).where(TurnRow.id == last))
    await database.close()


async def test_an_imported_store_works_like_the_exported_one(folder: Path, tmp_path: Path) -> None:
    await use_for_weeks(folder)
    export = exported(folder)
    moved = imported(tmp_path / "moved", export)
    assert exported(moved) == export
    database, before = await Database.open(moved), await Database.open(folder)
    there, here = SqlLibrary(database), SqlLibrary(before)
    assert await there.entries(99) == await here.entries(99)
    assert await there.generation() == await here.generation(), "a saved index would not be recognized"
    assert [a.id for a in await there.newest(9)] == ["rose"]
    assert await there.passage_ids_within(["rose"]) == await here.passage_ids_within(["rose"])
    assert await SqlTurns(database).get(1, ANN.chat_id) == await SqlTurns(before).get(1, ANN.chat_id) is not None
    (asked,) = (await SqlTurns(database).conversation(ANN, NOON, timedelta(minutes=30))).turns
    assert asked.replied == '"We are patient," said Christopher Hill', "the former revision is cited"
    # A button of the deleted turn must not meet another one.
    assert await SqlTurns(database).put(ANN, asked, NOON) == 3
    await database.close()
    await before.close()


async def test_rows_written_during_an_export_are_not_in_it(folder: Path) -> None:
    database = await Database.open(folder)
    library = SqlLibrary(database)
    await put(library, ROSE, id="rose")
    begun, go_on = threading.Event(), threading.Event()
    lines: list[bytes] = []

    def write(more: bytes) -> None:
        lines.append(more)
        begun.set()
        assert go_on.wait(30)

    export = threading.Thread(target=lambda: _export(folder, write))
    export.start()
    assert begun.wait(30)
    await put(library, "Later.", id="later")
    go_on.set()
    export.join(30)
    assert json.loads(b"".join(lines).splitlines()[-1])["rows"] == len(b"".join(lines).splitlines()) - 2
    assert b"later" not in b"".join(lines)
    await database.close()


def _export(folder: Path, write: Any) -> None:
    with connected(folder / FILE) as connection:
        connection.exec_driver_sql("begin")
        export_rows(connection, write)


def test_an_export_of_an_older_version_is_migrated(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    with connected(old / FILE) as connection:
        command.upgrade(alembic_config(connection), "0001")
        for row in (
            "articles values (1, 'a')",
            "revisions values (1, 1, 1, 1, 'd', 'No, said the mayor.', null, null, null, null, null, "
            "'2026-01-01 00:00:00.000000')",
            "statements values (1, 1, 'direct', 0.9, null, null)",
            "statement_speakers values (1, 0, 'the mayor', 'the mayor', 'mayor', 'role', 9, 18)",
        ):
            connection.exec_driver_sql(f"insert into {row}")
    new = imported(tmp_path / "new", exported(old))
    with connected(new / FILE) as connection:
        assert connection.exec_driver_sql("select version_num from alembic_version").scalar_one() == HEAD
        assert connection.exec_driver_sql("select described from statement_speakers").scalars().all() == [1]
        assert connection.exec_driver_sql("select public_id, retracted from articles").all() == [("a", None)]


async def test_articles_are_exported_in_order_of_arrival_without_retracted_ones(folder: Path) -> None:
    database = await Database.open(folder)
    library = SqlLibrary(database)
    for name in ("b", "a", "c", "d"):
        await put(library, f"{name} rained.", id=name)
    await put(library, "b poured.", id="b")
    await library.retract("c", OPERATOR)
    passed: list[tuple[str, int]] = []
    count = await database.read(lambda c: export_articles(c, lambda a: passed.append((a.id, a.revision))))
    assert (count, passed) == (3, [("a", 1), ("d", 1), ("b", 2)])
    await database.close()


VALUES = [
    (String(), st.text(st.characters(codec="utf-8"))),
    (Integer(), st.integers(-(2**63), 2**63 - 1)),
    (Float(), st.floats(allow_nan=False, allow_infinity=False)),
    (Boolean(), st.booleans()),
    (LargeBinary(), st.binary()),
    (DateTime(), st.datetimes()),
]


@pytest.mark.parametrize(("kind", "values"), VALUES, ids=lambda one: type(one).__name__)
def test_a_value_survives_json(kind: Any, values: st.SearchStrategy[Any]) -> None:
    form = format_of_type(column("c", kind))  # type: ignore[arg-type]

    @given(values)
    def holds(value: Any) -> None:
        again = form.decode(json.loads(json.dumps(form.encode(value), ensure_ascii=False)))
        assert (type(again), again) == (type(value), value)

    holds()
