"""Tell on start which jobs an earlier end of the process broke off: no message is left waiting for ever."""

from __future__ import annotations

from typing import Any

from telegram.ext import ExtBot

from bot.services import Editing
from bot.telegram.jobs import add_job, undo_job
from bot.telegram.jobs.progress_message import ProgressMessage
from bot.telegram.jobs.runner import keyboard
from storage.ports.jobs import JobKind, JobStage


async def end_interrupted(editing: Editing, bot: ExtBot[Any]) -> None:
    """None is gone on with by itself: what killed the process could kill it again, at each start."""
    for job in await editing.jobs.running():
        adds = job.kind is JobKind.ADD
        ending = await add_job.interrupted(editing, job, None) if adds else undo_job.interrupted(None)
        await ProgressMessage(bot, job, lambda: False).end(job.message, ending.blocks, keyboard(ending.button))
        await editing.jobs.end(job.number, JobStage.INTERRUPTED)
