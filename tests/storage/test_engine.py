"""One writer, readers apart: nobody is told "database is locked", and whoever is cancelled leaves nothing half done."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from retrieval.errors import StorageError
from storage.engine import Database
from storage.subscriptions import Subscription, Subscriptions

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


async def write(database: Database, name: str, rows: int = 1) -> None:
    """Read, then write: what a deferred transaction is refused for as soon as another wrote in between."""
    async with database.writing() as connection:
        await connection.exec_driver_sql("select count(*) from articles")
        for row in range(rows):
            await connection.exec_driver_sql("insert into articles (public_id) values (?)", (f"{name} {row}",))


async def count(database: Database, like: str = "%") -> int:
    async with database.reading() as connection:
        query = "select count(*) from articles where public_id like ?"
        return int((await connection.exec_driver_sql(query, (like,))).scalar_one())


async def pragma(database: Database, name: str) -> tuple[object, object]:
    """A setting as the writer has it and as a reader has it."""
    async with database.writing() as writer:
        of_writer = (await writer.exec_driver_sql(f"pragma {name}")).scalar_one()
    async with database.reading() as reader:
        return of_writer, (await reader.exec_driver_sql(f"pragma {name}")).scalar_one()


async def test_the_log_is_written_ahead_and_synced(database: Database) -> None:
    assert await pragma(database, "journal_mode") == ("wal", "wal")
    assert await pragma(database, "synchronous") == (2, 2)


async def test_foreign_keys_are_kept(database: Database) -> None:
    assert await pragma(database, "foreign_keys") == (1, 1)
    with pytest.raises(StorageError, match="foreign key"):
        async with database.writing() as connection:
            await connection.exec_driver_sql('insert into passages (revision_id, start, "end", born) values (9,0,1,1)')


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        async with database.reading() as connection:
            await connection.exec_driver_sql("insert into articles (public_id) values ('sneaked in')")
    assert await count(database) == 0


@pytest.mark.parametrize("hours", [0, 1, -11, 14])
async def test_aware_datetimes_come_back_as_the_same_moment_in_utc(subscriptions: Subscriptions, hours: int) -> None:
    moment = NOON.astimezone(timezone(timedelta(hours=hours)))
    await subscriptions.put(Subscription(1, 480, "UTC", since=moment, due=moment))
    found = await subscriptions.of(1)
    assert found is not None
    assert (found.since, found.due) == (NOON, NOON)
    assert found.due.tzinfo is UTC


async def test_naive_datetimes_are_refused(subscriptions: Subscriptions) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="has no time zone"):
        await subscriptions.put(Subscription(1, 480, "UTC", since=NOON, due=naive))
    assert await subscriptions.of(1) is None


async def test_read_then_write_from_two_sides_at_once_never_fails(database: Database, second: Database) -> None:
    async with asyncio.TaskGroup() as group:
        for n in range(100):
            group.create_task(write(database, f"here {n}"))
            group.create_task(write(second, f"there {n}"))
            group.create_task(count(database if n % 2 else second))
    assert await count(database) == await count(second) == 200


async def test_a_readers_snapshot_stands_while_a_writer_commits(database: Database) -> None:
    await write(database, "before")
    async with database.reading() as connection:
        query = "select count(*) from articles"
        assert (await connection.exec_driver_sql(query)).scalar_one() == 1
        await write(database, "meanwhile")
        assert (await connection.exec_driver_sql(query)).scalar_one() == 1
    assert await count(database) == 2


async def test_an_exception_takes_back_what_was_written(database: Database) -> None:
    async def failed() -> None:
        async with database.writing() as connection:
            await connection.exec_driver_sql("insert into articles (public_id) values ('a')")
            raise LookupError

    with pytest.raises(LookupError):
        await failed()
    assert await count(database) == 0
    await write(database, "after")


@pytest.mark.parametrize("after", range(4))
async def test_cancelled_between_two_rows_nothing_is_written(database: Database, after: int) -> None:
    async def cancelled() -> None:
        async with database.writing() as connection:
            for row in range(5):
                await connection.exec_driver_sql("insert into articles (public_id) values (?)", (f"{row}",))
                if row == after:
                    task.cancel()

    task = asyncio.create_task(cancelled())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(database) == 0
    await write(database, "after")
    assert await count(database) == 1


async def test_cancelled_at_any_moment_all_is_written_or_nothing(database: Database) -> None:
    """Begin, every row and the commit are waited for in turn; the loop's own steps say when to cancel."""
    found: list[int] = []
    steps = in_time = 0
    while in_time < 3:
        task = asyncio.create_task(write(database, f"moment {steps}", rows=3))
        for _ in range(steps):
            await asyncio.sleep(0)
        in_time += task.done()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        found.append(await count(database, f"moment {steps} %"))
        steps += 10
    assert set(found) == {0, 3}
    await write(database, "after")


async def test_cancelled_while_waiting_for_its_turn_the_next_has_it(database: Database) -> None:
    async with database.writing():
        waiting = asyncio.create_task(write(database, "impatient"))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await asyncio.wait_for(write(database, "after"), 5)
    assert await count(database, "impatient%") == 0


async def test_the_first_connections_wait_for_another_process_that_writes(database: Database) -> None:
    """A new file must be in its mode before anybody uses it: changing it later does not wait, it fails."""
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("begin immediate")
    waiting = asyncio.create_task(write(database, "patient"))
    await asyncio.sleep(0.1)
    assert await count(database) == 0
    other.execute("rollback")
    other.close()
    await waiting
    assert await count(database, "patient%") == 1


async def test_cancelled_while_another_process_writes_the_next_can_write(database: Database) -> None:
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("begin immediate")
    waiting = asyncio.create_task(write(database, "impatient"))
    await asyncio.sleep(0.05)
    waiting.cancel()
    other.execute("rollback")
    other.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.wait_for(write(database, "after"), 5)
    assert await count(database, "impatient%") == 0


async def test_a_cancelled_reader_leaves_room_for_the_next(database: Database) -> None:
    """There are four readers: were one lost at each cancelling, the fifth would wait for ever."""
    for steps in range(0, 60, 4):
        task = asyncio.create_task(count(database))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5):
        assert await asyncio.gather(*(count(database) for _ in range(20))) == [0] * 20


async def test_many_more_readers_than_connections_are_all_served(database: Database) -> None:
    await write(database, "one")
    assert await asyncio.gather(*(count(database) for _ in range(200))) == [1] * 200


def held(folder: Path) -> set[str]:
    """The files in the folder that this process has open."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    targets = []
    for link in links:
        with suppress(FileNotFoundError):
            targets.append(str(link.readlink()))
    return {target for target in targets if target.startswith(str(folder))}


async def used(database: Database) -> None:
    await asyncio.gather(*(count(database) for _ in range(8)), write(database, "a"))


async def cancelled(database: Database) -> None:
    await used(database)
    task = asyncio.create_task(write(database, "b", rows=500))
    await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("use", [used, cancelled])
async def test_closing_leaves_no_thread_and_no_open_file(
    folder: Path, use: Callable[[Database], Awaitable[None]]
) -> None:
    # asyncio keeps its own threads for blocking calls; they are not ours.
    def threads() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if not thread.name.startswith("asyncio")}

    before = threads()
    database = await Database.open(folder)
    await use(database)
    assert threads() > before
    assert held(folder)
    await database.close()
    # The driver tells the thread of a broken-off query to end and does not wait for it: it ends by itself.
    for _ in range(100):
        if threads() == before and not held(folder):
            break
        await asyncio.sleep(0.05)
    assert threads() == before
    assert held(folder) == set()
