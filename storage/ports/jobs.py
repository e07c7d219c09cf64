"""Background jobs and the documents they take: the values, and the protocols of what keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrieval.domain.changes import Actor


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A document in a message of a chat: Telegram's id of the file, its name, and its bytes where Telegram says so.

    `album` is what all messages of one album share; None: it came alone.
    """

    chat: int
    message: int
    album: str | None
    file: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class TakenDocument:
    """A sent document; `asked`: a job has it; `taken`: one that was not interrupted."""

    document: SentDocument
    asked: bool
    taken: bool


class JobKind(StrEnum):
    """What is done."""

    ADD = "add"
    UNDO = "undo"


class JobStage(StrEnum):
    """How a job stands.  INTERRUPTED ended before its end, because the process did or something failed."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that `by` asked for in a chat, by the message `asked`; `message` shows how far it is (None: not sent yet).

    `by` has a user and an update: it is Telegram that asks.
    """

    kind: JobKind
    chat: int
    asked: int
    by: Actor
    message: int | None = None
    stage: JobStage = JobStage.RUNNING
    number: int = 0


class Jobs(Protocol):
    """Long work that editors started on Telegram, kept so that it survives the process."""

    async def begin(self, job: Job, documents: Sequence[SentDocument] = ()) -> Job:
        """Write it down with the documents that it takes, before anything is done.

        Raises AlreadyDone where the same update has begun one already, unless that was interrupted: it is begun again.
        """

    async def take(self, job: Job, documents: Sequence[SentDocument]) -> None:
        """Further documents that came after it was begun."""

    async def shown(self, number: int, message: int) -> None:
        """Which message shows how far it is."""

    async def end(self, number: int, stage: JobStage) -> None: ...

    async def of(self, number: int, chat: int) -> Job | None:
        """The job of that number, if it is of that chat."""

    async def shown_by(self, chat: int, message: int) -> bool:
        """Whether a message shows a job that goes on or came to its end, not one that was interrupted."""

    async def running(self) -> list[Job]:
        """Those not ended.  On start these are what an earlier end of the process broke off."""


class SentDocuments(Protocol):
    """Documents that editors sent: an album arrives piece by piece, and a button is pressed later."""

    async def put(self, document: SentDocument) -> None:
        """Keep it; one that is kept already stays as it is."""

    async def with_album(self, chat: int, message: int) -> list[TakenDocument]:
        """The document of a message, with all that came in the same album so far, in their order; empty: none."""
