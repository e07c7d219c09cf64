"""`onrecord forget`: erase a reader or a group."""

from __future__ import annotations

import asyncio
import sys

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.settings import Settings
from bot.views.json.privacy import ForgottenLine
from bot.views.privacy import erased_text
from retrieval.domain.errors import BadInput
from storage.ports.personal_data import Erased


def forget(settings: Settings, chat: int, *, as_json: bool) -> None:
    """Erase everything of a reader, or of a group, whose number is negative.  Raise BadInput if nothing is known."""
    erased = asyncio.run(_erased(settings, chat))
    if not erased:
        raise BadInput(
            f"nothing is known of {chat}; give the number of a reader as Telegram counts them, or that of a group, "
            "which begins with a minus"
        )
    if as_json:
        print_line(ForgottenLine.of(chat, erased))
    else:
        sys.stdout.write(f"{erased_text(erased).plain}\n")


async def _erased(settings: Settings, chat: int) -> Erased:
    async with opened(settings) as services:
        forget = services.personal_data.forget_reader if chat > 0 else services.personal_data.forget_chat
        return await forget(chat)
