"""The advisory locks by which processes agree; the server releases them however a process ends."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Connection

# The first of the two numbers of every lock of ours; the letters "OnRe".
_OURS = 0x4F6E5265
_WRITING, _RUNNING, _INDEX = 1, 2, 3
# Another process, say an `onrecord add` while the bot runs, may write for a whole batch.
BUSY_SECONDS = 15
# A process that holds the lock and asks for nothing was paused, or its machine is gone: the server ends its
# transaction.  Otherwise nobody could write until the server notices, after two hours with its own settings.
IDLE_SECONDS = 10


def hold_writing(connection: Connection, *, may_idle: bool = False) -> None:
    """Wait until no other transaction writes, and keep the others waiting until this one ends.

    Stores read before they write, the next free generation for example, and rely on nobody writing in between.
    With `may_idle`, the transaction may do without the server for as long as it takes.
    """
    connection.exec_driver_sql(
        f"select set_config('lock_timeout', '{BUSY_SECONDS}s', true), "
        f"set_config('idle_in_transaction_session_timeout', '{0 if may_idle else IDLE_SECONDS}s', true), "
        f"pg_advisory_xact_lock({_OURS}, {_WRITING})"
    )


def take_running(connection: psycopg.Connection[Any], *, shared: bool) -> bool:
    """Become the one process of a bot on the database, or one of several that share it, while the connection lasts.

    Return False if there is another, or one that does not share.
    """
    function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
    found = connection.execute(f"select {function}(%s, %s)", (_OURS, _RUNNING)).fetchone()
    return found is not None and bool(found[0])


def hold_index(connection: psycopg.Connection[Any]) -> None:
    """Wait until no other process saves the index, and keep the others waiting until this transaction ends."""
    connection.execute("select pg_advisory_xact_lock(%s, %s)", (_OURS, _INDEX))
