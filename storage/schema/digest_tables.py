"""The tables of what digests showed, and of what they leave out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import STORED_BY_KEY, Base


class ToldRow(Base):
    """An article of a story that a digest told a chat, or a topic of it (0: none), and when it last did."""

    __tablename__ = "told_articles"
    __table_args__ = (STORED_BY_KEY,)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LeftOutRow(Base):
    """An article of a story that a chat, or a topic of it, wants left out of its digests."""

    __tablename__ = "left_out_stories"
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
