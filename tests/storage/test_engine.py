"""One writer and several readers: nobody gets "database is locked", and a cancelled write is not left half done."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import StatementError

from retrieval.domain.errors import StorageError, StorageFull, StorageUnreachable
from storage.chats.subscriptions import SqlSubscriptions
from storage.database import group_commit
from storage.database.engine import Database
from storage.ports.subscriptions import Schedule, Subscription

SECONDS = 10
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def insert(connection: Connection, name: str) -> None:
    connection.exec_driver_sql("insert into articles (public_id) values (?)", (name,))


def counted(connection: Connection, like: str = "%") -> int:
    query = "select count(*) from articles where public_id like ?"
    return int(connection.exec_driver_sql(query, (like,)).scalar_one())


async def write(database: Database, name: str, rows: int = 1) -> None:
    """Read, then write: a deferred transaction fails at this if another wrote in between."""

    def read_then_write(connection: Connection) -> None:
        connection.exec_driver_sql("select count(*) from articles")
        for row in range(rows):
            insert(connection, f"{name} {row}")

    await database.write(read_then_write)


async def count(database: Database, like: str = "%") -> int:
    return await database.read(lambda connection: counted(connection, like))


async def pragma(database: Database, name: str) -> tuple[object, object]:
    """Return a setting of the writer and of a reader."""

    def setting(connection: Connection) -> object:
        return connection.exec_driver_sql(f"pragma {name}").scalar_one()

    return await database.write(setting), await database.read(setting)


async def test_the_write_ahead_log_is_on_and_synced(database: Database) -> None:
    assert await pragma(database, "journal_mode") == ("wal", "wal")
    assert await pragma(database, "synchronous") == (2, 2)


async def test_foreign_keys_are_enforced(database: Database) -> None:
    assert await pragma(database, "foreign_keys") == (1, 1)
    with pytest.raises(StorageError, match="foreign key"):
        await database.change(text('insert into passages (revision_id, start, "end", born) values (9,0,1,1)'))


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        await database.read(lambda connection: insert(connection, "sneaked in"))
    assert await count(database) == 0


@pytest.mark.parametrize("hours", [0, 1, -11, 14])
async def test_aware_datetimes_come_back_in_utc(subscriptions: SqlSubscriptions, hours: int) -> None:
    moment = NOON.astimezone(timezone(timedelta(hours=hours)))
    await subscriptions.put(Subscription(1, Schedule((480,), "UTC"), since=moment, due=moment))
    found = await subscriptions.get(1)
    assert found is not None
    assert (found.since, found.due) == (NOON, NOON)
    assert found.due.tzinfo is UTC


async def test_naive_datetimes_are_refused(subscriptions: SqlSubscriptions) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="has no time zone"):
        await subscriptions.put(Subscription(1, Schedule((480,), "UTC"), since=NOON, due=naive))
    assert await subscriptions.get(1) is None


async def test_two_processes_that_read_then_write_at_once_never_fail(database: Database, second: Database) -> None:
    async with asyncio.TaskGroup() as group:
        for n in range(100):
            group.create_task(write(database, f"here {n}"))
            group.create_task(write(second, f"there {n}"))
            group.create_task(count(database if n % 2 else second))
    assert await count(database) == await count(second) == 200


async def test_a_readers_snapshot_stays_the_same_while_a_writer_commits(database: Database) -> None:
    await write(database, "before")
    first, then = threading.Event(), threading.Event()

    def twice(connection: Connection) -> tuple[int, int]:
        before = counted(connection)
        first.set()
        assert then.wait(SECONDS)
        return before, counted(connection)

    reading = asyncio.create_task(database.read(twice))
    assert await asyncio.to_thread(first.wait, SECONDS)
    await write(database, "meanwhile")
    then.set()
    assert await reading == (1, 1)
    assert await count(database) == 2


async def test_an_exception_rolls_back_what_was_written(database: Database) -> None:
    def failed(connection: Connection) -> None:
        insert(connection, "a")
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(failed)
    assert await count(database) == 0
    await write(database, "after")


@pytest.mark.parametrize("after", range(4))
async def test_cancelled_between_two_rows_nothing_is_written(database: Database, after: int) -> None:
    there, go_on = threading.Event(), threading.Event()

    def five(connection: Connection) -> None:
        for row in range(5):
            insert(connection, f"{row}")
            if row == after:
                there.set()
                assert go_on.wait(SECONDS)

    task = asyncio.create_task(database.write(five))
    assert await asyncio.to_thread(there.wait, SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    assert await count(database) == 0
    await write(database, "after")
    assert await count(database) == 1


async def test_cancelled_at_any_moment_all_is_written_or_nothing(database: Database) -> None:
    found: list[int] = []
    tenths = in_time = 0
    while in_time < 3:
        task = asyncio.create_task(write(database, f"moment {tenths}", rows=3))
        await asyncio.sleep(tenths / 10_000)
        in_time += task.done()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        # The cancelled transaction ends on its thread; this one runs after it, and sees its outcome.
        found.append(await database.write(partial(counted, like=f"moment {tenths} %")))
        tenths += 1
    assert set(found) - {0} == {3}
    await write(database, "after")


async def test_cancelling_a_waiting_write_lets_the_next_one_run(database: Database) -> None:
    go_on = threading.Event()
    writing = asyncio.create_task(database.write(lambda _: go_on.wait(SECONDS)))
    waiting = asyncio.create_task(write(database, "impatient"))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    assert await writing
    await asyncio.wait_for(write(database, "after"), 5)
    assert await count(database, "impatient%") == 0


@contextmanager
def held_up(database: Database) -> Iterator[None]:
    """Let what is written in the block wait, so that it is committed together."""
    go_on = threading.Event()
    writing = asyncio.ensure_future(database.write(lambda _: go_on.wait(SECONDS)))
    try:
        yield
    finally:
        go_on.set()
    assert not writing.cancelled()


def committed(database: Database) -> int:
    """Return how many rows somebody else sees."""
    with closing(sqlite3.connect(database.where)) as other:
        return int(other.execute("select count(*) from articles").fetchone()[0])


async def test_what_waits_together_is_committed_together(database: Database) -> None:
    def seen(connection: Connection, name: str) -> int:
        insert(connection, name)
        return committed(database)

    with held_up(database):
        waiting = [asyncio.create_task(database.write(partial(seen, name=f"{n}"))) for n in range(5)]
        await asyncio.sleep(0.01)
    assert await asyncio.gather(*waiting) == [0] * 5
    assert await count(database) == 5


async def test_one_that_fails_takes_none_of_the_others_with_it(database: Database) -> None:
    def failed(connection: Connection) -> None:
        insert(connection, "half")
        raise LookupError

    with held_up(database):
        works: list[Callable[[Connection], None]] = [partial(insert, name=f"{n}") for n in range(3)]
        waiting = [asyncio.create_task(database.write(work)) for work in (*works[:2], failed, works[2])]
        await asyncio.sleep(0.01)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), LookupError, type(None)]
    assert await count(database) == 3


async def test_one_that_is_cancelled_takes_none_of_the_others_with_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    there, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        insert(connection, "slow")
        there.set()
        assert go_on.wait(SECONDS)

    with held_up(database):
        first = asyncio.create_task(write(database, "first"))
        waiting = asyncio.create_task(database.write(slow))
        await asyncio.sleep(0.01)
    assert await asyncio.to_thread(there.wait, SECONDS)
    waiting.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await first
    assert await count(database, "slow") == 0
    assert await count(database, "first%") == 1
    assert not caplog.records


class CancelledAtTheEnd(Future[None]):
    """An outcome that nobody waits for any more, from the moment before its error is set."""

    def set_exception(self, exception: BaseException | None) -> None:
        self.cancel()
        super().set_exception(exception)


@pytest.mark.parametrize("error", [StorageFull, StorageUnreachable])
async def test_one_that_is_cancelled_while_it_fails_leaves_nobody_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: type[StorageError]
) -> None:
    def fails(_: Connection) -> None:
        raise error("for all of them")

    outcomes: list[Future[None]] = [CancelledAtTheEnd(), Future()]
    with held_up(database):
        await asyncio.sleep(0.01)
        waiting = group_commit._Waiting
        monkeypatch.setattr(group_commit, "_Waiting", lambda work: waiting(work, outcomes.pop(0)))
        both = [asyncio.ensure_future(database.write(fails)) for _ in range(2)]
        await asyncio.sleep(0.01)
    with pytest.raises(error):
        await asyncio.wait_for(both[1], SECONDS)
    with pytest.raises(error):
        await both[0]


@contextmanager
def held_by_another(database: Database) -> Iterator[None]:
    """Hold the write lock, as another process would."""
    other = sqlite3.connect(database.where, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


async def test_the_first_connections_wait_for_another_process_that_writes(database: Database) -> None:
    """WAL must be set before anybody uses a new file: changing the mode later does not wait, it fails."""
    with held_by_another(database):
        waiting = asyncio.create_task(write(database, "patient"))
        await asyncio.sleep(0.1)
        assert await count(database) == 0
    await waiting
    assert await count(database, "patient%") == 1


async def test_cancelled_while_another_process_writes_the_next_can_write(database: Database) -> None:
    with held_by_another(database):
        waiting = asyncio.create_task(write(database, "impatient"))
        await asyncio.sleep(0.05)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.wait_for(write(database, "after"), 5)
    assert await count(database, "impatient%") == 0


async def test_a_cancelled_reader_leaves_room_for_the_next(database: Database) -> None:
    """There are four readers: if each cancellation lost one, the fifth query would wait for ever."""
    for tenths in range(15):
        task = asyncio.create_task(count(database))
        await asyncio.sleep(tenths / 10_000)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5):
        assert await asyncio.gather(*(count(database) for _ in range(20))) == [0] * 20


async def test_many_more_readers_than_connections_are_all_served(database: Database) -> None:
    await write(database, "one")
    assert await asyncio.gather(*(count(database) for _ in range(200))) == [1] * 200


def held(folder: Path) -> set[str]:
    """Return the files in the folder that this process has open."""
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
    # asyncio keeps threads of its own for blocking calls.
    def threads() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if not thread.name.startswith("asyncio")}

    before = threads()
    database = await Database.open(folder)
    await use(database)
    assert threads() > before
    assert held(folder)
    await database.close()
    assert threads() == before
    assert held(folder) == set()
