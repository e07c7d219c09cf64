"""Errands and sent documents: written down before anything is done, begun once an update, found again after an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.domain.changes import Actor
from retrieval.domain.errors import AlreadyDone
from storage.chats.attachments import SqlSentDocuments
from storage.chats.background_jobs import SqlJobs
from storage.database.engine import Database
from storage.ports.jobs import Job, JobKind, JobStage, SentDocument

EDITH = Actor(name="Edith", user=7, place="Telegram chat 7, message 1", update=100)
JOB = Job(JobKind.ADD, 7, 1, EDITH)


class Clock:
    now = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(database: Database, clock: Clock) -> SqlJobs:
    return SqlJobs(database, clock)


@pytest.fixture
def documents(database: Database, clock: Clock) -> SqlSentDocuments:
    return SqlSentDocuments(database, clock)


def document(message: int, album: str | None = None) -> SentDocument:
    return SentDocument(7, message, album, f"file{message}", "a.txt", 5)


async def test_what_is_begun_is_found_running_until_it_ends(jobs: SqlJobs) -> None:
    job = await jobs.begin(JOB)
    await jobs.shown(job.number, 55)
    assert await jobs.running() == [replace(job, message=55)]
    assert await jobs.of(job.number, 8) is None
    await jobs.end(job.number, JobStage.CANCELLED)
    assert await jobs.running() == []
    found = await jobs.of(job.number, 7)
    assert found is not None
    assert (found.stage, found.by.update) == (JobStage.CANCELLED, 100)


@pytest.mark.parametrize("stage", [JobStage.RUNNING, JobStage.DONE, JobStage.CANCELLED])
async def test_an_update_that_comes_again_begins_nothing(jobs: SqlJobs, clock: Clock, stage: JobStage) -> None:
    job = await jobs.begin(JOB)
    await jobs.end(job.number, stage)
    with pytest.raises(AlreadyDone):
        await jobs.begin(JOB)
    # Numbers come again after a week without one.
    clock.now += timedelta(days=3)
    assert (await jobs.begin(JOB)).number != job.number


async def test_one_that_was_interrupted_is_begun_again_by_its_update(jobs: SqlJobs) -> None:
    job = await jobs.begin(JOB)
    await jobs.end(job.number, JobStage.INTERRUPTED)
    assert (await jobs.begin(JOB)).number == job.number
    assert [e.number for e in await jobs.running()] == [job.number]


async def test_an_albums_pieces_are_found_by_any_of_them_with_what_became_of_them(
    jobs: SqlJobs, documents: SqlSentDocuments
) -> None:
    for sent in (document(2, "album"), document(1, "album"), document(3), document(4, "other"), document(1, "album")):
        await documents.put(sent)
    job = await jobs.begin(JOB, [document(1, "album")])
    found = await documents.with_album(7, 2)
    assert [(t.document.message, t.asked, t.taken) for t in found] == [(1, True, True), (2, False, False)]
    await jobs.take(job, [document(2, "album")])
    await jobs.end(job.number, JobStage.INTERRUPTED)
    assert [(t.asked, t.taken) for t in await documents.with_album(7, 1)] == [(True, False)] * 2
    assert [t.document for t in await documents.with_album(7, 3)] == [document(3)]
    assert await documents.with_album(7, 9) == await documents.with_album(8, 1) == []


async def test_nothing_is_kept_for_ever(jobs: SqlJobs, documents: SqlSentDocuments, clock: Clock) -> None:
    await documents.put(document(1))
    job = await jobs.begin(JOB, [document(1)])
    await jobs.end(job.number, JobStage.DONE)
    clock.now += timedelta(days=8)
    await jobs.begin(replace(JOB, by=replace(EDITH, update=101)))
    await documents.put(document(2))
    assert await jobs.of(job.number, 7) is None
    assert await documents.with_album(7, 1) == []
