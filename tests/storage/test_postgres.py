"""A PostgreSQL database gets the same tables, keeps the same rows, and says what is wrong with it."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, text

from retrieval.domain.errors import (
    StorageBroken,
    StorageError,
    StorageTooNew,
    StorageUnreachable,
    StoreNotEmpty,
    UnusableExport,
)
from storage.database.engine import Database
from storage.database.migration import alembic_config
from storage.database.place import ServerAddress, place_of
from storage.database.postgres import locks
from storage.database.postgres.migration import settle_types
from storage.database.sqlite.file import FILE
from storage.migrations import HEAD
from storage.schema.base import Base
from storage.transfer.export import export_rows
from storage.transfer.import_ import import_rows
from storage.transfer.reader import ExportLines
from tests.postgres import new_database, stopped, transaction
from tests.storage.databases import connected
from tests.storage.exports import TEXTS, exported, fill, filled, sealed
from tests.storage.test_migrations import scripts

SECRET = "s3cret-word"
COUNT_EDITORS = text("select count(*) from editors")


def lines(export: bytes) -> ExportLines:
    return ExportLines(io.BytesIO(export), "the export")


async def export_of(address: ServerAddress) -> bytes:
    database = await Database.open(address)
    written: list[bytes] = []
    await database.read(lambda connection: export_rows(connection, written.append))
    await database.close()
    return b"".join(written)


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Rows in every table, with values that are hard to keep; PostgreSQL keeps no text with a NUL."""
    monkeypatch.setattr("tests.storage.exports.TEXTS", [t for t in TEXTS if "\0" not in t])
    return exported(filled(tmp_path / "data"))


async def test_an_export_comes_back_byte_for_byte_by_way_of_the_other_store(export: bytes, tmp_path: Path) -> None:
    address = new_database(empty=True)
    import_rows(address, lines(export))
    back = await export_of(address)
    assert back == export
    import_rows(tmp_path / "back", lines(back))
    assert exported(tmp_path / "back") == export


async def test_rows_are_numbered_on_from_what_was_imported(export: bytes) -> None:
    address = new_database(empty=True)
    import_rows(address, lines(export))
    database = await Database.open(address)
    for table in ("articles", "stories", "turns"):
        (last,) = (await database.rows(text(f"select max(id) from {table}")))[0]  # noqa: S608
        sequence = text(f"select nextval(pg_get_serial_sequence('{table}', 'id'))")
        assert await database.write(lambda c, one=sequence: c.execute(one).scalar_one()) > last  # type: ignore[misc]
    await database.close()


def test_a_text_that_postgres_cannot_keep_is_refused_by_its_line(tmp_path: Path) -> None:
    address = new_database(empty=True)
    with pytest.raises(UnusableExport, match=r"line \d+ has a value that this database cannot keep .*NUL"):
        import_rows(address, lines(exported(filled(tmp_path / "data"))))
    assert not place_of(address).exists()


async def test_a_row_that_refers_to_nothing_is_refused_by_its_line(export: bytes) -> None:
    rows = [json.loads(row) for row in export.split(b"\n")[:-2]]
    at = max(n for n, row in enumerate(rows) if isinstance(row, list) and row[0] == "statement_content")
    rows[at][1] += 99_999
    address = new_database(empty=True)
    with pytest.raises(UnusableExport, match=rf"line {at + 1:,} refers to a row of statements that does not exist"):
        import_rows(address, lines(sealed(rows)))
    assert not place_of(address).exists()


async def test_nothing_is_imported_into_a_store_with_rows(export: bytes) -> None:
    address = new_database()
    database = await Database.open(address)
    await database.change(text("insert into articles (public_id) values ('a')"))
    await database.close()
    with pytest.raises(StoreNotEmpty):
        import_rows(address, lines(export))


def columns(connection: Connection) -> list[tuple[Any, ...]]:
    found = connection.exec_driver_sql(
        "select table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, "
        "collation_name from information_schema.columns where table_schema = 'public' "
        "and table_name <> 'alembic_version' order by 1, 2"
    )
    # Renaming a table leaves the name of what numbers its rows.
    return [tuple("numbered" if str(v).startswith("nextval") else v for v in row) for row in found]


def indexes(connection: Connection) -> set[str]:
    query = "select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'"
    found = connection.exec_driver_sql(query)
    # Renaming a table leaves the name of its key.
    return {row.split(" ON ", 1)[1] + (" unique" if "UNIQUE" in row else "") for (row,) in found}


async def test_the_migrations_make_the_tables_of_the_models() -> None:
    made, modelled = new_database(), new_database(empty=True)
    migrated = await Database.open(made)
    with transaction(modelled) as connection:
        Base.metadata.create_all(connection)
        settle_types(connection)
        expected = columns(connection), indexes(connection)
    found = await migrated.read(columns), await migrated.read(indexes)
    await migrated.close()
    assert found == expected


async def test_every_revision_goes_up_down_and_up_again() -> None:
    with transaction(new_database(empty=True)) as connection:
        config = alembic_config(connection)
        for step in reversed(list(scripts().walk_revisions())):
            before = columns(connection), indexes(connection)
            command.upgrade(config, step.revision)
            up = columns(connection), indexes(connection)
            command.downgrade(config, str(step.down_revision or "base"))
            assert (columns(connection), indexes(connection)) == before
            command.upgrade(config, step.revision)
            assert (columns(connection), indexes(connection)) == up


