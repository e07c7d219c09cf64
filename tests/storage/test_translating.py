"""Whatever the disk does, the operator gets one sentence that says what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.domain.errors import StorageBroken, StorageError, StorageFull, StorageUnwritable
from storage.database.engine import Database
from storage.database.sqlite.file import FILE
from storage.library.library import SqlLibrary
from tests.disks import small_disk
from tests.e2e.commands import as_ordinary_user
from tests.storage.invented import draft, put

ROOT = Path(__file__).parents[2]
LONG = "He came. " * 40_000


def sentence(error: StorageError, file: Path) -> str:
    said = str(error)
    assert "\n" not in said
    assert str(file) in said or str(file.parent) in said
    return said


async def limit(database: Database, pages: int) -> None:
    """Limit the file's size: SQLite then raises what it raises on a full disk."""
    await database.write(lambda c: c.exec_driver_sql(f"pragma max_page_count = {pages}").close())


async def test_a_full_database_says_so_keeps_its_rows_and_works_again_once_there_is_room(
    database: Database, library: SqlLibrary
) -> None:
    kept = await put(library, "The first.", id="first")
    await limit(database, 1)
    with pytest.raises(StorageFull) as caught:
        await library.put([draft("A short one.", id="short"), draft(LONG, id="long")])
    assert "free some" in sentence(caught.value, Path(database.where))
    assert [a.id for a in await library.newest(9)] == [kept]
    await limit(database, 1_000_000)
    await library.put([draft("A short one.", id="short"), draft(LONG, id="long")])
    assert await library.article_count() == 3


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", kilobytes=1024) as mounted:
        yield mounted


async def test_a_full_disk_says_so_and_the_database_keeps_its_rows(disk: Path) -> None:
    database = await Database.open(disk)
    library = SqlLibrary(database)
    await put(library, "The first.", id="first")

    async def fill() -> None:
        for number in range(20):
            await put(library, f"Number {number}. {LONG}")

    with pytest.raises(StorageFull) as caught:
        await fill()
    assert "free some" in sentence(caught.value, Path(database.where))
    assert (await library.article("first")) is not None
    await database.check()
    await database.close()


OPEN = """
import asyncio, sys
from pathlib import Path
from sqlalchemy import text
from retrieval.domain.errors import StorageError
from storage.database.engine import Database

async def main() -> None:
    try:
        database = await Database.open(Path(sys.argv[1]))
        try:
            await database.rows(text("select count(*) from articles"))
        finally:
            await database.close()
        print("opened")
    except StorageError as error:
        print(type(error).__name__, error, sep=": ")

asyncio.run(main())
"""


def opened_by_an_ordinary_user(folder: Path) -> str:
    with as_ordinary_user() as user:
        done = subprocess.run(
            [sys.executable, "-c", OPEN, str(folder)], cwd=ROOT, timeout=60, check=True, text=True,
            capture_output=True, preexec_fn=user,
        )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture(params=["empty", "filled"])
async def read_only(folder: Path, request: pytest.FixtureRequest) -> Path:
    if request.param == "filled":
        await (await Database.open(folder)).close()
    return folder


def test_a_read_only_folder_is_reported(read_only: Path) -> None:
    read_only.chmod(0o555)
    said = opened_by_an_ordinary_user(read_only)
    read_only.chmod(0o755)
    assert said.startswith(StorageUnwritable.__name__)
    assert str(read_only) in said
    assert "check its permissions, or choose another folder with --data" in said


def test_a_folder_that_cannot_be_made_is_reported(folder: Path) -> None:
    folder.chmod(0o555)
    said = opened_by_an_ordinary_user(folder / "inner" / "most")
    folder.chmod(0o755)
    assert said.startswith(StorageUnwritable.__name__)
    assert "choose another with --data" in said


def test_the_same_folder_opens_when_it_can_be_written(folder: Path) -> None:
    """Otherwise the two tests above might pass for another reason."""
    assert opened_by_an_ordinary_user(folder) == "opened"


def damage(file: Path) -> None:
    """Flip every bit of the file except its first page."""
    content = bytearray(file.read_bytes())
    content[4096:] = bytes(byte ^ 0xFF for byte in content[4096:])
    file.write_bytes(content)


async def checked(folder: Path) -> None:
    database = await Database.open(folder)
    try:
        await database.check()
    finally:
        await database.close()


async def test_a_damaged_database_is_found_and_reported(folder: Path) -> None:
    database = await Database.open(folder)
    await put(SqlLibrary(database), LONG, id="long")
    await database.check()
    await database.close()
    damage(folder / FILE)
    with pytest.raises(StorageBroken) as caught:
        await checked(folder)
    assert "restore it from a backup" in sentence(caught.value, folder / FILE)


def damage_one_page(file: Path) -> None:
    """Overwrite the root page of the passages table."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = delete")
        (root,) = connection.execute("select rootpage from sqlite_master where name = 'passages'").fetchone()
    content = bytearray(file.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)


async def test_a_damaged_page_is_found_and_reported(folder: Path) -> None:
    database = await Database.open(folder)
    await put(SqlLibrary(database), LONG, id="long")
    await database.close()
    damage_one_page(folder / FILE)
    with pytest.raises(StorageBroken) as caught:
        await checked(folder)
    assert "restore it from a backup" in sentence(caught.value, folder / FILE)
