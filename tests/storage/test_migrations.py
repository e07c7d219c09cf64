"""The migrations make the tables of the models, step by step, all or nothing, and are part of the wheel."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from storage.database.engine import Database
from storage.database.migration import alembic_config
from storage.database.sqlite.file import FILE
from storage.database.sqlite.migration import bring_up_to_date
from storage.migrations import HEAD
from storage.schema.base import Base
from tests.storage.databases import connected
from tests.storage.exports import fill

ROOT = Path(__file__).parents[2]


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


def schema(connection: Connection) -> set[tuple[str, str]]:
    """Return the statements that made the tables and indexes, without Alembic's own table."""
    found = connection.exec_driver_sql("select name, sql from sqlite_master where sql is not null")
    return {(name, normalised(sql)) for name, sql in found if name not in {"alembic_version", "sqlite_sequence"}}


def normalised(sql: str) -> str:
    """Undo what renaming and copying a table do without changing it: quoted names and reordered constraints."""
    parts = [part.removesuffix(" )") for part in " ".join(sql.replace('"', "").split()).split(", ")]
    return ", ".join(sorted(parts, key=lambda part: part if part.startswith("CONSTRAINT") else ""))


def test_every_revision_goes_up_down_and_up_again(tmp_path: Path) -> None:
    steps = list(reversed(list(scripts().walk_revisions())))
    with connected(tmp_path / FILE) as connection:
        config = alembic_config(connection)
        for step in steps:
            before = schema(connection)
            command.upgrade(config, step.revision)
            up = schema(connection)
            command.downgrade(config, str(step.down_revision or "base"))
            assert schema(connection) == before
            command.upgrade(config, step.revision)
            assert schema(connection) == up != before


def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path / FILE)
    with connected(tmp_path / FILE) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_number_rows_as_the_models_do(tmp_path: Path) -> None:
    """The index relies on AUTOINCREMENT, so that no id is reused, and Alembic does not compare it."""

    def counting(connection: Connection) -> set[str]:
        return {name for name, sql in schema(connection) if "AUTOINCREMENT" in sql}

    bring_up_to_date(tmp_path / FILE)
    with connected(tmp_path / "models.db") as connection:
        Base.metadata.create_all(connection)
        expected = counting(connection)
    with connected(tmp_path / FILE) as connection:
        assert counting(connection) == expected == {"passages", "turns", "feeds", "jobs", "watches", "stories"}


def test_speakers_stored_before_there_were_roles_stay_and_are_marked(tmp_path: Path) -> None:
    with connected(tmp_path / FILE) as connection:
        config = alembic_config(connection)
        command.upgrade(config, "0001")
        for row in (
            "articles values (1, 'a')",
            "revisions values (1, 1, 1, 1, 'd', 'No, said the mayor.', null, null, null, null, null, '2026-01-01')",
            "statements values (1, 1, 'direct', 0.9, null, null)",
            "statement_speakers values (1, 0, 'the mayor', 'the mayor', 'mayor', 'role', 9, 18)",
            "statement_speakers values (1, 1, 'Ann Lee', 'ann lee', 'lee', 'named', null, null)",
        ):
            connection.exec_driver_sql(f"insert into {row}")
        command.upgrade(config, "0002")
        assert connection.exec_driver_sql("select understood from revisions").scalars().all() == [1]
        described = connection.exec_driver_sql("select described from statement_speakers order by ordinal")
        assert described.scalars().all() == [1, 0]


Rows = dict[str, list[dict[str, object]]]


def all_rows(connection: Connection) -> Rows:
    """Return all rows as dictionaries, with values as SQLite holds them; sqlite_sequence has the last numbers given."""
    names = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
    return {
        name: [dict(row._mapping) for row in connection.exec_driver_sql(f'select * from "{name}" order by 1, 2')]  # noqa: S608
        for name in names
        if name != "alembic_version"
    }


