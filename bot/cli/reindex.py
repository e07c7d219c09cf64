"""`onrecord reindex`: read articles again that an older version read, and bring the indexes up to date."""

from __future__ import annotations

import asyncio
import sys

from bot.cli.add import give_way
from bot.cli.progress import counting
from bot.composition import opened
from bot.settings import Settings
from bot.views.counting import counted


def read_again(settings: Settings) -> None:
    """Read these articles again and print how many there were."""
    give_way()

    async def read() -> int:
        async with opened(settings) as services:
            await services.engine.worker.run(services.engine.encoder.check)
            with counting("Reading again") as progress:
                task = progress.add_task("read", total=await services.editing.read_again.waiting())
                return await services.editing.read_again(lambda more: progress.advance(task, more))

    count = asyncio.run(read())
    done = f"{counted(count, 'article')} read again" if count else "nothing to do: this version has read every article"
    sys.stdout.write(f"{done}\n")
