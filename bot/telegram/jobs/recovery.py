"""Report at the start which jobs an earlier process left unfinished, so that no message waits for ever."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.languages.catalogues import ENGLISH
from bot.languages.speaking import speak
from bot.services import Editing
from bot.telegram.jobs import add_job, undo_job
from bot.telegram.jobs.progress_message import ProgressMessage
from bot.telegram.jobs.runner import keyboard
from storage.ports.chat_settings import SettingsByChat
from storage.ports.jobs import Job, JobKind, JobStage

log = logging.getLogger(__name__)


async def end_interrupted(editing: Editing, settings: SettingsByChat, bot: ExtBot[Any], jobs: Sequence[Job]) -> None:
    """End unfinished jobs.  None is resumed: what killed the process could kill it again at each start."""
    for job in jobs:
        speak((await settings.get(job.chat)).language_for_pushes or ENGLISH)
        is_add = job.kind is JobKind.ADD
        result = await add_job.interrupted(editing, job, None) if is_add else undo_job.interrupted(None)
        try:
            await ProgressMessage(bot, job, lambda: False).end(job.message, result.blocks, keyboard(result.buttons))
        except TelegramError as error:
            log.info("the next start reports how job %d ended: %s", job.number, error.message)
            return
        await editing.jobs.end(job.number, JobStage.INTERRUPTED)
