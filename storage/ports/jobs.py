"""Background jobs: long work that an editor starts on Telegram, and the documents that they send for it.

Both are written down before anything is done, so that after a crash the bot can say what was interrupted and start it
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrieval.domain.changes import Actor


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A document in a message: Telegram's id of the file, its name, and its size in bytes (None: Telegram did not say).

    All messages of one album have the same `album`; None: the document came alone.
    """

    chat: int
    message: int
    album: str | None
    file: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A sent document, and whether a job was `asked` to read it; `taken` means that this job was not interrupted."""

    document: SentDocument
    asked: bool
    taken: bool


class JobKind(StrEnum):
    """What a job does."""

    ADD = "add"
    UNDO = "undo"


class JobStage(StrEnum):
    """How far a job is.  INTERRUPTED: it did not finish, because the process ended or something failed."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Job:
    """A job of one chat.

    The message `asked` asked for it; the message `message` shows its progress (None: not sent yet).  `by` is always a
    Telegram user, with an update.  `worker` is the process that runs it.
    """

    kind: JobKind
    chat: int
    asked: int
    by: Actor
    message: int | None = None
    stage: JobStage = JobStage.RUNNING
    number: int = 0
    worker: str | None = None


class Jobs(Protocol):
    """Keeps jobs; those that ended are deleted after a week."""

    async def begin(self, job: Job, documents: Sequence[SentDocument] = ()) -> Job:
        """Write a job down, with the documents that it reads, and return it with its number.

        If the same Telegram update began a job that was interrupted, begin that one again; otherwise raise AlreadyDone.
        """

    async def add_documents(self, job: Job, documents: Sequence[SentDocument]) -> None:
        """Add documents that arrived after the job had begun."""

    async def set_status_message(self, number: int, message: int) -> None:
        """Record which message shows the progress of a job."""

    async def end(self, number: int, stage: JobStage) -> None:
        """Record how a job ended."""

    async def get(self, number: int, chat: int) -> Job | None:
        """Return a job; None if it is no longer stored, or belongs to another chat."""

    async def is_status_message(self, chat: int, message: int) -> bool:
        """Return whether a message shows a job, other than an interrupted one."""

    async def running(self) -> list[Job]:
        """Return the jobs that have not ended.  Those whose worker is dead were interrupted by a crash."""


class SentDocuments(Protocol):
    """Keeps documents that editors sent, for two days: an album arrives in pieces, and a button is pressed later."""

    async def put(self, document: SentDocument) -> None:
        """Store a document; one that is stored already stays as it is."""

    async def with_album(self, chat: int, message: int) -> list[TakenDocument]:
        """Return the document of a message with the rest of its album so far, in order; empty if there is none."""
