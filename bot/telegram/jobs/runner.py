"""Run jobs in the background: a few at once, each with a message that shows its progress and can cancel it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError
from telegram.ext import Application

from bot.languages.speaking import tr
from bot.telegram.jobs.progress_message import ProgressMessage
from bot.usecases.asking.message_references import remember
from bot.views import jobs as texts
from bot.views.failures import failure_of_job
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput, OnRecordError, StorageError
from storage.ports.conversations import Turns
from storage.ports.jobs import Job, Jobs, JobStage

log = logging.getLogger(__name__)

# Reading and storing take both cores, but while one job waits for the network another can work.  Jobs that fetch from
# the web may wait for hours, so they have as many places of their own.
MAX_RUNNING_JOBS = 2
MAX_WAITING_JOBS = 30
# How often a running job is checked for new progress, and whether the bot is stopping.
POLL_INTERVAL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job reports at its end; `buttons` are under the message, and a reply to it is about `articles`."""

    blocks: Sequence[Text]
    buttons: Sequence[InlineKeyboardButton] = ()
    articles: Sequence[str] = ()


class Work(Protocol):
    """What a job does; `fetches` says whether it fetches from the web."""

    fetches: bool

    async def __call__(self) -> None:
        """Do the work.  If it is cancelled, what is done by then stays."""

    def progress(self) -> Text:
        """Return how far it is."""

    async def result(self, stage: JobStage, why: str | None) -> JobResult:
        """Return how it ended; `why` says what interrupted it (None: the bot is stopping)."""


class CancelOutcome(Enum):
    """What became of a request to cancel, as a sentence for the editor, to be translated."""

    CANCELLED = texts.CANCELLING
    CANCELLED_ALREADY = texts.CANCELLING_ALREADY
    ENDED = texts.ENDED


class JobRunner:
    """The jobs that this process runs, by their numbers."""

    def __init__(self, app: Application[Any, Any, Any, Any, Any, Any], jobs: Jobs, turns: Turns) -> None:
        self._app = app
        self._jobs, self._turns = jobs, turns
        self._places = {fetches: asyncio.Semaphore(MAX_RUNNING_JOBS) for fetches in (False, True)}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._cancelled: set[int] = set()
        # The user who asked for each.
        self._asked_by: dict[int, int | None] = {}

    def require_room(self) -> None:
        """Raise BadInput if too many jobs wait already."""
        if len(self._tasks) >= MAX_RUNNING_JOBS + MAX_WAITING_JOBS:
            raise BadInput(texts.TOO_MANY_JOBS)

    def cancel(self, number: int) -> CancelOutcome:
        task = self._tasks.get(number)
        if task is None or task.done():
            return CancelOutcome.ENDED
        if number in self._cancelled:
            return CancelOutcome.CANCELLED_ALREADY
        self._cancelled.add(number)
        task.cancel()
        return CancelOutcome.CANCELLED

    def cancel_all_of(self, user: int) -> int:
        """Cancel all jobs that a user asked for, and return how many."""
        numbers = [number for number, by in self._asked_by.items() if by == user]
        return sum(self.cancel(number) is CancelOutcome.CANCELLED for number in numbers)

    async def run(self, job: Job, work: Work) -> None:
        """Run a stored job, show its progress, and report how it ended."""
        task = self._tasks[job.number] = asyncio.create_task(self._run_when_free(work))
        self._asked_by[job.number] = job.by.user
        message = ProgressMessage(self._app.bot, job, lambda: self._app.running)
        buttons = keyboard([InlineKeyboardButton(tr(texts.CANCEL), callback_data=f"cancel:{job.number}")])
        try:
            # Let a job start that need not wait, or its message would first say that it waits.
            await asyncio.sleep(0)
            shown = await message.begin(work.progress(), buttons)
            if shown is not None:
                await self._store_message(job.number, shown)
            stopping = False
            while not task.done():
                await asyncio.wait({task}, timeout=POLL_INTERVAL_SECONDS)
                if not self._app.running and not stopping:
                    stopping = task.cancel()
                elif not task.done():
                    await message.show(shown, work.progress(), buttons)
            stage, why = self._outcome(job.number, task)
            result = await _result(work, stage, why)
            # Reported before it is settled: if the bot is killed in between, its next start reports it again.
            try:
                numbers = await message.end(shown, result.blocks, keyboard(result.buttons))
            except TelegramError as error:
                log.info("the next start reports how job %d ended: %s", job.number, error.message)
                return
            await self._store_end(job.number, stage)
            await remember(self._turns, job.chat, numbers, articles=result.articles)
        finally:
            task.cancel()
            del self._tasks[job.number], self._asked_by[job.number]
            self._cancelled.discard(job.number)

    async def _store_message(self, number: int, shown: int) -> None:
        try:
            await self._jobs.set_status_message(number, shown)
        except StorageError as error:
            # If the bot is killed, its next start reports the job in a new message.
            log.warning("cannot store which message shows a job: %s", error)

    async def _store_end(self, number: int, stage: JobStage) -> None:
        try:
            await self._jobs.end(number, stage)
        except StorageError as error:
            # The next start reports the job once more.
            log.warning("cannot store that a job has ended: %s", error)

    async def _run_when_free(self, work: Work) -> None:
        async with self._places[work.fetches]:
            await work()

    def _outcome(self, number: int, task: asyncio.Task[None]) -> tuple[JobStage, str | None]:
        """Return how a finished task ended, and why it was interrupted if it was."""
        if task.cancelled():
            return (JobStage.CANCELLED if number in self._cancelled else JobStage.INTERRUPTED), None
        error = task.exception()
        if error is None:
            return JobStage.DONE, None
        if isinstance(error, OnRecordError):
            # What is wrong with an editor's input names the editor, or repeats what they sent.
            log.warning("a job was interrupted: %s", type(error).__name__ if isinstance(error, BadInput) else error)
            return JobStage.INTERRUPTED, failure_of_job(error)
        log.error("a job failed", exc_info=error)
        return JobStage.INTERRUPTED, texts.something_went_wrong()


async def _result(work: Work, stage: JobStage, why: str | None) -> JobResult:
    """Return a job's result, even if it cannot be read."""
    try:
        return await work.result(stage, why)
    except Exception as error:
        log.error("cannot report how a job ended", exc_info=error)
        return JobResult([texts.outcome_unknown_text()])


def keyboard(buttons: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """Return one row of buttons; None if there are none."""
    return InlineKeyboardMarkup([buttons]) if buttons else None
