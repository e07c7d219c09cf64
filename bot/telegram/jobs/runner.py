"""Do jobs in the background: a few at once, each with a message that shows how far it is and can cancel it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import Application

from bot.telegram.jobs.progress_message import ProgressMessage
from bot.usecases.message_references import remember
from bot.views.rich_text import Text, bold
from retrieval.domain.errors import BadInput, OnRecordError, StorageError
from storage.ports.conversations import Turns
from storage.ports.jobs import Job, Jobs, JobStage

log = logging.getLogger(__name__)

# Reading and storing take both cores; while one waits for the network another can work.  What fetches from the web may
# wait there for hours, and has as many places of its own.
AT_ONCE = 2
# Errands that may wait for a place.
WAITING = 30
# So often, in seconds, it is looked whether there is something new to show, or the bot stops.
TICK = 0.2

CANCEL = "✖ Cancel"
_NOTED = "something went wrong on my side, and it is noted"


@dataclass(frozen=True, slots=True)
class Ending:
    """What is told at a job's end: `button` stands under it, a reply to it is about `articles`."""

    blocks: Sequence[Text]
    button: InlineKeyboardButton | None = None
    articles: Sequence[str] = ()


class Work(Protocol):
    """What a job does; `fetches` says whether it fetches from the web."""

    fetches: bool

    async def __call__(self) -> None:
        """Do it.  Cancelled anywhere, what is done by then stays."""

    def told(self) -> Text:
        """How far it is."""

    async def ending(self, stage: JobStage, why: str | None) -> Ending:
        """What became of it; `why` it was interrupted, None: because the bot stops."""


class Heard(Enum):
    """What became of the wish to cancel."""

    CANCELLED = "Cancelling. What is done stays done."
    BEFORE = "It is being cancelled already."
    OVER = "It has ended already."


class JobRunner:
    """The jobs that this process does, by their numbers."""

    def __init__(self, app: Application[Any, Any, Any, Any, Any, Any], jobs: Jobs, turns: Turns) -> None:
        self._app = app
        self._jobs, self._turns = jobs, turns
        self._places = {fetches: asyncio.Semaphore(AT_ONCE) for fetches in (False, True)}
        self._doing: dict[int, asyncio.Task[None]] = {}
        self._cancelled: set[int] = set()

    def require_room(self) -> None:
        """Raises BadInput where too many wait already."""
        if len(self._doing) >= AT_ONCE + WAITING:
            raise BadInput("I have as much to do as I can keep in mind: send it again when some of it is done.")

    def cancel(self, number: int) -> Heard:
        doing = self._doing.get(number)
        if doing is None or doing.done():
            return Heard.OVER
        if number in self._cancelled:
            return Heard.BEFORE
        self._cancelled.add(number)
        doing.cancel()
        return Heard.CANCELLED

    async def carry_out(self, job: Job, work: Work) -> None:
        """Do what is written down, and tell what became of it, whatever that is."""
        doing = self._doing[job.number] = asyncio.create_task(self._placed(work))
        message = ProgressMessage(self._app.bot, job, lambda: self._app.running)
        buttons = keyboard(InlineKeyboardButton(CANCEL, callback_data=f"cancel:{job.number}"))
        try:
            # It begins, if it need not wait: else its first word would be that it does.
            await asyncio.sleep(0)
            shown = await message.begin(work.told(), buttons)
            if shown is not None:
                await self._note(job.number, shown)
            stopping = False
            while not doing.done():
                await asyncio.wait({doing}, timeout=TICK)
                if not self._app.running and not stopping:
                    stopping = doing.cancel()
                elif not doing.done():
                    await message.show(shown, work.told(), buttons)
            stage, why = self._became(job.number, doing)
            ending = await _ending(work, stage, why)
            # Told before it is settled: killed in between, its next start tells it again; else it would wait for ever.
            numbers = await message.end(shown, ending.blocks, keyboard(ending.button))
            await self._jobs.end(job.number, stage)
            await remember(self._turns, job.chat, numbers, articles=ending.articles)
        finally:
            doing.cancel()
            del self._doing[job.number]
            self._cancelled.discard(job.number)

    async def _note(self, number: int, shown: int) -> None:
        try:
            await self._jobs.set_status_message(number, shown)
        except StorageError as error:
            # A bot that is killed tells of it in a new message then.
            log.warning("which message shows a job is not kept: %s", error)

    async def _placed(self, work: Work) -> None:
        async with self._places[work.fetches]:
            await work()

    def _became(self, number: int, doing: asyncio.Task[None]) -> tuple[JobStage, str | None]:
        if doing.cancelled():
            return (JobStage.CANCELLED if number in self._cancelled else JobStage.INTERRUPTED), None
        error = doing.exception()
        if error is None:
            return JobStage.DONE, None
        if isinstance(error, OnRecordError):
            log.warning("a job broke off: %s", error)
            return JobStage.INTERRUPTED, str(error)
        log.error("a job failed", exc_info=error)
        return JobStage.INTERRUPTED, _NOTED


async def _ending(work: Work, stage: JobStage, why: str | None) -> Ending:
    """What is to be told, though what became of it cannot be read."""
    try:
        return await work.ending(stage, why)
    except Exception as error:
        log.error("what became of a job cannot be told", exc_info=error)
        return Ending([bold("It has ended.") + f" What became of it cannot be told: {_NOTED}. /log has what was done."])


def keyboard(button: InlineKeyboardButton | None) -> InlineKeyboardMarkup | None:
    return None if button is None else InlineKeyboardMarkup([[button]])
