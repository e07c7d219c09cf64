"""The tables of long work that editors ask for on Telegram, and of the documents that they send for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import NEVER_REUSES_IDS, Base


class JobRow(Base):
    """Long work that an editor asked for: in which chat, by which message, and which one shows how far it is.

    `message_id` None: none is sent yet.  The rest is who is the actor, see retrieval.domain.changes.
    """

    __tablename__ = "jobs"
    # AUTOINCREMENT: a button must never meet an id again that meant another one.
    __table_args__ = (NEVER_REUSES_IDS,)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    asked: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    who: Mapped[str]
    user_id: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[str]
    update_id: Mapped[int] = mapped_column(BigInteger, index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]


class SentDocumentRow(Base):
    """A document that an editor sent, alone or in an album, and the newest job that it belongs to (None: none)."""

    __tablename__ = "sent_documents"
    __table_args__ = (Index(None, "chat_id", "album"),)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    album: Mapped[str | None]
    file_id: Mapped[str]
    name: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
