"""Keep background jobs, so that after a crash none leaves its status message waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from retrieval.domain.changes import Actor
from retrieval.domain.errors import AlreadyDone
from storage.database.engine import Database
from storage.library.change_log import UPDATE_REPLAY_PERIOD
from storage.ports.jobs import Job, JobKind, JobStage, SentDocument
from storage.schema.job_tables import JobRow, SentDocumentRow

# For jobs that have ended; their buttons work for a day.
ENDED_JOB_RETENTION = timedelta(days=7)


class SqlJobs:
    """The Jobs port on SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime], worker: str | None = None) -> None:
        """`worker` is the id of the process that runs jobs."""
        self._database = database
        self._now = now
        self._worker = worker

    async def begin(self, job: Job, documents: Sequence[SentDocument] = ()) -> Job:
        def begun(connection: Connection) -> Job:
            now = self._now()
            old = JobRow.state != JobStage.RUNNING.value, JobRow.at < now - ENDED_JOB_RETENTION
            connection.execute(delete(JobRow).where(*old))
            ours = replace(job, worker=self._worker)
            number = _interrupted_before(connection, ours, now) or _inserted(connection, ours, now)
            _take(connection, number, documents)
            return replace(ours, number=number)

        return await self._database.write(begun)

    async def add_documents(self, job: Job, documents: Sequence[SentDocument]) -> None:
        await self._database.write(lambda connection: _take(connection, job.number, documents))

    async def set_status_message(self, number: int, message: int) -> None:
        await self._change(number, message_id=message)

    async def end(self, number: int, stage: JobStage) -> None:
        await self._change(number, state=stage.value)

    async def get(self, number: int, chat: int) -> Job | None:
        where = JobRow.id == number, JobRow.chat_id == chat
        rows = await self._database.rows(_ALL.where(*where))
        return _job(rows[0]) if rows else None

    async def is_status_message(self, chat: int, message: int) -> bool:
        where = JobRow.chat_id == chat, JobRow.message_id == message, JobRow.state != JobStage.INTERRUPTED.value
        return bool(await self._database.rows(_ALL.where(*where)))

    async def running(self) -> list[Job]:
        rows = await self._database.rows(_ALL.where(JobRow.state == JobStage.RUNNING.value).order_by(JobRow.id))
        return [_job(row) for row in rows]

    async def _change(self, number: int, **values: Any) -> None:
        await self._database.change(update(JobRow).where(JobRow.id == number).values(**values))


_ALL = select(
    JobRow.id,
    JobRow.kind,
    JobRow.chat_id,
    JobRow.asked,
    JobRow.message_id,
    JobRow.who,
    JobRow.user_id,
    JobRow.place,
    JobRow.update_id,
    JobRow.state,
    JobRow.worker,
)


def _take(connection: Connection, number: int, documents: Sequence[SentDocument]) -> None:
    for document in documents:
        where = SentDocumentRow.chat_id == document.chat, SentDocumentRow.message_id == document.message
        connection.execute(update(SentDocumentRow).where(*where).values(job_id=number))


def _interrupted_before(connection: Connection, job: Job, now: datetime) -> int | None:
    """Restart the interrupted job of the same update and return its number; None if the update began none.

    Raise AlreadyDone if it began one that was not interrupted.
    """
    where = JobRow.update_id == job.by.update, JobRow.at > now - UPDATE_REPLAY_PERIOD
    row = connection.execute(select(JobRow.id, JobRow.state).where(*where)).first()
    if row is None:
        return None
    if row.state != JobStage.INTERRUPTED.value:
        raise AlreadyDone
    again = {"state": JobStage.RUNNING.value, "message_id": job.message, "worker": job.worker}
    connection.execute(update(JobRow).where(JobRow.id == row.id).values(**again))
    return int(row.id)


def _inserted(connection: Connection, job: Job, now: datetime) -> int:
    values = {
        "kind": job.kind.value, "chat_id": job.chat, "asked": job.asked, "message_id": job.message,
        "who": job.by.name, "user_id": job.by.user, "place": job.by.place, "update_id": job.by.update,
        "state": job.stage.value, "at": now, "worker": job.worker,
    }  # fmt: skip
    return int(connection.execute(insert(JobRow).values(**values).returning(JobRow.id)).scalar_one())


def _job(row: Row[Any]) -> Job:
    number, kind, chat, asked, message, who, user, place, update_id, stage, worker = tuple(row)
    by = Actor(name=who, user=user, place=place, update=update_id)
    return Job(JobKind(kind), chat, asked, by, message, JobStage(stage), number, worker)
