"""`onrecord sources`: list publishers and the newest articles."""

from __future__ import annotations

import asyncio

from rich.console import Console

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.settings import Settings
from bot.usecases.asking import conversation
from bot.views.json.articles import SourceLine
from bot.views.rich_text import Text
from bot.views.terminal import show
from storage.ports.library import SourceSummary


def list_sources(settings: Settings, *, as_json: bool) -> None:
    async def listed() -> tuple[list[SourceSummary], Text]:
        async with opened(settings) as services:
            return await services.library.sources(), await conversation.sources(services.asking)

    summaries, text = asyncio.run(listed())
    if not as_json:
        show(Console(), [text])
    for source in summaries if as_json else []:
        print_line(SourceLine.of(source))
