"""The Jobs and SentDocuments ports: a job is written down before it starts and found again after a crash."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrieval.domain.changes import Actor
from retrieval.domain.errors import AlreadyDone
from storage.ports.jobs import Job, JobKind, JobStage, SentDocument
from tests.contracts.stores import Clock, Stores

EDITH = Actor(name="Edith", user=7, place="Telegram chat 7, message 1", update=100)
JOB = Job(JobKind.ADD, 7, 1, EDITH)


def document(message: int, album: str | None = None) -> SentDocument:
    return SentDocument(7, message, album, f"file{message}", "a.txt", 5)


async def test_a_job_is_running_until_it_ends(stores: Stores) -> None:
    jobs = stores.jobs
    job = await jobs.begin(JOB)
    await jobs.set_status_message(job.number, 55)
    assert await jobs.running() == [replace(job, message=55)]
    assert await jobs.get(job.number, 8) is None
    await jobs.end(job.number, JobStage.CANCELLED)
    assert await jobs.running() == []
    found = await jobs.get(job.number, 7)
    assert found is not None
    assert (found.stage, found.by.update) == (JobStage.CANCELLED, 100)


@pytest.mark.parametrize("stage", list(JobStage))
async def test_a_status_message_is_known_unless_its_job_was_interrupted(stores: Stores, stage: JobStage) -> None:
    jobs = stores.jobs
    job = await jobs.begin(JOB)
    await jobs.set_status_message(job.number, 55)
    await jobs.end(job.number, stage)
    assert await jobs.is_status_message(7, 55) is (stage is not JobStage.INTERRUPTED)
    assert not await jobs.is_status_message(8, 55)
    assert not await jobs.is_status_message(7, 56)


@pytest.mark.parametrize("stage", [JobStage.RUNNING, JobStage.DONE, JobStage.CANCELLED])
async def test_a_repeated_update_starts_no_second_job(stores: Stores, clock: Clock, stage: JobStage) -> None:
    jobs = stores.jobs
    job = await jobs.begin(JOB)
    await jobs.end(job.number, stage)
    with pytest.raises(AlreadyDone):
        await jobs.begin(JOB)
    # Telegram may give a number to another update after a week without any.
    clock.now += timedelta(days=3)
    assert (await jobs.begin(JOB)).number != job.number


async def test_a_repeated_update_restarts_an_interrupted_job(stores: Stores) -> None:
    jobs = stores.jobs
    job = await jobs.begin(JOB)
    await jobs.end(job.number, JobStage.INTERRUPTED)
    assert (await jobs.begin(JOB)).number == job.number
    assert [e.number for e in await jobs.running()] == [job.number]


async def test_any_document_of_an_album_leads_to_all_of_them_and_to_their_jobs(stores: Stores) -> None:
    jobs, documents = stores.jobs, stores.documents
    for sent in (document(2, "album"), document(1, "album"), document(3), document(4, "other"), document(1, "album")):
        await documents.put(sent)
    job = await jobs.begin(JOB, [document(1, "album")])
    found = await documents.with_album(7, 2)
    assert [(t.document.message, t.asked, t.taken) for t in found] == [(1, True, True), (2, False, False)]
    await jobs.add_documents(job, [document(2, "album")])
    await jobs.end(job.number, JobStage.INTERRUPTED)
    assert [(t.asked, t.taken) for t in await documents.with_album(7, 1)] == [(True, False)] * 2
    assert [t.document for t in await documents.with_album(7, 3)] == [document(3)]
    assert await documents.with_album(7, 9) == await documents.with_album(8, 1) == []


async def test_old_jobs_and_documents_are_deleted(stores: Stores, clock: Clock) -> None:
    jobs, documents = stores.jobs, stores.documents
    await documents.put(document(1))
    job = await jobs.begin(JOB, [document(1)])
    await jobs.end(job.number, JobStage.DONE)
    clock.now += timedelta(days=8)
    await jobs.begin(replace(JOB, by=replace(EDITH, update=101)))
    await documents.put(document(2))
    assert await jobs.get(job.number, 7) is None
    assert await documents.with_album(7, 1) == []