@pytest.mark.parametrize("revision", ["0001", "0013", "0021"])
async def test_an_older_export_is_migrated(revision: str, tmp_path: Path) -> None:
    """Its tables are filled at its own revision, and rows stay as the migrations of SQLite leave them."""
    (tmp_path / "old").mkdir()
    with connected(tmp_path / "old" / FILE) as connection:
        command.upgrade(alembic_config(connection), revision)
        former = MetaData()
        former.reflect(connection)
        former.remove(former.tables["alembic_version"])
        fill(connection, former)
        written: list[bytes] = []
        export_rows(connection, written.append)
    old = b"".join(written).replace(b"\\u0000", b"0")
    head, *rows = [row for row in old.split(b"\n") if row][:-1]
    old = sealed([json.loads(head), *(row + b"\n" for row in rows)])
    import_rows(tmp_path / "new", lines(old))
    address = new_database(empty=True)
    import_rows(address, lines(old))
    assert await export_of(address) == exported(tmp_path / "new")


async def test_a_database_of_something_else_is_left_alone() -> None:
    address = new_database(empty=True)
    with transaction(address) as connection:
        connection.exec_driver_sql("create table guests (name text)")
    with pytest.raises(StorageBroken, match="give it a database of its own"):
        await Database.open(address)


async def test_a_newer_schema_is_refused() -> None:
    address = new_database()
    with transaction(address) as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(StorageTooNew, match=f"knows up to '{HEAD}'"):
        await Database.open(address)


async def test_two_processes_that_start_at_once_make_the_tables_once() -> None:
    address = new_database(empty=True)
    opened = await asyncio.gather(*(Database.open(address) for _ in range(4)))
    assert {len(await one.rows(text("select * from alembic_version"))) for one in opened} == {1}
    for one in opened:
        await one.close()


async def test_writers_take_turns_and_see_what_the_others_wrote() -> None:
    address = new_database()
    opened = [await Database.open(address) for _ in range(3)]

    def number(connection: Connection) -> None:
        highest = connection.exec_driver_sql("select coalesce(max(number), 0) from generations").scalar_one()
        connection.exec_driver_sql(f"insert into generations values ({highest + 1}, 't')")  # noqa: S608

    await asyncio.gather(*(one.write(number) for one in opened for _ in range(10)))
    assert [*await opened[0].rows(text("select max(number), count(*) from generations"))] == [(30, 30)]
    for one in opened:
        await one.close()


async def test_a_process_that_is_paused_while_it_writes_holds_the_others_up_for_seconds_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locks, "IDLE_SECONDS", 1)
    address, asleep, awake = new_database(), threading.Event(), threading.Event()
    paused, other = [await Database.open(address) for _ in range(2)]

    def pause(connection: Connection) -> None:
        connection.execute(text("insert into editors (user_id, name, since) values (1, 'a', now())"))
        asleep.set()
        awake.wait(20)

    writing = asyncio.create_task(paused.write(pause))
    await asyncio.to_thread(asleep.wait)
    async with asyncio.timeout(10):
        assert await other.write(lambda connection: connection.execute(COUNT_EDITORS).scalar()) == 0
    awake.set()
    with pytest.raises(StorageUnreachable):
        await writing
    assert await paused.write(lambda connection: connection.execute(COUNT_EDITORS).scalar()) == 0
    await paused.close()
    await other.close()


async def test_a_reader_sees_one_snapshot_and_cannot_write() -> None:
    database = await Database.open(new_database())
    loop = asyncio.get_running_loop()

    def twice(connection: Connection) -> tuple[int, int]:
        query = "select count(*) from articles"
        before = connection.exec_driver_sql(query).scalar_one()
        change = database.change(text("insert into articles (public_id) values ('a')"))
        asyncio.run_coroutine_threadsafe(change, loop).result()
        return before, connection.exec_driver_sql(query).scalar_one()

    assert await database.read(twice) == (0, 0)
    with pytest.raises(StorageError, match="takes no changes"):
        await database.read(lambda c: c.exec_driver_sql("delete from articles").close())
    await database.check()
    await database.close()


async def test_one_bot_holds_a_database(tmp_path: Path) -> None:
    address = new_database()
    first, second = await Database.open(address), await Database.open(address)
    with first.held(), pytest.raises(StorageError, match="another bot is running"), second.held():
        pass
    with second.held():
        pass
    await first.close()
    await second.close()


async def test_a_server_that_was_restarted_is_found_again() -> None:
    address = new_database()
    database = await Database.open(address)
    await database.change(text("insert into articles (public_id) values ('a')"))
    with stopped():
        waiting = asyncio.create_task(database.rows(text("select public_id from articles")))
        await asyncio.sleep(0.5)
        assert not waiting.done()
    assert [*await waiting] == [("a",)]
    await database.change(text("insert into articles (public_id) values ('b')"))
    await database.close()


async def test_a_server_that_stays_away_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    address = ServerAddress(f"postgresql://ann:{SECRET}@127.0.0.1:1/news")
    with pytest.raises(StorageUnreachable) as caught:
        await Database.open(address)
    assert "postgresql://127.0.0.1/news cannot be reached" in str(caught.value)
    assert SECRET not in f"{caught.value}{caught.value.__cause__}{address!r}"


@pytest.mark.parametrize("url", [f"postgresql://ann:{SECRET}@host:port/db", f"postgresql://ann:{SECRET}%zz@host/db"])
def test_an_address_that_postgres_does_not_understand_is_not_repeated(url: str) -> None:
    with pytest.raises(StorageError, match="ONRECORD_DATABASE") as caught:
        place_of(ServerAddress(url)).bring_up_to_date()
    assert SECRET not in str(caught.value)
