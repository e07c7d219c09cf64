"""The vector index in pgvector: one table that all processes share, searched by HNSW once it is large.

The table is derived (docs/decisions/0057): it lies in a schema of its own, which neither migrations nor exports know.
What was added or removed since the last save is held in memory, and searched there.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg

from retrieval.domain.errors import IndexBroken, StorageError
from retrieval.domain.ports import NO_GENERATION, Encoder, Generation, Vectors
from storage.database.postgres.error_translation import is_lost, translated
from storage.database.postgres.locks import hold_index

log = logging.getLogger(__name__)

FORMAT = 1
SCHEMA = "onrecord_index"
_VECTORS, _ABOUT = f"{SCHEMA}.vectors", f"{SCHEMA}.about"
# Below this, comparing with every vector takes less than HNSW saves, and is exact (tests/benchmarks/beyond.py).
EXACT_BELOW = 5_000
# pgvector indexes no longer vectors of half precision.
MAX_INDEXED_DIMENSION = 4_000
# Candidates that HNSW keeps while it searches: more find more of the nearest, and take longer.
MIN_CANDIDATES, MAX_CANDIDATES = 100, 1_000
_HALF = np.dtype(">f2")

Connect = Callable[[], "psycopg.Connection[Any]"]


class SharedTable:
    """The connection to the table, opened when first needed and again after the server was lost."""

    def __init__(self, connect: Connect, where: str) -> None:
        self.where = where
        self._connect = connect
        self._connection: psycopg.Connection[Any] | None = None
        self._candidates = 0

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        """Begin a transaction.  Raise StorageError."""
        # So that it begins on a connection that works.
        self.rows("select 1")
        with translated(self.where):
            connection = self._open()
            with connection.transaction():
                yield connection

    def rows(
        self, query: str, values: Sequence[Any] = (), *, binary: bool = False, candidates: int | None = None
    ) -> list[Any]:
        """Return the rows of a query, asked twice if the server was lost since the last one.  Raise StorageError.

        HNSW keeps so many `candidates` while it searches.
        """
        with translated(self.where):
            for is_last in (False, True):
                try:
                    connection = self._open()
                    if candidates is not None and candidates != self._candidates:
                        _run(connection, f"set hnsw.ef_search = {candidates}")
                        self._candidates = candidates
                    return _run(connection, query, values, binary=binary).fetchall()
                except psycopg.Error as error:
                    if is_last or not is_lost(error):
                        raise
        raise AssertionError("the second try returns or raises")

    def do(self, statement: str) -> None:
        """Run one statement outside a transaction.  Raise StorageError."""
        with translated(self.where):
            _run(self._open(), statement)

    def close(self) -> None:
        """Close the connection; it is opened again if there is more to do."""
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = self._connect()
            self._connection.autocommit = True
            # Where HNSW leaves out rows, it is to search on until there are enough.
            self._connection.execute("set hnsw.iterative_scan = strict_order")
            self._candidates = 0
        return self._connection


class PgvectorIndex:
    """A VectorIndex of unit vectors at half precision."""

    def __init__(self, table: SharedTable, encoder: str, dimension: int, *, is_new: bool) -> None:
        """`is_new`: it is empty, and replaces what the table has once it is saved."""
        self.generation = NO_GENERATION
        self._table = table
        self._encoder, self._dimension = encoder, dimension
        self._is_new = is_new
        self._added: dict[int, Vectors] = {}
        self._gone: set[int] = set()

    def __len__(self) -> int:
        if self._is_new:
            return len(self._added)
        condition, values = self._elsewhere()
        return int(self._table.rows(f"select count(*) from {_VECTORS} {condition}", values)[0][0]) + len(self._added)

    def _elsewhere(self) -> tuple[str, list[list[int]]]:
        """Return the condition that leaves out what is held in memory, and its values.

        Another process may have added or removed the same.
        """
        own = [*self._gone, *self._added]
        return ("where passage <> all(%s)", [own]) if own else ("", [])

    def present(self, ids: Sequence[int]) -> set[int]:
        """Return which of these are in the index."""
        rest = [i for i in ids if i not in self._added and i not in self._gone]
        query = f"select passage from {_VECTORS} where passage = any(%s)"
        stored = self._table.rows(query, [rest]) if rest and not self._is_new else ()
        return {i for (i,) in stored} | {i for i in ids if i in self._added}

    def ids(self) -> set[int]:
        stored = () if self._is_new else self._table.rows(f"select passage from {_VECTORS}")
        return ({i for (i,) in stored} - self._gone) | self._added.keys()

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors of shape (len(ids), dimension); the ids must be new to this index."""
        self._added.update(zip(ids, np.asarray(vectors, np.float32), strict=True))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove passages; unknown ids are ignored."""
        self._gone |= self.present([i for i in ids if self._added.pop(i, None) is None])

    def vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return vectors of shape (dimension,) by id, at half precision as stored; unknown ids are left out."""
        found = {i: self._added[i] for i in ids if i in self._added}
        rest = [i for i in ids if i not in found and i not in self._gone]
        if rest and not self._is_new:
            query = f"select passage, vector from {_VECTORS} where passage = any(%s)"
            for passage, packed in self._table.rows(query, [rest], binary=True):
                found[passage] = np.frombuffer(packed, _HALF, offset=4).astype(np.float32)
        return {i: found[i] for i in dict.fromkeys(ids) if i in found}

    def search(self, vector: Vectors, k: int, within: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return at most `k` (id, cosine), best first; only among the ids `within` if given.

        `vector` has shape (dimension,).
        """
        if k < 1:
            return []
        allowed = None if within is None else set(within)
        own = [i for i in self._added if allowed is None or i in allowed]
        cosines = np.stack([self._added[i] for i in own]) @ vector if own else ()
        hits = [(i, float(cosine)) for i, cosine in zip(own, cosines, strict=True)]
        if not self._is_new and allowed != set():
            hits += self._stored_hits(vector, k, within)
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def _stored_hits(self, vector: Vectors, k: int, within: Sequence[int] | None) -> list[tuple[int, float]]:
        wanted = "[" + ",".join(map(repr, vector.tolist())) + "]"
        nearest = "select passage, -(vector <#> %s::halfvec) from {} {} order by vector <#> %s::halfvec limit %s"
        if within is not None:
            # Chosen first, so that all of them are compared: HNSW would look for them among its candidates only.
            chosen = f"with chosen as materialized (select * from {_VECTORS} where passage = any(%s)) "
            rest = [i for i in within if i not in self._gone and i not in self._added]
            return self._table.rows(chosen + nearest.format("chosen", ""), [rest, wanted, wanted, k])
        condition, values = self._elsewhere()
        candidates = min(max(MIN_CANDIDATES, 2 * k), MAX_CANDIDATES)
        query = nearest.format(_VECTORS, condition)
        return self._table.rows(query, [wanted, *values, wanted, k], candidates=candidates)

    def save(self) -> None:
        """Write what is new to the table.  Raise StorageError; what was saved before then stays."""
        with self._table.transaction() as connection:
            hold_index(connection)
            if self._is_new:
                _make_table(connection, self._dimension)
            if self._gone:
                _run(connection, f"delete from {_VECTORS} where passage = any(%s)", [[*self._gone]])
            if self._added:
                _copy(connection, self._added)
            # Another process may have brought the table further.
            _run(
                connection,
                f"insert into {_ABOUT} values (1, %s, %s, %s, %s) on conflict (id) do update set "
                "format = excluded.format, encoder = excluded.encoder, generation = excluded.generation, "
                "token = excluded.token where about.generation <= excluded.generation",
                [FORMAT, self._encoder, self.generation.number, self.generation.token],
            )
        self._is_new, self._added, self._gone = False, {}, set()
        if self._dimension <= MAX_INDEXED_DIMENSION and len(self) >= EXACT_BELOW:
            # It waits for nobody, and whoever comes second finds it there.
            self._table.do(
                f"create index if not exists vectors_nearest on {_VECTORS} using hnsw (vector halfvec_ip_ops)"
            )


class PgvectorStore:
    """The IndexStore of vectors in a database on a server."""

    def __init__(self, connect: Connect, where: str, encoder: Encoder) -> None:
        self._table = SharedTable(connect, where)
        self._encoder = encoder

    def close(self) -> None:
        """Close the connection; it is opened again if there is more to do."""
        self._table.close()

    @property
    def location(self) -> str:
        return self._table.where

    def is_possible(self) -> bool:
        """Return whether the server has pgvector; add it to the database if this user may.  Raise StorageError."""
        known = self._table.rows("select installed_version from pg_available_extensions where name = 'vector'")
        if known and known[0][0] is None:
            try:
                self._table.do("create extension if not exists vector")
            except StorageError as error:
                log.warning("pgvector cannot be added, so vectors stay in the data folder: %s", error)
                return False
        return bool(known)

    def empty(self) -> PgvectorIndex:
        return PgvectorIndex(self._table, self._encoder.fingerprint, self._encoder.dimension, is_new=True)

    def load(self) -> PgvectorIndex | None:
        """Return the saved index; None if none was saved.  Raise IndexBroken, also if another encoder made it."""
        found = self._about()
        if found is None:
            return None
        made_by, encoder, generation, token = found
        if made_by != FORMAT:
            raise IndexBroken(f"the index is of format {made_by}, not {FORMAT}")
        if encoder != self._encoder.fingerprint:
            raise IndexBroken(f"the index was built with {encoder}, not {self._encoder.fingerprint}")
        index = PgvectorIndex(self._table, encoder, self._encoder.dimension, is_new=False)
        index.generation = Generation(generation, token)
        return index

    def saved_generation(self) -> int:
        found = self._about()
        return 0 if found is None else int(found[2])

    def _about(self) -> tuple[int, str, int, str] | None:
        if self._table.rows("select to_regclass(%s)", [f"{_ABOUT}"])[0][0] is None:
            return None
        rows = self._table.rows(f"select format, encoder, generation, token from {_ABOUT}")
        return rows[0] if rows else None


def _make_table(connection: psycopg.Connection[Any], dimension: int) -> None:
    """Make the tables anew, which undoes what another encoder made."""
    for statement in (
        f"create schema if not exists {SCHEMA}",
        f"drop table if exists {_VECTORS}, {_ABOUT}",
        f"create table {_ABOUT} (id int primary key, format int, encoder text, generation bigint, token text)",
        f"create table {_VECTORS} (passage bigint primary key, vector halfvec({int(dimension)}) not null)",
        # Not moved out of line, where each would be a read of its own.
        f"alter table {_VECTORS} alter column vector set storage plain",
    ):
        _run(connection, statement)


def _copy(connection: psycopg.Connection[Any], added: dict[int, Vectors]) -> None:
    """Add vectors; those that another process added meanwhile are there already."""
    _run(connection, f"create temp table added (like {_VECTORS}) on commit drop")
    with connection.cursor().copy("copy added from stdin (format binary)") as rows:
        rows.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
        for passage, vector in added.items():
            packed = struct.pack(">HH", len(vector), 0) + vector.astype(_HALF).tobytes()
            rows.write(struct.pack(">hiqi", 2, 8, passage, len(packed)) + packed)
        rows.write(struct.pack(">h", -1))
    _run(connection, f"insert into {_VECTORS} select * from added on conflict do nothing")
    connection.execute("drop table added")


def _run(
    connection: psycopg.Connection[Any], statement: str, values: Sequence[Any] = (), *, binary: bool = False
) -> psycopg.Cursor[Any]:
    """Run a statement, which is made of constants; values are bound."""
    return connection.execute(statement, values, binary=binary)
