"""Which files are opened and which are refused; a refused file stays byte for byte as it was."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval.domain.errors import StorageBroken, StorageError, StorageTooNew, StorageUnwritable
from storage.database.engine import Database
from storage.database.sqlite.file import FILE

ROOT = Path(__file__).parents[2]


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file that belongs to the database."""
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.glob(f"{FILE}*")}


def list_of(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def refused(folder: Path) -> StorageError:
    before = hashes(folder)
    with pytest.raises(StorageError) as caught:
        await Database.open(folder)
    # Even a reader puts a write-ahead log next to the file; new files change none that was there.
    assert before.items() <= hashes(folder).items(), "a refused file was changed"
    assert "\n" not in str(caught.value)
    return caught.value


async def test_a_database_of_a_newer_version_is_refused_and_not_touched(folder: Path) -> None:
    await (await Database.open(folder)).close()
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    error = await refused(folder)
    assert isinstance(error, StorageTooNew)
    assert "'9999'" in str(error)
    assert "update On Record" in str(error)


def recipes(file: Path, mode: str) -> None:
    """Make the database of another program."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"pragma journal_mode = {mode}")
        connection.execute("create table recipes (name text)")


@pytest.mark.parametrize("mode", ["delete", "wal"])
async def test_a_database_of_another_program_is_refused_and_not_touched(folder: Path, mode: str) -> None:
    recipes(folder / FILE, mode)
    error = await refused(folder)
    assert isinstance(error, StorageBroken)
    assert "choose another data folder" in str(error)


# SQLite takes the shortest of these for empty files.
NO_DATABASES = [
    b"Dear diary, " * 500,
    b"SQLite format 3\0" + b"\xff" * 5000,
    b"SQLite format 3\0",
    b"SQLite format 3\0" + b"\0" * 84,
    b"x",
]


@pytest.fixture(params=NO_DATABASES, ids=["prose", "header only", "cut at 16", "cut at 100", "one letter"])
def no_database(folder: Path, request: pytest.FixtureRequest) -> Path:
    (folder / FILE).write_bytes(request.param)
    return folder


async def test_a_file_that_is_not_a_database_is_refused_and_not_touched(no_database: Path) -> None:
    error = await refused(no_database)
    assert isinstance(error, StorageBroken)
    assert "restore it from a backup" in str(error)


@pytest.fixture
def empty_file(folder: Path) -> Path:
    (folder / FILE).touch()
    return folder


async def test_an_empty_file_is_a_new_database(empty_file: Path) -> None:
    database = await Database.open(empty_file)
    await database.check()
    await database.close()


@pytest.fixture
def file_as_folder(tmp_path: Path) -> Path:
    path = tmp_path / "notes"
    path.write_text("not a folder")
    return path


async def test_a_folder_that_is_a_file_is_refused(file_as_folder: Path) -> None:
    with pytest.raises(StorageUnwritable, match="--data"):
        await Database.open(file_as_folder)


@pytest.mark.parametrize("name", ["a?b=c", "a#b", "50% of", "Вести и ćošak", "with space", "it's"])
async def test_any_folder_name_holds_its_database(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    database = await Database.open(folder)
    await database.change(text("insert into articles (public_id) values ('a')"))
    await database.close()
    assert [path.name for path in list_of(tmp_path)] == [name]
    with closing(sqlite3.connect(folder / FILE)) as plain:
        assert plain.execute("select public_id from articles").fetchall() == [("a",)]


TOGETHER = """
import asyncio, sys, time
from pathlib import Path
import alembic.command
from storage.database.engine import Database

async def main() -> None:
    folder, go = Path(sys.argv[1]), Path(sys.argv[2])
    print("ready", flush=True)
    while not go.exists():
        time.sleep(0.001)
    database = await Database.open(folder)
    def counted(connection):
        count = connection.exec_driver_sql("select count(*) from articles").scalar_one()
        connection.exec_driver_sql(f"insert into articles (public_id) values ('{count}')")
    for _ in range(25):
        await database.write(counted)
    await database.close()

asyncio.run(main())
"""


def run_together(folder: Path, go: Path, count: int) -> list[tuple[str, int]]:
    """Start processes and let them go at the same time; return what each wrote to standard error, and its exit code."""
    run = [sys.executable, "-c", TOGETHER, str(folder), str(go)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(run, cwd=ROOT, env=environment, text=True, stdout=pipe, stderr=pipe) for _ in range(count)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        go.touch()
        return [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_processes_that_open_a_new_folder_at_once_all_write_to_it(tmp_path: Path) -> None:
    """Each writes what it has read, which is unique only if nobody wrote in between."""
    folder = tmp_path / "new"
    assert run_together(folder, tmp_path / "go", count=4) == [("", 0)] * 4
    with closing(sqlite3.connect(folder / FILE)) as plain:
        assert plain.execute("select count(*), count(distinct public_id) from articles").fetchall() == [(100, 100)]
