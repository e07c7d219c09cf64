"""Say where a database is, and what each kind of database must provide to be one of On Record's."""

from __future__ import annotations

import importlib.util
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from retrieval.domain.errors import StorageError
from retrieval.domain.ports import Encoder, IndexStore, VectorIndex

_DRIVER = "psycopg"


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The address of a PostgreSQL database, as its own tools take it.  The password never shows in a message."""

    url: str = field(repr=False)

    def __post_init__(self) -> None:
        if not re.match(r"postgres(ql)?://\S+$", self.url):
            raise ValueError("must be an address like postgresql://user:password@host/database")


Address = Path | ServerAddress
"""The data folder of an embedded database, or the address of a server's."""


class Place(Protocol):
    """One database.  Its methods block; those that open or read it raise StorageError."""

    @property
    def where(self) -> str:
        """Name it in messages to the operator, without a password."""

    def exists(self) -> bool:
        """Return whether there is anything, so that opening it makes nothing.  Errors count as yes."""

    def bring_up_to_date(self) -> None:
        """Make the tables, or migrate them to this version's, all or nothing, and by one process at a time."""

    def empty_at(self, revision: str) -> AbstractContextManager[Connection]:
        """Make empty tables of a revision, let the block fill them, and migrate them to this version's.

        All in one transaction, while nobody else opens the database.  Raise StoreNotEmpty if anything is stored.
        """

    def writer(self) -> Engine:
        """Return an engine with one connection, on which transactions run one after another.

        None fails because another process writes at the same time; those wait.
        """

    def readers(self, connections: int) -> Engine:
        """Return an engine whose transactions see one snapshot each and change nothing."""

    def connected(self, engine: Engine) -> Connection:
        """Take a connection that works, with nothing begun on it."""

    def translated(self) -> AbstractContextManager[None]:
        """Raise the driver's errors of the block as StorageErrors that tell the operator what to do."""

    def held(self, *, shared: bool = False) -> AbstractContextManager[None]:
        """Let no other process of a bot work on the database during the block, except others that share it, too.

        Raise StorageError if one does.
        """

    def shared_vectors(self, encoder: Encoder) -> IndexStore[VectorIndex] | None:
        """Return the vector index that the database keeps; None if it can keep none.  Raise StorageError."""

    def close(self) -> None:
        """Close what is open beside the engines."""

    def damage(self, connection: Connection) -> str | None:
        """Read through the database and return what is wrong with it; None: nothing was found."""

    def empty_log(self, writer: Engine) -> None:
        """Remove what was deleted from the log of changes, if that is ours to do and needs no waiting."""


def place_of(address: Address) -> Place:
    """Return the database at an address.  Raise StorageError if its driver is not installed."""
    if isinstance(address, Path):
        from storage.database.sqlite.file import SqliteFile  # noqa: PLC0415  each loads its driver

        return SqliteFile(address)
    if importlib.util.find_spec(_DRIVER) is None:
        raise StorageError(
            "PostgreSQL needs a driver that is not installed: run pip install 'onrecord[postgres]', or leave out "
            "ONRECORD_DATABASE to store everything in the data folder"
        )
    from storage.database.postgres.server import PostgresServer  # noqa: PLC0415

    return PostgresServer(address)
