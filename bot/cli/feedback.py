"""`onrecord feedback`: list rated answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.settings import Settings
from bot.views.feedback import MAX_EXCERPTS, feedback_blocks
from bot.views.json.feedback import RatingLine
from bot.views.terminal import printable, show
from storage.ports.feedback import Opinion


def list_feedback(settings: Settings, *, worst: bool, limit: int, as_json: bool) -> None:
    """Print rated answers: a table in a terminal, blocks in a pipe, JSON lines for programs."""

    async def listed() -> list[Opinion]:
        async with opened(settings) as services:
            return await services.asking.feedback.opinions(limit, worst=worst)

    opinions = asyncio.run(listed())
    console = Console()
    if as_json:
        for opinion in opinions:
            print_line(RatingLine.of(opinion))
    elif console.is_terminal and opinions:
        console.print(_table(opinions))
    else:
        show(console, feedback_blocks(opinions))


def _table(opinions: Sequence[Opinion]) -> Table:
    table = Table("👎", "👍", "last", "asked", "understood as", "shown")
    for o in opinions:
        shown = o.turn.reason.value if o.turn.reason else "\n".join(o.words[:MAX_EXCERPTS])
        cells = (str(o.bad), str(o.good), f"{o.last:%Y-%m-%d}", o.turn.asked, o.turn.label or "", shown)
        # As text: brackets and colons in an article are no markup.
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table
