"""Translate errors of PostgreSQL and its driver into StorageErrors that tell the operator what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from retrieval.domain.errors import (
    StorageBroken,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
    StorageUnwritable,
)

# Codes of https://www.postgresql.org/docs/current/errcodes-appendix.html, whole or their first two characters.
# 25P03: our own limit for an idle transaction (locks.py), after which the server has ended the connection.
_UNREACHABLE = {"57P01", "57P02", "57P03", "25P03"}
_CONNECTION = "08"
_FULL = "no space is left for {where}; free some and run the command again: nothing is lost"
_READ_ONLY = "{where} takes no changes: it is a replica, or set to be read only; name the primary server"
_NO_RIGHT = "{where} refuses a right ({said}); let the user of ONRECORD_DATABASE own its tables"
_BROKEN = "{where} is damaged or not a database of On Record ({said}); restore it from a backup"
_BUSY = "{where} was kept busy by others for too long; try again"
_AWAY = "{where} cannot be reached ({said}); check the server, ONRECORD_DATABASE and the network"
_BY_CODE: dict[str, tuple[type[StorageError], str]] = {
    "53100": (StorageFull, _FULL),
    "25006": (StorageUnwritable, _READ_ONLY),
    "42501": (StorageUnwritable, _NO_RIGHT),
    **dict.fromkeys(("42P01", "42703", "XX001", "XX002"), (StorageBroken, _BROKEN)),
    **dict.fromkeys(("40001", "40P01", "53300", "55P03", "57014"), (StorageBusy, _BUSY)),
}


@contextlib.contextmanager
def translated(where: str) -> Iterator[None]:
    """Raise errors of the block as StorageErrors about the database."""
    try:
        yield
    except (DBAPIError, PoolTimeout, psycopg.Error) as error:
        raise _translate(error, where) from error


def is_lost(error: Exception) -> bool:
    """Return whether the server cannot be reached now, or has ended the connection; a later try may succeed."""
    original = getattr(error, "orig", None) or error
    code = getattr(original, "sqlstate", None)
    if code is not None:
        return code in _UNREACHABLE or code.startswith(_CONNECTION)
    return isinstance(original, psycopg.OperationalError)


def _translate(error: Exception, where: str) -> StorageError:
    original = getattr(error, "orig", None) or error
    code = getattr(original, "sqlstate", None)
    # The lines after the first repeat values, which are readers' words.
    said = (str(original).splitlines() or [type(original).__name__])[0]
    kind, sentence = _BY_CODE.get(code or "", (StorageError, "{where}: {said}"))
    if is_lost(error):
        kind, sentence = StorageUnreachable, _AWAY
    elif isinstance(error, PoolTimeout):
        kind, sentence = StorageBusy, _BUSY
    return kind(sentence.format(where=where, said=said))
