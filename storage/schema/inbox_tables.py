"""The tables of what comes in from Telegram, and of the bot that receives it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import Base, partial_index


class InboxRow(Base):
    """An update from Telegram, as storage.ports.inbox describes it.

    `content` is None once it is done.  `worker` is whose it is; None: nobody's yet.
    """

    __tablename__ = "inbox"
    # Each start asks what is unfinished, among the numbers of two days.
    __table_args__ = (partial_index("state", where="state <> 'done'"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(8))
    starts: Mapped[int]
    at: Mapped[datetime]
    content: Mapped[dict[str, Any] | None]
    worker: Mapped[str | None] = mapped_column(String(32))


class BotRow(Base):
    """The bot that owns the store; there is at most one row."""

    __tablename__ = "bots"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    since: Mapped[datetime]
