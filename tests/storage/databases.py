"""Plain connections to a data folder's file, without the stores on top."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine


@contextmanager
def connected(file: Path) -> Iterator[Connection]:
    """Open the file in one transaction that is committed at the end; foreign keys are not enforced."""
    engine = create_engine(URL.create("sqlite", database=str(file)))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
