"""The tables of background jobs, and of the documents that editors send for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.schema.base import NEVER_REUSES_IDS, Base


class JobRow(Base):
    """A background job: the chat, the message that `asked` for it, and the message that shows its progress.

    `message_id` None: no such message was sent yet.  `who` to `update_id` are the actor (retrieval.domain.changes).
    `worker` runs it.
    """

    __tablename__ = "jobs"
    # A button must never meet the id of another job.
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
    worker: Mapped[str | None] = mapped_column(String(32))


class SentDocumentRow(Base):
    """A document that an editor sent, alone or in an album, and the newest job that reads it (None: none)."""

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