def renamed_by_0009(rows: Rows) -> Rows:
    """Return what 0009 must make of 0008's rows: the same values under new names, and one renamed question kind."""
    tables = {"errands": "jobs", "exchanges": "turns", "imprints": "fingerprints", "imprint_keys": "fingerprint_keys"}
    columns = {
        ("sent_documents", "errand_id"): "job_id", ("bot_messages", "exchange_id"): "turn_id",
        ("ratings", "exchange_id"): "turn_id", ("turns", "silence"): "reason", ("log", "deed"): "action",
    }  # fmt: skip
    kinds: dict[tuple[str, str, object], str] = {("turns", "kind", "against"): "comparison"}
    expected: Rows = {}
    for before, table_rows in rows.items():
        table = tables.get(before, before)
        expected[table] = [
            {columns.get((table, c), c): kinds.get((table, c, v), v) for c, v in row.items()} for row in table_rows
        ]
    expected["sqlite_sequence"] = sorted(
        ({**row, "name": tables.get(str(row["name"]), row["name"])} for row in rows["sqlite_sequence"]),
        key=lambda row: str(row["name"]),
    )
    return expected


def test_0009_keeps_every_row_of_0008_and_gives_it_back(tmp_path: Path) -> None:
    with connected(tmp_path / FILE) as connection:
        command.upgrade(alembic_config(connection), "0008")
        former = MetaData()
        former.reflect(connection)
        former.remove(former.tables["alembic_version"])
        fill(connection, former)
        connection.exec_driver_sql("update exchanges set kind = 'against' where id = (select min(id) from exchanges)")
        before = all_rows(connection)
        assert all(before.values())
        command.upgrade(alembic_config(connection), "0009")
        assert all_rows(connection) == renamed_by_0009(before)
        assert connection.exec_driver_sql("pragma foreign_key_check").all() == []
        assert connection.exec_driver_sql("pragma integrity_check").scalars().all() == ["ok"]
        command.downgrade(alembic_config(connection), "0008")
        assert all_rows(connection) == before


def test_0010_indexes_the_descriptions_that_are_stored(tmp_path: Path) -> None:
    with connected(tmp_path / FILE) as connection:
        command.upgrade(alembic_config(connection), "0009")
        for row in (
            "articles (id, public_id) values (1, 'a')",
            "revisions (id, article_id, number, current, digest, text, added) "
            "values (1, 1, 1, 1, 'd', 'No, said a neighbour of the mayor.', '2026-01-01')",
            "roles values (1, 0, 3, 'ann lee', 'the mayor''s lawyer')",
            "statements (id, revision_id, kind, confidence) values (1, 1, 'direct', 0.9)",
            "statement_speakers (statement_id, ordinal, name, key, last, how, described) "
            "values (1, 0, 'a neighbour', 'a neighbour', 'neighbour', 'role', 1)",
            "statement_speakers (statement_id, ordinal, name, key, last, how, described) "
            "values (1, 1, 'Ann Lee', 'ann lee', 'lee', 'named', 0)",
        ):
            connection.exec_driver_sql(f"insert into {row}")
        command.upgrade(alembic_config(connection), "0010")
        words = "select word, key from description_words join descriptions on id = description_id order by word"
        assert [tuple(row) for row in connection.exec_driver_sql(words)] == [
            ("lawyer", "the mayor's lawyer"), ("mayor", "the mayor's lawyer"), ("neighbour", "a neighbour"),
        ]  # fmt: skip
        command.downgrade(alembic_config(connection), "0009")


