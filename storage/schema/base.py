"""What all tables share: naming of constraints, types, and SQLite's table options."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Index, Integer, MetaData
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Takes aware datetimes and returns them in UTC.  Databases keep naive values; only UTC ones are written."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        # SQLite's have 64 bits whatever they are called, and it numbers rows only by an INTEGER.
        int: BigInteger().with_variant(Integer(), "sqlite"),
    }


# Options of SQLite's.  PostgreSQL never reuses an id, and has no such tables.
NEVER_REUSES_IDS: dict[str, Any] = {"sqlite_autoincrement": True}
STORED_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}


def partial_index(column: str, where: str) -> Index:
    """Build an index on one column that holds only the rows for which `where` is true."""
    return Index(None, column, sqlite_where=sql(where), postgresql_where=sql(where))
