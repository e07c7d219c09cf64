"""`onrecord doctor`: check every part and say what to do about each fault."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import aclosing

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import Settings
from bot.usecases.operating.doctor import Finding, Status, examine
from bot.usecases.operating.heartbeat import MAX_HEARTBEAT_AGE_SECONDS, seconds_since_heartbeat
from bot.usecases.operating.sole_bot import is_running
from retrieval.domain.errors import OnRecordError

_COLOURS = {Status.OK: "green", Status.NOTE: "yellow", Status.FAULT: "bold red"}


def show_findings(settings: Settings) -> None:
    """Print each finding as it comes.  Raise OnRecordError if a part is faulty."""
    console = Console(highlight=False)

    async def examined() -> list[Finding]:
        findings = []
        # Close the generator here: if our output's reader leaves, no thread is left later to close files in.
        async with aclosing(examine(settings)) as found:
            async for finding in found:
                console.print(_row(finding))
                findings.append(finding)
        return findings

    faulty = [f.part for f in asyncio.run(examined()) if f.status is Status.FAULT]
    if faulty:
        raise OnRecordError(f"{', '.join(faulty)}: see above for what to do")


def check_alive(settings: Settings) -> None:
    """Raise OnRecordError if no bot is running on the data folder, or if it does not receive."""
    if not is_running(settings.data):
        raise OnRecordError(f"no bot is running on {settings.data}; start it with `onrecord run`")
    age = seconds_since_heartbeat(settings.data, time.monotonic())
    if age is None or age > MAX_HEARTBEAT_AGE_SECONDS:
        since = "has received nothing from Telegram yet" if age is None else f"has not received for {age:,.0f} s"
        raise OnRecordError(f"the bot on {settings.data} is running, but {since}; its log says why")
    sys.stdout.write("alive\n")


def _row(finding: Finding) -> Table:
    row = Table.grid(padding=(0, 2))
    row.add_column(width=8)
    row.add_column(width=5)
    row.add_column(overflow="fold")
    # As text: "[models]" in a message is no markup.
    row.add_row(finding.part, Text(finding.status.value, _COLOURS[finding.status]), Text(finding.message))
    return row