async def test_foreign_keys_follow_the_tables_that_0009_renames(tmp_path: Path) -> None:
    """Deleting a row still deletes or clears what refers to it, and no number is given twice."""
    with connected(tmp_path / FILE) as connection:
        command.upgrade(alembic_config(connection), "0008")
        for row in (
            "exchanges values (5, 1, 0, 1, '2026-01-01', 'q', 'q', null, null, null, '[]', '[]', '[]', 0)",
            "bot_messages values (1, 10, 5, '[]', '[]')",
            "ratings values (5, 1, 1, '2026-01-01')",
            "errands values (3, 'add', 1, 1, null, 'Edith', 7, 'chat', 100, 'done', '2026-01-01')",
            "sent_documents values (1, 11, null, 'file', 'a.txt', null, 3, '2026-01-01')",
        ):
            connection.exec_driver_sql(f"insert into {row}")
    database = await Database.open(tmp_path)
    await database.change(text("delete from turns"))
    await database.change(text("delete from jobs"))
    assert [*await database.rows(text("select * from bot_messages"))] == []
    assert [*await database.rows(text("select * from ratings"))] == []
    assert [*await database.rows(text("select job_id from sent_documents"))] == [(None,)]
    number = text(
        "insert into turns (chat_id, topic, reader_id, at, asked, understood, people, articles, cited, closed) "
        "values (1, 0, 1, '2026-01-01', 'q', 'q', '[]', '[]', '[]', 0) returning id"
    )
    assert await database.write(lambda c: c.execute(number).scalar_one()) == 6, "a number was given twice"
    await database.close()


def test_head_is_the_scripts_only_head() -> None:
    assert scripts().get_heads() == [HEAD]


def test_a_new_database_is_at_head(tmp_path: Path) -> None:
    bring_up_to_date(tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(HEAD,)]


def test_the_wheel_contains_the_migrations() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    homes = {file.parent.relative_to(ROOT) for file in (ROOT / "storage").rglob("*.py")}
    assert {".".join(home.parts) for home in homes} <= set(setuptools["packages"])
    assert "script.py.mako" in setuptools["package-data"]["storage.migrations"]


# Forks after the imports, so that each child takes only milliseconds.
DYING = """
import os, sys
from pathlib import Path
from sqlalchemy import Engine, event
import alembic.command
from storage.database.sqlite.migration import bring_up_to_date

left = 0

@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left == 0:
        os._exit(9)

for folder in map(Path, sys.argv[1:]):
    if (child := os.fork()) == 0:
        left = int(folder.name)
        bring_up_to_date(folder / "onrecord.db")
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def die_at(folders: list[Path]) -> list[str]:
    """Make the tables in each folder, dying at the statement whose number is its name; return the exit codes."""
    for folder in folders:
        folder.mkdir()
    run = [sys.executable, "-c", DYING, *map(str, folders)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.split()


async def test_a_kill_at_any_statement_of_the_first_start_leaves_a_folder_that_opens(tmp_path: Path) -> None:
    folders = [tmp_path / str(statement) for statement in range(1, 300, 13)]
    ends = die_at(folders)
    assert ends.count("9") > 7, f"the children ended {ends}"
    assert ends[-1] == "0", "even the last child died: there are more statements than this test covers"
    for folder in folders:
        database = await Database.open(folder)
        await database.check()
        assert [*await database.rows(text("select count(*) from articles"))] == [(0,)]
        await database.close()


def leave_a_journal(killed: Path, alive: Path) -> None:
    """Fill `killed` with what a kill leaves of a large transaction that has already spilt into the file."""
    for folder in (alive, killed):
        folder.mkdir()
    with closing(sqlite3.connect(alive / FILE, isolation_level=None)) as connection:
        connection.execute("pragma cache_size = 5")
        connection.execute("begin immediate")
        for number in range(60):
            connection.execute(f"create table half_done_{number} (a text unique, b text unique)")
        for file in alive.iterdir():
            shutil.copy(file, killed)
        connection.execute("rollback")
    if (killed / FILE).stat().st_size == 0:
        pytest.fail("SQLite spilt nothing, so there is nothing to test")


async def test_a_journal_left_by_a_kill_is_played_back(tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    leave_a_journal(killed, tmp_path / "alive")
    database = await Database.open(killed)
    tables = [name for (name,) in await database.rows(text("select name from sqlite_master"))]
    assert "articles" in tables
    assert not [name for name in tables if name.startswith("half_done")]
    await database.close()
