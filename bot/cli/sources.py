"""`onrecord sources` and `onrecord doctor`: what there is and how it is."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import aclosing

from rich.console import Console
from rich.table import Table

from bot.composition import open_services
from bot.settings import Settings
from bot.usecases import conversation
from bot.usecases.doctor import Finding, Status, examine
from bot.usecases.heartbeat import is_alive
from bot.views.rich_text import Text
from bot.views.terminal import show
from retrieval.domain.errors import OnRecordError
from storage.ports.library import SourceSummary

_COLOURS = {Status.OK: "green", Status.NOTE: "yellow", Status.FAULT: "bold red"}


def list_sources(settings: Settings, *, as_json: bool) -> None:
    async def listed() -> tuple[list[SourceSummary], Text]:
        services = await open_services(settings)
        try:
            return await services.library.sources(), await conversation.sources(services.asking)
        finally:
            await services.close()

    summaries, text = asyncio.run(listed())
    if not as_json:
        show(Console(), [text])
        return
    for s in summaries:
        newest = s.newest.isoformat() if s.newest else None
        line = {"publisher": s.name, "articles": s.articles, "copies": s.copies, "newest": newest}
        sys.stdout.write(json.dumps(line) + "\n")


def show_findings(settings: Settings) -> None:
    """Print each finding as it comes.  Raises OnRecordError where a part is ill."""
    console = Console(highlight=False)

    async def examined() -> list[Finding]:
        findings = []
        # Closed here even where the reader of our output leaves: afterwards there are no threads to close files in.
        async with aclosing(examine(settings)) as found:
            async for finding in found:
                row = Table.grid(padding=(0, 2))
                row.add_column(width=8)
                row.add_column(width=5)
                row.add_column(overflow="fold")
                row.add_row(finding.part, f"[{_COLOURS[finding.status]}]{finding.status.value}[/]", finding.message)
                console.print(row)
                findings.append(finding)
        return findings

    ill = [f.part for f in asyncio.run(examined()) if f.status is Status.FAULT]
    if ill:
        raise OnRecordError(f"{', '.join(ill)}: see above what to do")


def check_alive(settings: Settings) -> None:
    if not is_alive(settings.data, time.time()):
        raise OnRecordError(f"no bot is running on {settings.data}; start it with `onrecord run`")
    sys.stdout.write("alive\n")
