"""Run transactions on threads: one that writes, several that read."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable

from retrieval.domain.errors import StorageBroken, StorageError
from storage.database.group_commit import GroupCommit
from storage.database.place import Address, Place, place_of

T = TypeVar("T")

READER_THREADS = 4


class Database:
    """The database at one address.

    A transaction is one function, run from begin to end on one thread (docs/decisions/0016): the event loop never
    waits for a query, and no transaction waits for the event loop.
    """

    def __init__(self, place: Place) -> None:
        """Open nothing yet: use `open`."""
        self.place = place
        self._writing = _Side(place, place.writer(), "writer", threads=1, writes=True)
        self._reading = _Side(place, place.readers(READER_THREADS), "reader", threads=READER_THREADS, writes=False)

    @classmethod
    async def open(cls, address: Address) -> Database:
        """Open the database at an address, making or migrating its tables if need be.  Raise StorageError."""
        place = await asyncio.to_thread(place_of, address)
        await asyncio.to_thread(place.bring_up_to_date)
        return cls(place)

    @property
    def where(self) -> str:
        """Where it is, for messages to the operator."""
        return self.place.where

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction that may write, and commit it.

        Roll it back on any exception, or if the caller was cancelled before it ended.  It may share a transaction with
        others, and be run a second time if one of them fails.
        """
        return await self._writing.run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot, so that all its queries see the same state."""
        return await self._reading.run(work)

    async def rows(self, query: Executable) -> Sequence[Any]:
        """Return the rows of one query."""
        return await self.read(lambda connection: connection.execute(query).all())

    async def change(self, statement: Executable) -> int:
        """Run one statement that writes, and return how many rows it changed."""
        return await self.write(lambda connection: connection.execute(statement).rowcount)

    async def check(self) -> None:
        """Read through the database.  Raise StorageBroken if it is damaged."""
        if (found := await self.read(self.place.damage)) is not None:
            raise StorageBroken(f"{self.where} is damaged ({found}); restore it from a backup")

    async def empty_log(self) -> None:
        """Remove what was deleted from the database's log of changes.

        Readers that take long keep some of it until the next call.
        """
        await self._writing.on_thread(lambda: self.place.empty_log(self._writing.engine))

    def held(self, *, shared: bool = False) -> AbstractContextManager[None]:
        """Let no other process of a bot work on it during the block, except those that share it, too.

        Raise StorageError if one does.
        """
        return self.place.held(shared=shared)

    async def close(self) -> None:
        """Finish what was begun, and accept nothing more."""
        await asyncio.to_thread(self._reading.close)
        await asyncio.to_thread(self._writing.close)
        await asyncio.to_thread(self.place.close)


class _Side:
    """Threads with one connection each, on which transactions run one after another."""

    def __init__(self, place: Place, engine: Engine, name: str, *, threads: int, writes: bool) -> None:
        self.engine = engine
        self._place = place
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=f"database-{name}")
        self._submit: Callable[[Callable[[Connection], Any]], Future[Any]]
        self._submit = GroupCommit(self._threads, self._transaction).submit if writes else self._alone

    async def run(self, work: Callable[[Connection], T]) -> T:
        try:
            begun = self._submit(work)
        except RuntimeError as error:
            raise StorageError(f"{self._place.where} has been closed: the bot is stopping") from error
        return await asyncio.wrap_future(begun)

    def _alone(self, work: Callable[[Connection], T]) -> Future[T]:
        return self._threads.submit(self._read, work)

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._transaction() as connection:
            return work(connection)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._place.translated(), self._place.connected(self.engine) as connection, connection.begin():
            yield connection

    async def on_thread(self, work: Callable[[], None]) -> None:
        """Run `work` between transactions."""

        def run() -> None:
            with self._place.translated():
                work()

        await asyncio.wrap_future(self._threads.submit(run))

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self.engine.dispose()
