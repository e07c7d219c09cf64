"""The tables of what chats follow, and of the alerts about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import NEVER_REUSES_IDS, Base, partial_index


class WatchRow(Base):
    """A person or words that a chat follows in one of its topics (0: no topic), as storage.ports.watches.Watch.

    `word` is one word of the key, by which a new article's watches are found: of a person, the surname.
    """

    __tablename__ = "watches"
    __table_args__ = (
        UniqueConstraint("chat_id", "topic", "kind", "key"),
        Index(None, "word", "kind"),
        # A button must never meet the id of another watch.
        NEVER_REUSES_IDS,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    topic: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    key: Mapped[str]
    word: Mapped[str]
    since: Mapped[datetime]


class AlertRow(Base):
    """An article that a chat was alerted of for a watch, or will be: `waits` for the next day.

    `said` are digests of the new words, by which the same words in another article are known again.
    """

    __tablename__ = "alerts"
    __table_args__ = (partial_index("waits", where="waits"),)
    watch_id: Mapped[int] = mapped_column(ForeignKey("watches.id", ondelete="CASCADE"), primary_key=True)
    article: Mapped[str] = mapped_column(primary_key=True)
    said: Mapped[list[Any]]
    at: Mapped[datetime]
    waits: Mapped[bool] = mapped_column(server_default=false())


class AlertChatRow(Base):
    """How many alerts a chat wants `per_day`, and how many it got on the last `day` with any.

    `quiet_from` and `quiet_until` are minutes of its day between which it gets none.  Not `reachable`: the reader
    blocked the bot, or it was removed.
    """

    __tablename__ = "alert_chats"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    per_day: Mapped[int]
    day: Mapped[str | None] = mapped_column(String(10))
    sent: Mapped[int]
    reachable: Mapped[bool] = mapped_column(server_default=true())
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]


class AlertScanRow(Base):
    """The one row that says up to which revision articles were looked through for alerts."""

    __tablename__ = "alert_scan"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
