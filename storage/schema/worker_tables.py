"""The tables of the processes that work for one bot."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base


class WorkerRow(Base):
    """A process that works, and when it last showed that it lives."""

    __tablename__ = "workers"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    seen: Mapped[datetime]


class DutyRow(Base):
    """What one worker does for all."""

    __tablename__ = "duties"
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    worker: Mapped[str] = mapped_column(String(32))
