"""Tell on start which errands an earlier end of the process broke off: no message is left waiting for ever."""

from __future__ import annotations

from typing import Any

from telegram.ext import ExtBot

from bot import storing, undoing
from bot.errand_message import ErrandMessage
from bot.errands import keyboard
from bot.services import Services
from storage.errands import Kind, Stage


async def end_interrupted(services: Services, bot: ExtBot[Any]) -> None:
    """None is gone on with by itself: what killed the process could kill it again, at each start."""
    for errand in await services.errands.running():
        adds = errand.kind is Kind.ADD
        ending = await storing.interrupted(services, errand, None) if adds else undoing.interrupted(None)
        await ErrandMessage(bot, errand, lambda: False).end(errand.message, ending.blocks, keyboard(ending.button))
        await services.errands.end(errand.number, Stage.INTERRUPTED)
