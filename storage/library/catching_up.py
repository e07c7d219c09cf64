"""Work out for stored articles what this version keeps about each, a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Select, select

from storage.database.engine import Database
from storage.schema.tables import RevisionRow

T = TypeVar("T")
Made = tuple[int, int, T]
"""The numbers of an article and its revision, and what was made of its text."""


async def catch_up(
    database: Database,
    waiting: Select[int, int, str, str | None, datetime | None],
    make: Callable[[str, str | None, datetime | None], T],
    write: Callable[[Connection, Iterator[Made[T]]], None],
) -> int:
    """Make something of each waiting text in a thread, write it in one transaction, and return how many waited.

    `waiting` selects the id of a revision, its article, text, title and date.  `write` gets those that are still
    current; another process may have written theirs in the meantime.
    """
    rows = await database.rows(waiting)
    if not rows:
        return 0
    made = await asyncio.to_thread(lambda: [make(row.text, row.title, row.published) for row in rows])

    def still_current(connection: Connection) -> Iterator[Made[T]]:
        for row, one in zip(rows, made, strict=True):
            still = select(RevisionRow.id).where(RevisionRow.id == row.id, RevisionRow.current)
            if connection.execute(still).first() is not None:
                yield row.article_id, row.id, one

    await database.write(lambda connection: write(connection, still_current(connection)))
    return len(rows)
