"""A PostgreSQL database as a Place: its connections, and what becomes of them when the server is lost."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError

from retrieval.domain.errors import StorageError
from retrieval.domain.ports import Encoder
from storage.database.place import ServerAddress
from storage.database.postgres import migration
from storage.database.postgres.error_translation import is_lost, translated
from storage.database.postgres.locks import hold_writing, take_running
from storage.database.postgres.vector_index import PgvectorStore

log = logging.getLogger(__name__)

# How long transactions wait for a server that is gone, so that a restart or a failover is hardly noticed.  After that
# they fail at once, so that nothing queues behind them.
PATIENCE_SECONDS = 5.0
RETRY_SECONDS = 0.2
_DEFAULTS: dict[str, Any] = {
    "application_name": "onrecord", "client_encoding": "utf8", "connect_timeout": 5,
    # A server that vanished without a word is noticed within ten seconds.
    "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 10_000,
    # Of several hosts, the one that takes changes.
    "target_session_attrs": "read-write",
}  # fmt: skip


class PostgresServer:
    """The Place of a database on a server.

    Writers take turns by a lock, as SQLite's do.  Readers see one snapshot (REPEATABLE READ).  A connection is tried
    before it is used, so that no transaction fails because the server was restarted since the last one.
    """

    def __init__(self, address: ServerAddress) -> None:
        try:
            named = conninfo_to_dict(address.url)
        except psycopg.Error:
            # Its message repeats the address, password and all.
            raise StorageError(
                "ONRECORD_DATABASE is no address that PostgreSQL understands; write "
                "postgresql://user:password@host/database, with % before the code of a special character"
            ) from None
        self._arguments = {**_DEFAULTS, **named}
        host = str(named.get("host") or named.get("hostaddr") or "localhost")
        name = named.get("dbname") or named.get("user") or ""
        self._where = f"postgresql://{'' if host.startswith('/') else host}/{name}"
        self._lock = threading.Lock()
        self._closing = contextlib.ExitStack()
        self._lost_since: float | None = None

    @property
    def where(self) -> str:
        return self._where

    def exists(self) -> bool:
        try:
            with self._migrating() as engine:
                return migration.has_tables(engine, self.where)
        except StorageError:
            # Opening it says what is wrong.
            return True

    def bring_up_to_date(self) -> None:
        with self._migrating() as engine:
            migration.bring_up_to_date(engine, self.where)

    @contextlib.contextmanager
    def empty_at(self, revision: str) -> Iterator[Connection]:
        with self._migrating() as engine, migration.empty_database(engine, self.where, revision) as connection:
            yield connection

    def writer(self) -> Engine:
        engine = self._engine(1, isolation_level="READ COMMITTED")
        # Each statement sees what others committed before the lock was ours.
        event.listen(engine, "begin", hold_writing)
        return engine

    def readers(self, connections: int) -> Engine:
        engine = self._engine(connections, isolation_level="REPEATABLE READ")
        return engine.execution_options(postgresql_readonly=True)

    def connected(self, engine: Engine) -> Connection:
        while True:
            try:
                connection = engine.connect()
            except DBAPIError as error:
                if not is_lost(error) or not self._is_worth_waiting():
                    raise
                time.sleep(RETRY_SECONDS)
            else:
                self._found()
                return connection

    def _is_worth_waiting(self) -> bool:
        """Return whether the server was lost a moment ago; say so the first time."""
        now = time.monotonic()
        with self._lock:
            if self._lost_since is None:
                self._lost_since = now
                log.warning("%s cannot be reached; trying again", self.where)
            return now - self._lost_since < PATIENCE_SECONDS

    def _found(self) -> None:
        with self._lock:
            if self._lost_since is not None:
                self._lost_since = None
                log.warning("%s is reached again", self.where)

    def translated(self) -> AbstractContextManager[None]:
        return translated(self.where)

    @contextlib.contextmanager
    def held(self, *, shared: bool = False) -> Iterator[None]:
        with translated(self.where):
            # Of its own, so that the lock lasts as long as the process.
            connection = self._connect()
        try:
            with translated(self.where):
                # Without a transaction, which would keep the server from cleaning up.
                connection.autocommit = True
                is_ours = take_running(connection, shared=shared)
            if not is_ours:
                raise StorageError(f"another bot is running on {self.where}; stop it first, or name another database")
            yield
        finally:
            connection.close()

    def shared_vectors(self, encoder: Encoder) -> PgvectorStore | None:
        store = PgvectorStore(self._connect, self.where, encoder)
        self._closing.callback(store.close)
        return store if store.is_possible() else None

    def close(self) -> None:
        self._closing.close()

    def damage(self, connection: Connection) -> str | None:
        """Read every row: the server finds broken pages by their checksums, and raises an error."""
        for table in inspect(connection).get_table_names():
            connection.exec_driver_sql(f'select sum(octet_length(one::text)) from "{table}" as one')  # noqa: S608
        return None

    def empty_log(self, writer: Engine) -> None:
        """Leave it: the server's log and its vacuum belong to whoever operates it."""

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(**self._arguments)

    def _engine(self, connections: int, **options: Any) -> Engine:
        # Parameters are readers' words, and errors are logged.
        return create_engine(
            "postgresql+psycopg://", creator=self._connect, pool_size=connections, max_overflow=0,
            pool_pre_ping=True, hide_parameters=True, **options,
        )  # fmt: skip

    @contextlib.contextmanager
    def _migrating(self) -> Iterator[Engine]:
        with translated(self.where):
            engine = self._engine(1, isolation_level="READ COMMITTED")
            try:
                yield engine
            finally:
                engine.dispose()
